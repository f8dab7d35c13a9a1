// Finds artifacts whose time is earlier than that of the one written before.

import type { Connection } from '../file/database.ts'

export interface Place {
  readonly tenant: string
  readonly seq: number
}

/** The first such artifacts, at most `most`. */
export function timeReversals(db: Connection, most: number): readonly Place[] {
  return db
    .prepare<[number], Place>(
      `SELECT next.tenant, next.seq FROM artifacts one
       JOIN artifacts next ON next.position = one.position + 1
       WHERE next.time < one.time ORDER BY next.position LIMIT ?`,
    )
    .all(most)
}
