// Exports the stored artifacts of a time range, in the order in which they were written.

import { z } from 'zod'
import type { ExportRow } from '../../evidence/export-forms.ts'
import type { Connection } from '../file/database.ts'
import { writtenSince } from '../queries.ts'

/** Epoch milliseconds; `to` is exclusive. Absent means unbounded. */
export interface TimeRange {
  readonly from?: number
  readonly to?: number
}

const rowSchema = z.tuple([z.string(), z.string(), z.string(), z.string().nullable()])

/** Reads row by row, all as of the moment of the first row. */
export function* exportRows(db: Connection, range: TimeRange): Generator<ExportRow> {
  const rows = db
    .prepare(
      `SELECT lower(hex(a.hash)), a.bytes, lower(hex(b.salt)), b.bytes
       FROM artifacts a LEFT JOIN bodies b ON b.position = a.position
       WHERE ${writtenSince} AND a.time >= ? AND a.time < ? ORDER BY a.position`,
    )
    .raw()
  const [from, to] = bounds(range)
  for (const row of rows.iterate(from, from, to)) {
    const [hash, bytes, salt, body] = rowSchema.parse(row)
    yield { hash, bytes, body: body === null ? null : { salt, bytes: body } }
  }
}

/** ISO times as sortable text; `:` sorts after every digit. */
export function bounds({ from, to }: TimeRange): readonly [string, string] {
  return [
    from === undefined ? '' : new Date(from).toISOString(),
    to === undefined ? ':' : new Date(to).toISOString(),
  ]
}
