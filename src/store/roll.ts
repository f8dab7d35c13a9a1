// The roll: people, rights, second factors and the environment's state, as one record with a
// version number and a keyed seal. The artifact of its newest change names both.

import type { Change, Step } from '../command/changes.ts'
import type { Roll } from '../evidence/artifact.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import {
  changing,
  type RollMismatch,
  rollEntries,
  rollMismatches,
  standingRows,
} from './roll-entries.ts'
import { type RollRow, readRollRow } from './rows.ts'

export interface RollBook {
  /**
   * Is it what Aval wrote last? Nobody can seal another one without the key, and an older one is
   * not named by the newest artifact. Cached until `forget`.
   */
  isWhole(): boolean
  /** Is it changed, and was that not found in an earlier step? */
  isNews(): boolean
  /** The entries that another program changed; also empty if that is unknown. */
  misfits(): readonly RollMismatch[]
  /** Its newest version number; null if it was changed by another program. */
  number(): number | null
  /** Seals it anew after a step changed its rows; returns what the step's evidence must name. */
  turn(step: Step, random: string): Roll
  /** The same after a migration; null if the rows still match their seal. */
  renew(random: string): Roll | null
  /** Seals the first version, before anything happened. */
  begin(): void
  /** The transaction is committed. */
  committed(): void
  /** A transaction failed or another process wrote: the file is read again. */
  forget(): void
}

interface Numbered {
  readonly number: number
  readonly seal: string
}

/**
 * The step's evidence that proves the new version of the roll; null if the step leaves it
 * unchanged.
 */
export function rollEvidence(step: Step): Extract<Change, { kind: 'evidence' }> | null {
  if (!step.some((one) => changing.has(one.kind))) return null
  const last = step.findLast((one) => one.kind === 'evidence')
  if (last === undefined) throw new Error('Who may do what changes only with evidence.')
  return last
}

/** `stands`: is the evidence that this process wrote still in the file? */
export function rollBook(
  db: Connection,
  mark: Mark,
  stands = () => true,
  entries = rollEntries(db),
): RollBook {
  const stored = db.prepare("SELECT value FROM settings WHERE key = 'roll'").pluck()
  const put = db.prepare("INSERT OR REPLACE INTO settings (key, value) VALUES ('roll', ?)")
  const newest = newestNamed(db)
  const standing = standingSeal(db, mark)
  const sealOf = ({ digest, number }: Roll) => mark(`roll\n${number}\n${digest}`)
  /** The newest version that this process wrote or found intact; older ones are refused. */
  let seen: Numbered | null = null
  let written: Numbered | null = null
  let whole: boolean | null = null
  let told = false

  /** Was it sealed here, and does the newest artifact name it? */
  function isOurs({ number, salt, seal }: RollRow, text: string): boolean {
    const roll = { digest: sha256(salt + text), number }
    return seal === sealOf(roll) && newest(roll)
  }

  function read(): boolean {
    const row = readRollRow(stored.get())
    if (row === null || !stands()) return false
    const { number, seal } = row
    if (!isOurs(row, entries.text())) return false
    if (seen !== null && (number < seen.number || (number === seen.number && seal !== seen.seal)))
      return false
    seen = { number, seal }
    return true
  }

  // In a transaction, because another process may write between two reads.
  const atOneMoment = db.transaction(read)

  function isWhole(): boolean {
    whole ??= atOneMoment()
    return whole
  }

  function write(number: number, random: string): Roll {
    const salt = sha256(`roll\n${random}`).slice(0, 32)
    const roll = { digest: sha256(salt + entries.text()), number }
    const seal = sealOf(roll)
    put.run(JSON.stringify({ number, salt, seal, standing: standing() }))
    written = { number, seal }
    whole = true
    return roll
  }

  return {
    isWhole,
    isNews: () => !isWhole() && !told,
    misfits() {
      const row = readRollRow(stored.get())
      if (isWhole() || row === null) return []
      return rollMismatches(db, (text) => isOurs(row, text)) ?? []
    },
    number: () => (isWhole() ? ((written ?? seen)?.number ?? null) : null),
    turn(step, random) {
      entries.changed(new Set(step.map((one) => one.kind)))
      return write(((written ?? seen)?.number ?? 0) + 1, random)
    },
    renew(random) {
      const row = readRollRow(stored.get())
      if (row === null || isOurs(row, entries.text())) return null
      entries.changed(changing)
      return write(row.number + 1, random)
    },
    begin() {
      if (stored.get() !== undefined) return
      entries.changed(changing)
      write(0, '')
    },
    committed() {
      seen = written ?? seen
      written = null
      told = whole === false
    },
    forget() {
      written = null
      whole = null
      entries.forget()
    },
  }
}

export type RollState = Pick<RollBook, 'isWhole' | 'isNews' | 'misfits'>

/** For rolls that are not checked as a whole: no details are known. */
const untold = { isNews: () => false, misfits: () => [] }

/** For a reader that does not check the roll. */
export const uncheckedRoll: RollState = { isWhole: () => true, ...untold }

/** The seal of the environment's state alone: frequent readers need not read all people. */
function standingSeal(db: Connection, mark: Mark): () => string {
  const rows = db.prepare(standingRows).raw()
  return () => mark(`standing\n${JSON.stringify(rows.all())}`)
}

/** Checks only that seal. For readers; starts of commands are checked against the whole roll. */
export function standingState(db: Connection, mark: Mark): RollState {
  const stored = db.prepare("SELECT value FROM settings WHERE key = 'roll'").pluck()
  const seal = standingSeal(db, mark)
  return { isWhole: () => readRollRow(stored.get())?.standing === seal(), ...untold }
}

/** The roll for use outside a step: first checks whether another process wrote. */
export function recalling(roll: RollBook, recall: () => void): RollState {
  return {
    isWhole() {
      recall()
      return roll.isWhole()
    },
    isNews: roll.isNews,
    misfits: roll.misfits,
  }
}

/** Does the newest artifact that names a roll name this one? The first version is named by none. */
function newestNamed(db: Connection): (roll: Roll) => boolean {
  const newest = db
    .prepare<[], [number, string]>(
      'SELECT roll, bytes FROM artifacts WHERE roll IS NOT NULL ORDER BY roll DESC LIMIT 1',
    )
    .raw()
  return (roll) => {
    const found = newest.get()
    if (found === undefined) return roll.number === 0
    return found[0] === roll.number && found[1].includes(`,"roll":${canonical({ ...roll })},`)
  }
}
