// What is asked of an environment's file from outside, while it runs or not; nothing here writes.

import type { Bound } from '../command/bound.ts'
import type { Command } from '../command/command.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Person } from '../policy/people.ts'
import { type Connection, foreignIn, openReadOnly } from './file/database.ts'
import { newestTime } from './queries.ts'
import { takenAsWhole } from './roll.ts'
import { readCommand, readJson } from './rows.ts'
import { standingReader } from './standing.ts'
import type { Told } from './store.ts'
import { peopleOf } from './tables.ts'
import { tellingAside } from './told.ts'
import { type Noted, olderThanNoted } from './verify/beside.ts'
import { verifyRoll } from './verify/roll.ts'

export interface Inspection {
  readonly people: readonly Person[]
  /** The policy in force, and what the file named when it was recorded; null before a start. */
  readonly bound: Bound | null
  /** When the newest artifact was written, in epoch milliseconds; null without any. */
  readonly newestAt: number | null
  readonly journal: string
  /** What of who may do what somebody else wrote, as a sentence; null where all is as it was. */
  readonly rollMisfit: string | null
  /** What was noted beside the keys and is not in the file, as a sentence; null where all is. */
  readonly lacks: string | null
  /** What in the schema Aval did not make, as a sentence: nobody may write beside it. */
  readonly foreign: string | null
  /** What waits for a confirmation, an answer or an outcome. */
  readonly open: readonly Command[]
  /** What is noted of places outside, by place and by what it was sent: `witness/prod:acme`. */
  readonly outward: ReadonlyMap<string, JsonObject>
  /** What is noted of connectors: since when each rests (epoch milliseconds), while it does. */
  readonly rests: ReadonlyMap<string, JsonObject>
}

/** Throws one sentence when the file is missing, damaged, of another environment or newer. */
export function inspect(file: string, environment: string, noted: Noted = {}): Inspection {
  const db = openReadOnly(file, environment)
  try {
    const newest = newestTime(db)
    return {
      people: peopleOf(db).all(),
      bound: standingReader(db, takenAsWhole).bound(),
      newestAt: newest === null ? null : Date.parse(newest),
      open: openIn(db),
      outward: keptUnder(db, 'outward/'),
      rests: keptUnder(db, 'rest/'),
      rollMisfit: verifyRoll(db)[0]?.text ?? null,
      lacks: olderThanNoted(db, noted)[0]?.breaks[0]?.text ?? null,
      foreign: foreignIn(db, file, 'all'),
      journal: String(db.pragma('journal_mode', { simple: true })),
    }
  } finally {
    db.close()
  }
}

/** None where a record cannot be read: that is for `verify` to find, and to name. */
function openIn(db: Connection): readonly Command[] {
  const records = db.prepare<[], string>('SELECT record FROM commands WHERE open = 1').pluck()
  try {
    return records.all().map(readCommand)
  } catch {
    return []
  }
}

/** What is kept under keys that begin so, by the rest of the key. */
export function keptUnder(db: Connection, prefix: string): ReadonlyMap<string, JsonObject> {
  const rows = db
    .prepare<[string, string], { key: string; record: string }>(
      'SELECT key, record FROM kept WHERE key >= ? AND key < ?',
    )
    .all(prefix, `${prefix}\uffff`)
  return new Map(rows.map((row) => [row.key.slice(prefix.length), readJson(row.record)]))
}

/**
 * What was asked since then, newest first, up to `most`, held against its evidence and against no
 * seal. Throws as `inspect` does.
 */
export function commandsIn(file: string, environment: string, since: number, most: number): Told {
  const db = openReadOnly(file, environment)
  try {
    return tellingAside(db, environment, null).commandsSince(since, most)
  } finally {
    db.close()
  }
}
