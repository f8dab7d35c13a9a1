// Checks table `moments`, from which time-range queries start: a wrong row would hide artifacts.

import type { Connection } from '../file/database.ts'
import type { Broken } from '../store.ts'

/** A break for the first row whose time is too early for its artifacts; empty if all are right. */
export function verifyMoments(db: Connection): readonly Broken[] {
  const position = db
    .prepare<[], number>(
      `SELECT m.position FROM
         (SELECT position, latest, lag(position, 1, 0) OVER before AS since,
                 lag(latest, 1, '') OVER before AS earlier
          FROM moments WINDOW before AS (ORDER BY position)) m
       WHERE m.latest < m.earlier OR m.latest <
         (SELECT max(time) FROM artifacts a WHERE a.position > m.since AND a.position <= m.position)
       ORDER BY m.position LIMIT 1`,
    )
    .pluck()
    .get()
  if (position === undefined) return []
  const text = `The moment kept of position ${position} is before artifacts that it covers.`
  return [{ seq: 0, what: 'column_differs', text }]
}
