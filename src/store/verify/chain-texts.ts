// The rows of a chain as `verify` reads them: raw texts, nothing interpreted.

import { mark, type RowTexts, readRow } from '../../evidence/row-text.ts'
import type { StoredArtifact } from '../../evidence/stored-artifact.ts'
import type { Connection } from '../file/database.ts'

/** Rows per page: as many as fit the processor's cache. */
const rowsAtOnce = 64
/** Pages between two progress reports. */
const pagesTold = 8

/** Smaller than any position; negative ones occur only in edited files. */
export const beforeAll = Number.MIN_SAFE_INTEGER
/** SQLite's largest integer, which a JavaScript number cannot hold. */
const behindAll = 2n ** 63n - 1n

const from = 'FROM artifacts a NOT INDEXED LEFT JOIN bodies b ON b.position = a.position'

/**
 * The range of positions to read, after `behind` and up to `upTo`; `told` is called with the number
 * of rows read.
 */
export interface Span {
  readonly behind?: number
  readonly upTo?: number
  readonly told?: (rows: number) => void
}

/** The rows of one chain, or those in a range of it. */
export function chainTexts(db: Connection, tenant: string, span: Span = {}): RowTexts {
  const { behind = beforeAll, upTo = behindAll, told } = span
  const next = db
    .prepare<[string, string, string, number], string>(
      `SELECT concat_ws(char(${mark.charCodeAt(0)}), a.position, a.seq, a.time,
         lower(hex(a.hash)), a.type, a.actor,
         (a.command_id IS NULL) + 2 * (b.bytes IS NULL) + 4 * (length(b.salt) IS NOT 16),
         ifnull(a.command_id, ''), ifnull(lower(hex(b.salt)) || b.bytes, ''), a.bytes)
       ${from}
       WHERE a.tenant = ? AND a.position > CAST(? AS INTEGER)
         AND a.position <= CAST(? AS INTEGER) ORDER BY a.position LIMIT ? + 0`,
    )
    .pluck()
  function* pages(): Generator<readonly string[]> {
    let after = String(behind)
    let untold = 0
    for (let page = 1; ; page += 1) {
      const texts = next.all(tenant, after, upTo.toString(), rowsAtOnce)
      untold += texts.length
      const last = texts.length < rowsAtOnce
      if (last || page % pagesTold === 0) {
        told?.(untold)
        untold = 0
      }
      yield texts
      if (last) return
      after = positionOf(texts.at(-1) ?? '')
    }
  }
  const whole = wholeRows(db, tenant)
  return {
    pages: pages(),
    whole: (text) => readRow(text, tenant) ?? whole(positionOf(text)),
  }
}

/** Reads a row column by column, for the rare row that contains the separator itself. */
function wholeRows(db: Connection, tenant: string): (position: string) => StoredArtifact {
  const one = db
    .prepare<[string], StoredRow>(
      `SELECT a.seq, lower(hex(a.hash)), a.bytes, a.type, a.time, a.actor, a.command_id,
              lower(hex(b.salt)), b.bytes
       ${from} WHERE a.position = CAST(? AS INTEGER)`,
    )
    .raw()
  return (position) => {
    const row = one.get(position)
    if (row === undefined) throw new RangeError(`The row at ${position} is not there any more.`)
    const [seq, hash, bytes, type, time, actor, command_id, salt, body] = row
    return {
      seq,
      hash,
      bytes,
      columns: { type, time, tenant, actor, command_id },
      body: body === null ? null : { salt, bytes: body },
      erased: body === null,
    }
  }
}

function positionOf(text: string): string {
  return text.slice(0, text.indexOf(mark))
}

/** Seq, hash, bytes, type, time, actor, command; salt and bytes of the body. */
type StoredRow = [
  number,
  string,
  string,
  string,
  string,
  string,
  string | null,
  string,
  string | null,
]
