// Who may do what, held against its evidence: people, second factors, lockdown and bound policy are
// those of the newest artifact that names them.

import { canonical } from '../evidence/canonical.ts'
import { hashOf } from '../evidence/chain.ts'
import type { Connection } from './database.ts'
import { rollText } from './roll.ts'
import { readRollRow } from './rows.ts'
import type { ChainReport } from './store.ts'

type Broken = ChainReport['breaks'][number]

/** Position, seq, number as its column says it, and bytes. */
type Row = [number, number, number | null, string]

/** Needs no key: the digest is salted, and the salt stands beside what it is made of. */
export function verifyRoll(db: Connection): readonly Broken[] {
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
  const roll = { digest: hashOf(row.salt + rollText(db).text()), number: row.number }
  const is = last === undefined ? row.number === 0 : last[3].includes(`,"roll":${canonical(roll)},`)
  return is ? [] : [unproven(seq, 'it was edited, or put back as it was before')]
}

function unproven(seq: number, why: string): Broken {
  const text = `Who may do what is not what the evidence says of it: ${why}.`
  return { seq, what: 'roll_unproven', text }
}
