// The entries of the roll: each person, second factor and setting with a digest of its rows. Seal
// and evidence cover this list, so that a changed entry can be named.

import type { Change } from '../command/changes.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { Connection } from './file/database.ts'
import { standingKeys } from './rows.ts'

/** The rows of the environment's state. */
export const standingRows = `SELECT key, value FROM settings
  WHERE key IN (${standingKeys.map((key) => `'${key}'`).join()}) ORDER BY key`

const ofFactors: readonly Change['kind'][] = [
  'factor',
  'stepped_up',
  'recovery_used',
  'step_up_stale',
  'forget',
]
const ofStanding: readonly Change['kind'][] = [
  'mode',
  'part_locks',
  'approvals_suspended',
  'bound',
  'definitions',
  'legal_hold',
  'suspicion',
  'emergencies',
]

type PartName = 'person' | 'factor' | 'recovery_codes' | 'standing'

interface Part {
  readonly part: PartName
  /**
   * A query with one row per entry; its first column is the entry's name, which orders the rows.
   */
  readonly sql: string
  readonly writes: readonly Change['kind'][]
}

const parts: readonly Part[] = [
  {
    part: 'person',
    sql: 'SELECT id, record FROM people ORDER BY id',
    writes: ['person', 'forget'],
  },
  {
    part: 'factor',
    sql: 'SELECT person, secret, last_step, last_at FROM factors ORDER BY person',
    writes: ofFactors,
  },
  {
    part: 'recovery_codes',
    sql: `SELECT person, group_concat(hash ORDER BY hash) FROM recovery_codes
          GROUP BY person ORDER BY person`,
    writes: ofFactors,
  },
  { part: 'standing', sql: standingRows, writes: ofStanding },
]

/**
 * The parts by the last schema that has them. If a migration changes what a part reads, its old
 * form stays here, because a store is checked against its roll before it is migrated.
 */
const partsUpTo: readonly (readonly [schema: number, readonly Part[]])[] = [
  [Number.POSITIVE_INFINITY, parts],
]

export function partsOf(schema: number): readonly Part[] {
  return partsUpTo.find(([last]) => schema <= last)?.[1] ?? parts
}

/** The kinds of changes that make a new version of the roll. */
export const changing: ReadonlySet<Change['kind']> = new Set(parts.flatMap((one) => one.writes))

/** The digest of each entry's rows. */
type Entries = readonly (readonly [entry: string, digest: string])[]

const textOf = (lists: readonly Entries[]): string =>
  lists.map((list) => sha256(JSON.stringify(list))).join()

/** Reads the entries from the tables. */
function entriesReader(db: Connection, { sql }: Part): () => Entries {
  const rows = db.prepare<[], readonly (number | string)[]>(sql).raw()
  return () => rows.all().map((row) => [String(row[0]), sha256(JSON.stringify(row))])
}

/** Reads the entries as noted when the roll last changed. */
function keptReader(db: Connection, { part }: Part): () => Entries {
  const rows = db
    .prepare<[string], [string, string]>(
      'SELECT entry, digest FROM roll_entries WHERE part = ? ORDER BY entry',
    )
    .raw()
  return () => rows.all(part)
}

/** All entries as one text, so that no part can be exchanged unnoticed. */
export interface RollEntries {
  text(): string
  /** Reads again what such changes write, and notes the new digests. */
  changed(kinds: ReadonlySet<Change['kind']>): void
  forget(): void
}

export function rollEntries(db: Connection, all: readonly Part[] = parts): RollEntries {
  const put = db.prepare(
    'INSERT OR REPLACE INTO roll_entries (part, entry, digest) VALUES (?, ?, ?)',
  )
  const drop = db.prepare('DELETE FROM roll_entries WHERE part = ? AND entry = ?')
  const readers = all.map((one) => ({
    ...one,
    now: entriesReader(db, one),
    kept: keptReader(db, one),
  }))
  const known: (Entries | undefined)[] = []
  return {
    text: () => textOf(readers.map(({ now }, index) => (known[index] ??= now()))),
    changed(kinds) {
      for (const [index, { part, writes, now, kept }] of readers.entries()) {
        if (!writes.some((one) => kinds.has(one))) continue
        const is = now()
        known[index] = is
        for (const { entry, digest } of differences(kept(), is))
          if (digest === undefined) drop.run(part, entry)
          else put.run(part, entry, digest)
      }
    },
    forget: () => void known.splice(0),
  }
}

/** The entries that differ; `digest` is the new one, undefined if the entry is gone. */
function differences(was: Entries, is: Entries) {
  const [before, after] = [new Map(was), new Map(is)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((entry) => before.get(entry) !== after.get(entry))
    .map((entry) => ({ entry, isNew: !before.has(entry), digest: after.get(entry) }))
}

/** An entry that another program changed. */
export interface RollMismatch {
  readonly part: PartName
  readonly entry: string
  readonly how: 'edited' | 'put in' | 'removed'
}

/**
 * The entries that differ from the noted list; null if the list itself is not the one that
 * `isProven` accepts, because it could then name the wrong people.
 */
export function rollMismatches(
  db: Connection,
  isProven: (text: string) => boolean,
): readonly RollMismatch[] | null {
  const lists = parts.map((one) => ({ ...one, was: keptReader(db, one)() }))
  if (!isProven(textOf(lists.map((one) => one.was)))) return null
  return lists.flatMap((one) =>
    differences(one.was, entriesReader(db, one)()).map(({ entry, isNew, digest }): RollMismatch => {
      const how = isNew ? 'put in' : digest === undefined ? 'removed' : 'edited'
      return { part: one.part, entry, how }
    }),
  )
}

/** The most differing entries that are named. */
export const mismatchesNamed = 20

const words: Readonly<Record<PartName, (entry: string) => string>> = {
  person: (entry) => `the person ${entry}`,
  factor: (entry) => `the second factor of ${entry}`,
  recovery_codes: (entry) => `the recovery codes of ${entry}`,
  standing: (entry) => `the setting ${entry}`,
}

/**
 * `the person beto (edited)`, for evidence, logs and the command line; strange ids are not
 * repeated.
 */
export function wordsOfMismatch({ part, entry, how }: RollMismatch): string {
  const isId = /^[a-z][a-z0-9_-]{0,63}$/.test(entry) && !/\d{6}/.test(entry)
  return `${words[part](isId ? entry : '<strange id>')} (${how})`
}
