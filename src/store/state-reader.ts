// The state of the environment: locked or open, the bound policy, what is suspended or on hold.

import type { RecordedBinding } from '../command/facts.ts'
import { type LockdownTimes, lockedKey, lockedPartPrefix } from '../command/locked.ts'
import type { Mode } from '../policy/lockdown.ts'
import { memoized } from './cache.ts'
import type { Connection } from './file/database.ts'
import type { RollState } from './roll.ts'
import { mismatchesNamed, standingRows, wordsOfMismatch } from './roll-entries.ts'
import { readBound, readDefinitions, readEmergencies, readMode, readPartLocks } from './rows.ts'
import type { Locked, Locks, StoredFacts } from './store.ts'

export interface StateReader {
  parts(): Locks
  locked(): Locked
  suspended(): boolean
  bound(): RecordedBinding | null
  /** All of it, as a step needs it; cached until `forget`. */
  all(): Whole
  forget(): void
}

type Whole = Pick<
  StoredFacts,
  | 'mode'
  | 'partLocks'
  | 'approvalsSuspended'
  | 'legalHold'
  | 'bound'
  | 'definitions'
  | 'suspicious'
  | 'emergencies'
>

/**
 * The state assumed when it was changed from outside: locked, no approval counts, no emergency
 * eases anything, and nothing is erased.
 */
const forged = {
  mode: { kind: 'locked', cause: 'record_changed', since: 0 },
  partLocks: [],
  approvalsSuspended: true,
  legalHold: { reason: '', by: '' },
  bound: null,
  definitions: null,
  suspicious: false,
  emergencies: [],
} as const

function forgedNow(roll: RollState): Whole {
  const entries = roll.misfits().slice(0, mismatchesNamed).map(wordsOfMismatch)
  return { ...forged, mode: { ...forged.mode, isNews: roll.isNews(), entries } }
}

/** Small, because these values rarely change. */
const remembered = 4

/** `roll`: tells whether another program changed any of it. */
export function stateReader(db: Connection, roll: RollState): StateReader {
  const every = db.prepare<[], [string, string]>(standingRows).raw()
  const modeOf = memoized(readMode, remembered)
  const boundOf = memoized(readBound, remembered)
  const mode = (value: string | undefined): Mode =>
    value === undefined ? { kind: 'open' } : modeOf(value)
  const locksOf = memoized(readPartLocks, remembered)
  const partLocks = (value: string | undefined) => (value === undefined ? [] : locksOf(value))
  const bound = (value: string | undefined) => (value === undefined ? null : boundOf(value))
  function read(): Whole {
    if (!roll.isWhole()) return forgedNow(roll)
    const found = new Map(every.all())
    const [emergencies, hold] = [found.get('emergencies'), found.get('legal_hold')]
    const definitions = found.get('definitions')
    return {
      mode: mode(found.get('mode')),
      partLocks: partLocks(found.get('part_locks')),
      approvalsSuspended: found.get('approvals_suspended') === '1',
      legalHold: hold === undefined ? null : { reason: hold, by: found.get('legal_hold_by') ?? '' },
      bound: bound(found.get('bound')),
      definitions: definitions === undefined ? null : readDefinitions(definitions),
      suspicious: found.get('suspicion') === '1',
      emergencies: emergencies === undefined ? [] : readEmergencies(emergencies),
    }
  }

  let whole: Whole | null = null
  function all(): Whole {
    // A changed roll is read each time, because its news changes once people were told.
    if (whole === null || !roll.isWhole()) whole = read()
    return whole
  }
  const counted = db
    .prepare<[string, string, string], [string, number, number]>(
      'SELECT key, number, at FROM tallies WHERE key = ? OR (key >= ? AND key < ?) ORDER BY number',
    )
    .raw()
  function begun(): LockdownTimes {
    const found = new Map<string, { readonly newest: readonly number[]; readonly number: number }>()
    for (const [key, number, at] of counted.all(
      lockedKey(),
      lockedPartPrefix,
      `${lockedPartPrefix}\uffff`,
    ))
      found.set(key, { newest: [at, ...(found.get(key)?.newest ?? [])], number })
    return found
  }
  function parts(): Locks {
    const { mode: now, partLocks: locks } = read()
    return { mode: now, partLocks: locks }
  }
  return {
    parts,
    locked() {
      const { mode: now, partLocks: locks, emergencies } = read()
      return { mode: now, partLocks: locks, emergencies, begun: begun() }
    },
    suspended: () => read().approvalsSuspended,
    bound: () => read().bound,
    all,
    forget() {
      whole = null
    },
  }
}
