// Reads an environment's file from outside, whether it runs or not. Read-only.

import type { Command } from '../command/command.ts'
import type { NamedHeads } from '../command/event.ts'
import type { RecordedBinding } from '../command/facts.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Person } from '../policy/people.ts'
import { type Connection, foreignIn } from './file/database.ts'
import { withReadOnly } from './file/with-read-only.ts'
import { readOnlyCommandQueries } from './intact-commands.ts'
import { newestTime } from './queries.ts'
import { uncheckedRoll } from './roll.ts'
import { readCommand, readJson } from './rows.ts'
import { stateReader } from './state-reader.ts'
import type { IntactCommands, Locks } from './store.ts'
import { peopleOf } from './tables.ts'
import { olderThanNoted } from './verify/file-faults.ts'
import { verifyRoll } from './verify/roll.ts'

export interface Inspection {
  readonly people: readonly Person[]
  /**
   * The policy in force, and what `environment.yaml` named when it was recorded; null before a
   * start.
   */
  readonly bound: RecordedBinding | null
  readonly locks: Locks
  /** When the newest artifact was written, epoch milliseconds; null for none. */
  readonly newestAt: number | null
  readonly journal: string
  /**
   * Where people, factors or settings were changed by another program, as a sentence; null if not.
   */
  readonly rollMisfit: string | null
  /** What was noted beside the keys and is missing in the file, as a sentence; null if nothing. */
  readonly lacks: string | null
  /** The part of the schema that Aval did not make, as a sentence; null for none. */
  readonly foreign: string | null
  /** The commands that have not ended. */
  readonly open: readonly Command[]
  /** Notes about external destinations, by destination and tenant: `witness/prod:acme`. */
  readonly outward: ReadonlyMap<string, JsonObject>
  /** Notes about connectors: since when each is not called (epoch milliseconds), by name. */
  readonly rests: ReadonlyMap<string, JsonObject>
}

/** Throws a sentence if the file is missing, damaged, of another environment or newer. */
export function inspect(file: string, environment: string, noted: NamedHeads = {}): Inspection {
  return withReadOnly(file, environment, (db) => {
    const newest = newestTime(db)
    const state = stateReader(db, uncheckedRoll)
    return {
      people: peopleOf(db).all(),
      bound: state.bound(),
      locks: state.parts(),
      newestAt: newest === null ? null : Date.parse(newest),
      open: openIn(db),
      outward: keptUnder(db, 'outward/'),
      rests: keptUnder(db, 'rest/'),
      rollMisfit: verifyRoll(db)[0]?.text ?? null,
      lacks: olderThanNoted(db, noted)[0]?.breaks[0]?.text ?? null,
      foreign: foreignIn(db, file, 'all'),
      journal: String(db.pragma('journal_mode', { simple: true })),
    }
  })
}

/** Empty if a record cannot be read: `verify` reports that. */
function openIn(db: Connection): readonly Command[] {
  const records = db.prepare<[], string>('SELECT record FROM commands WHERE open = 1').pluck()
  try {
    return records.all().map(readCommand)
  } catch {
    return []
  }
}

/** The stored notes whose keys have this prefix, by the rest of the key. */
export function keptUnder(db: Connection, prefix: string): ReadonlyMap<string, JsonObject> {
  const rows = db
    .prepare<[string, string], { key: string; record: string }>(
      'SELECT key, record FROM kept WHERE key >= ? AND key < ?',
    )
    .all(prefix, `${prefix}\uffff`)
  return new Map(rows.map((row) => [row.key.slice(prefix.length), readJson(row.record)]))
}

/**
 * The commands requested since then, newest first, at most `most`; compared with their evidence but
 * not with seals. Throws as `inspect` does.
 */
export function commandsIn(
  file: string,
  environment: string,
  since: number,
  most: number,
): IntactCommands {
  return withReadOnly(file, environment, (db) =>
    readOnlyCommandQueries(db, environment, null).commandsSince(since, most),
  )
}
