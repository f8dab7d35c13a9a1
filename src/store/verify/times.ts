// What the times of a chain say: did they go back?

import type { Connection } from '../file/database.ts'

export interface Place {
  readonly tenant: string
  readonly seq: number
}

/** The first artifacts, up to `most`, that are earlier than the one written before them. */
export function timesBack(db: Connection, most: number): readonly Place[] {
  return db
    .prepare<[number], Place>(
      `SELECT next.tenant, next.seq FROM artifacts one
       JOIN artifacts next ON next.position = one.position + 1
       WHERE next.time < one.time ORDER BY next.position LIMIT ?`,
    )
    .all(most)
}
