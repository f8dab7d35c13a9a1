// Checks the roll (people, second factors, lockdown, bound policy) against the newest artifact that
// names it.

import { canonical, sha256 } from '../../evidence/canonical.ts'
import type { Connection } from '../file/database.ts'
import {
  mismatchesNamed,
  type RollMismatch,
  rollEntries,
  rollMismatches,
  wordsOfMismatch,
} from '../roll-entries.ts'
import { type RollRow, readRollRow } from '../rows.ts'
import type { Broken } from '../store.ts'

/** Position, seq, roll version by its column, and bytes. */
type Row = [number, number, number | null, string]

/**
 * Needs no key: the digest is salted, and the salt is stored beside it. `standingIsTold`: faults in
 * the settings were reported already.
 */
export function verifyRoll(db: Connection, standingIsTold = false): readonly Broken[] {
  const named = db
    .prepare<[], Row>(
      'SELECT position, seq, roll, bytes FROM artifacts WHERE roll IS NOT NULL ORDER BY roll',
    )
    .raw()
    .all()
  const last = named.at(-1)
  const hidden = db
    .prepare<[number], Row>(
      `SELECT position, seq, roll, bytes FROM artifacts
       WHERE position > ? AND roll IS NULL AND instr(bytes, ',"roll":{"digest":"') > 0 LIMIT 1`,
    )
    .raw()
    .get(last?.[0] ?? 0)
  if (hidden !== undefined) return [unproven(hidden[1], 'its artifact is not marked as such')]
  for (const [index, [, seq, number, bytes]] of named.entries())
    if (number !== index + 1 || !bytes.includes(`","number":${number}},"seq":`))
      return [unproven(seq, `change ${index + 1} of it has no artifact in its place`)]
  const row = readRollRow(db.prepare("SELECT value FROM settings WHERE key = 'roll'").pluck().get())
  const seq = last?.[1] ?? 0
  if (row === null) return [unproven(seq, 'what seals it is gone')]
  const isSealed = (text: string) =>
    last === undefined ? row.number === 0 : names(last, row, text)
  const fits = isSealed(rollEntries(db).text())
  const entries = rollMismatches(db, isSealed)
  if (entries === null) return [unproven(seq, fits ? listEdited : whenever(db, named, row))]
  const news = entries.filter(({ part }) => !(standingIsTold && part === 'standing'))
  return news.length === 0 ? [] : [unproven(seq, wordsOf(news))]
}

const listEdited = 'the list that names its entries was edited'

/** Does this artifact name the roll with these entries? */
function names([, , , bytes]: Row, { number, salt }: RollRow, text: string): boolean {
  return bytes.includes(`,"roll":${canonical({ digest: sha256(salt + text), number })},`)
}

/** The list of entries is not proven: says whether it was the right one earlier. */
function whenever(db: Connection, named: readonly Row[], row: RollRow): string {
  const text = rollEntries(db).text()
  const then = named.find((one) => names(one, row, text))
  return then === undefined
    ? 'it was edited, and the list that names its entries too, so that nobody can say whose'
    : `it was put back as it was at artifact ${then[1]} of -`
}

function wordsOf(entries: readonly RollMismatch[]): string {
  const more = entries.length - mismatchesNamed
  const rest = more > 0 ? [`and ${more} more`] : []
  return [...entries.slice(0, mismatchesNamed).map(wordsOfMismatch), ...rest].join(', ')
}

function unproven(seq: number, why: string): Broken {
  const text = `Who may do what is not what the evidence says of it: ${why}.`
  return { seq, what: 'roll_unproven', text }
}
