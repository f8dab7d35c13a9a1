// The roll, entry by entry: each person, second factor and setting with the digest of its rows. The
// seal and the evidence are of this list, so that an entry that does not fit can be named.

import type { Change } from '../command/changes.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { Connection } from './file/database.ts'
import { standingKeys } from './rows.ts'

/** How the environment stands, row by row. */
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
  /** One row for each entry, that begins with its name, in the order of these. */
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
 * By the last schema that had them. Where a migration changes what is read of one, those of before
 * stay here: a store is held against its roll as it was written, and only then brought up to date.
 */
const partsUpTo: readonly (readonly [schema: number, readonly Part[]])[] = [
  [Number.POSITIVE_INFINITY, parts],
]

export function partsOf(schema: number): readonly Part[] {
  return partsUpTo.find(([last]) => schema <= last)?.[1] ?? parts
}

/** The changes that make another roll. */
export const changing: ReadonlySet<Change['kind']> = new Set(parts.flatMap((one) => one.writes))

/** By entry, the digest of its rows. */
type Entries = readonly (readonly [entry: string, digest: string])[]

const textOf = (lists: readonly Entries[]): string =>
  lists.map((list) => sha256(JSON.stringify(list))).join()

/** What the tables say now. */
function entriesReader(db: Connection, { sql }: Part): () => Entries {
  const rows = db.prepare<[], readonly (number | string)[]>(sql).raw()
  return () => rows.all().map((row) => [String(row[0]), sha256(JSON.stringify(row))])
}

/** What was written down when the roll last changed. */
function keptReader(db: Connection, { part }: Part): () => Entries {
  const rows = db
    .prepare<[string], [string, string]>(
      'SELECT entry, digest FROM roll_entries WHERE part = ? ORDER BY entry',
    )
    .raw()
  return () => rows.all(part)
}

/** All of it as one text: no part can be exchanged unseen. */
export interface RollEntries {
  text(): string
  /** What such changes write is read again, and its list is written. */
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

/** Every entry that is not what it was; `digest` is the new one, of none where it is gone. */
function differences(was: Entries, is: Entries) {
  const [before, after] = [new Map(was), new Map(is)]
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((entry) => before.get(entry) !== after.get(entry))
    .map((entry) => ({ entry, isNew: !before.has(entry), digest: after.get(entry) }))
}

/** An entry that somebody else wrote. */
export interface Misfit {
  readonly part: PartName
  readonly entry: string
  readonly how: 'edited' | 'put in' | 'removed'
}

/**
 * What does not fit the list. Null where the list itself is another one than `isProven` knows:
 * then it could name the wrong people.
 */
export function misfits(
  db: Connection,
  isProven: (text: string) => boolean,
): readonly Misfit[] | null {
  const lists = parts.map((one) => ({ ...one, was: keptReader(db, one)() }))
  if (!isProven(textOf(lists.map((one) => one.was)))) return null
  return lists.flatMap((one) =>
    differences(one.was, entriesReader(db, one)()).map(({ entry, isNew, digest }): Misfit => {
      const how = isNew ? 'put in' : digest === undefined ? 'removed' : 'edited'
      return { part: one.part, entry, how }
    }),
  )
}

/** How many entries that do not fit are named. */
export const misfitsNamed = 20

const words: Readonly<Record<PartName, (entry: string) => string>> = {
  person: (entry) => `the person ${entry}`,
  factor: (entry) => `the second factor of ${entry}`,
  recovery_codes: (entry) => `the recovery codes of ${entry}`,
  standing: (entry) => `the setting ${entry}`,
}

/** `the person beto (edited)`, for evidence, logs and the command line; foreign words stay out. */
export function wordsOfMisfit({ part, entry, how }: Misfit): string {
  const isId = /^[a-z][a-z0-9_-]{0,63}$/.test(entry) && !/\d{6}/.test(entry)
  return `${words[part](isId ? entry : '<strange id>')} (${how})`
}
