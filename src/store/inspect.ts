// What is asked of an environment's file from outside, while it runs or not; nothing here writes.

import type { Bound } from '../command/bound.ts'
import type { Command } from '../command/command.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Person } from '../policy/people.ts'
import { type Connection, openReadOnly } from './database.ts'
import { commandsSince, openCommands } from './queries.ts'
import { takenAsWhole } from './roll.ts'
import { readJson } from './rows.ts'
import { standingReader } from './standing.ts'
import { peopleOf } from './tables.ts'
import { verifyRoll } from './verify-roll.ts'

export interface Inspection {
  readonly people: readonly Person[]
  /** The policy in force, and what the file named when it was recorded; null before a start. */
  readonly bound: Bound | null
  /** When the newest artifact was written, in epoch milliseconds; null without any. */
  readonly newestAt: number | null
  readonly journal: string
  /** What of who may do what somebody else wrote, as a sentence; null where all is as it was. */
  readonly rollMisfit: string | null
  /** What waits for a confirmation, an answer or an outcome. */
  readonly open: readonly Command[]
  /** What is noted of places outside, by place and by what it was sent: `witness/prod:acme`. */
  readonly outward: ReadonlyMap<string, JsonObject>
}

/** Throws one sentence when the file is missing, damaged, of another environment or newer. */
export function inspect(file: string, environment: string): Inspection {
  const db = openReadOnly(file, environment)
  try {
    return {
      people: peopleOf(db).all(),
      bound: standingReader(db, takenAsWhole).bound(),
      newestAt: newestAt(db),
      open: openIn(db),
      outward: outwardOf(db),
      rollMisfit: verifyRoll(db)[0]?.text ?? null,
      journal: String(db.pragma('journal_mode', { simple: true })),
    }
  } finally {
    db.close()
  }
}

/** None where a record cannot be read: that is for `verify` to find, and to name. */
function openIn(db: Connection): readonly Command[] {
  try {
    return openCommands(db)
  } catch {
    return []
  }
}

const outwardPrefix = 'outward/'

function outwardOf(db: Connection): ReadonlyMap<string, JsonObject> {
  const rows = db
    .prepare<[string, string], { key: string; record: string }>(
      'SELECT key, record FROM kept WHERE key >= ? AND key < ?',
    )
    .all(outwardPrefix, `${outwardPrefix}\uffff`)
  return new Map(rows.map((row) => [row.key.slice(outwardPrefix.length), readJson(row.record)]))
}

/** What was asked since then, newest first, up to `most`. Throws as `inspect` does. */
export function commandsIn(
  file: string,
  environment: string,
  since: number,
  most: number,
): readonly Command[] {
  const db = openReadOnly(file, environment)
  try {
    return commandsSince(db)(since, most)
  } finally {
    db.close()
  }
}

function newestAt(db: Connection): number | null {
  const at = db.prepare('SELECT time FROM artifacts ORDER BY position DESC LIMIT 1').pluck().get()
  return typeof at === 'string' ? Date.parse(at) : null
}
