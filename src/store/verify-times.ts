// What the times of a chain say: did they go back, and was nothing erased before its time?

import { z } from 'zod'
import { readErasure } from '../evidence/erasure.ts'
import type { Connection } from './database.ts'
import type { Broken } from './store.ts'

const erasedSchema = z.object({ before: z.iso.datetime({ precision: 3 }) })

/** One break for each erasure that took newer bodies than it says; one of a person says nothing. */
export function erasedEarly(db: Connection, tenant: string): readonly Broken[] {
  const erasures = db
    .prepare<[string], [seq: number, body: string]>(
      `SELECT a.seq, b.bytes FROM artifacts a JOIN bodies b USING (position)
       WHERE a.tenant = ? AND a.type = 'evidence.erased' AND b.bytes IS NOT NULL ORDER BY a.seq`,
    )
    .raw()
    .all(tenant)
  const newest = db
    .prepare<[string, number, number], string | null>(
      'SELECT max(time) FROM artifacts WHERE tenant = ? AND seq BETWEEN ? AND ?',
    )
    .pluck()
  return erasures.flatMap(([seq, body]) => {
    const ranges = readErasure(body, seq) ?? []
    const { data } = erasedSchema.safeParse(ranges.length === 0 ? null : JSON.parse(body))
    const early =
      data !== undefined &&
      ranges.some(({ first, last }) => (newest.get(tenant, first, last) ?? '') >= data.before)
    const text = `Artifact ${seq} erased bodies that are newer than it says.`
    return early ? [{ seq, what: 'erased_early', text }] : []
  })
}

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
