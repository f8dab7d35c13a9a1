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

const bodies = 'LEFT JOIN bodies b ON b.position = a.position'
const from = `FROM artifacts a NOT INDEXED ${bodies}`

/** A row as one text. */
const text = `concat_ws(char(${mark.charCodeAt(0)}), a.position, a.seq, a.time,
  lower(hex(a.hash)), a.type, a.actor,
  (a.command_id IS NULL) + 2 * (b.bytes IS NULL) + 4 * (length(b.salt) IS NOT 16),
  ifnull(a.command_id, ''), ifnull(lower(hex(b.salt)) || b.bytes, ''), a.bytes)`

/**
 * The positions to read: these, or all after `behind` and up to `upTo`. `told` is called with the
 * number of rows read.
 */
export interface Span {
  readonly positions?: readonly number[] | null
  readonly behind?: number
  readonly upTo?: number
  readonly told?: (rows: number) => void
}

/** The rows of one chain, or those in a range of it. */
export function chainTexts(db: Connection, tenant: string, span: Span = {}): RowTexts {
  const { positions } = span
  const next =
    positions === undefined || positions === null
      ? pagesInOrder(db, tenant, span)
      : pagesAt(db, tenant, positions)
  function* pages(): Generator<readonly string[]> {
    let untold = 0
    for (let page = 1; ; page += 1) {
      const texts = next()
      untold += texts.length
      const last = texts.length < rowsAtOnce
      if (last || page % pagesTold === 0) {
        span.told?.(untold)
        untold = 0
      }
      yield texts
      if (last) return
    }
  }
  const whole = wholeRows(db, tenant)
  return {
    pages: pages(),
    whole: (row) => readRow(row, tenant) ?? whole(positionOf(row)),
  }
}

/** Reads the next page; looks at the rows of other chains between them, too. */
function pagesInOrder(
  db: Connection,
  tenant: string,
  { behind = beforeAll, upTo }: Span,
): () => readonly string[] {
  const next = db
    .prepare<[string, string, string, number], string>(
      `SELECT ${text} ${from} WHERE a.tenant = ? AND a.position > CAST(? AS INTEGER)
         AND a.position <= CAST(? AS INTEGER) ORDER BY a.position LIMIT ? + 0`,
    )
    .pluck()
  let after = String(behind)
  return () => {
    const texts = next.all(tenant, after, (upTo ?? behindAll).toString(), rowsAtOnce)
    after = positionOf(texts.at(-1) ?? after)
    return texts
  }
}

/** Reads the next page of the rows at these positions. */
function pagesAt(
  db: Connection,
  tenant: string,
  positions: readonly number[],
): () => readonly string[] {
  const at = db
    .prepare<[string, string], string>(
      `SELECT ${text} FROM json_each(?) p CROSS JOIN artifacts a ON a.position = p.value ${bodies}
       WHERE a.tenant = ? ORDER BY a.position`,
    )
    .pluck()
  let read = 0
  return () => {
    const page = positions.slice(read, read + rowsAtOnce)
    read += page.length
    return at.all(JSON.stringify(page), tenant)
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

function positionOf(row: string): string {
  return row.slice(0, row.indexOf(mark))
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
