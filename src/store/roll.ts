// The roll: who there is, with which rights and second factors, and how the environment stands. All
// of it has one number and one seal, and the artifact of its newest change names both.

import type { Change, Step } from '../command/changes.ts'
import type { Roll } from '../evidence/artifact.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { changing, type Misfit, misfits, rollEntries, standingRows } from './roll-entries.ts'
import { type RollRow, readRollRow } from './rows.ts'

export interface RollBook {
  /**
   * Is it what Aval itself wrote last? Somebody who has no key cannot write another one, and an
   * older one is not the one that the newest artifact names. Remembered until `forget`.
   */
  isWhole(): boolean
  /** It is not whole, and that was not found in a step before this one. */
  isNews(): boolean
  /** Which entries of it somebody else wrote; none where that cannot be told, too. */
  misfits(): readonly Misfit[]
  /** Its newest number; null where it is not whole. */
  number(): number | null
  /** Its rows were changed: what the artifact of that change is to name. */
  turn(step: Step, random: string): Roll
  /** A migration changed its rows: the same for that. Null where they are what they were. */
  renew(random: string): Roll | null
  /** The first one, before anything happened. */
  begin(): void
  /** What was written since is in the file for good. */
  committed(): void
  /** A transaction failed or another process wrote: the file is read again. */
  forget(): void
}

interface Numbered {
  readonly number: number
  readonly seal: string
}

/** The change that proves that the roll is another one from now on; null where it stays. */
export function turningOf(step: Step): Extract<Change, { kind: 'evidence' }> | null {
  if (!step.some((one) => changing.has(one.kind))) return null
  const last = step.findLast((one) => one.kind === 'evidence')
  if (last === undefined) throw new Error('Who may do what changes only with evidence.')
  return last
}

/** `stands`: is the evidence that this process wrote still there? */
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
  /** The newest that this process wrote or found whole: nothing before it counts any more. */
  let seen: Numbered | null = null
  let written: Numbered | null = null
  let whole: boolean | null = null
  let told = false

  /** Was this sealed here, and does the newest artifact name it? */
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

  // Another process may write between two of its rows.
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
      return misfits(db, (text) => isOurs(row, text)) ?? []
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

/** What is taken as it stands, or of which nobody can say more. */
const untold = { isNews: () => false, misfits: () => [] }

/** Of one that is not looked at. */
export const takenAsWhole: RollState = { isWhole: () => true, ...untold }

/** The seal of how the environment stands, alone: who asks often need not read everybody. */
function standingSeal(db: Connection, mark: Mark): () => string {
  const rows = db.prepare(standingRows).raw()
  return () => mark(`standing\n${JSON.stringify(rows.all())}`)
}

/** Does that seal fit? Who only reads asks this; what begins is held against the whole roll. */
export function standingState(db: Connection, mark: Mark): RollState {
  const stored = db.prepare("SELECT value FROM settings WHERE key = 'roll'").pluck()
  const seal = standingSeal(db, mark)
  return { isWhole: () => readRollRow(stored.get())?.standing === seal(), ...untold }
}

/** The same outside of a step, where nothing else looks whether another process wrote. */
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

/** Does the newest artifact that names a roll name this one? The first of all is named by none. */
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
