// How the environment stands: open or locked, which policy is bound, what is suspended or held.

import type { Bound } from '../command/bound.ts'
import type { Mode } from '../policy/decide.ts'
import type { Connection } from './database.ts'
import { remembering } from './memory.ts'
import { readBound, readEmergencies, readMode, readPartLocks } from './rows.ts'
import type { Known, Locked } from './store.ts'

export interface StandingReader {
  locked(): Locked
  suspended(): boolean
  bound(): Bound | null
  /** All of it, as a step wants to know it; remembered until `forget`. */
  all(): Whole
  forget(): void
}

type Whole = Pick<
  Known,
  'mode' | 'partLocks' | 'approvalsSuspended' | 'legalHold' | 'bound' | 'suspicious' | 'emergencies'
>

/** They change rarely; the last one read is nearly always the next one. */
const remembered = 4

export function standingReader(db: Connection): StandingReader {
  const setting = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const every = db.prepare<[], { readonly key: string; readonly value: string }>(
    `SELECT key, value FROM settings WHERE key IN
       ('mode', 'part_locks', 'approvals_suspended', 'legal_hold', 'bound', 'suspicion',
        'emergencies')`,
  )
  const modeOf = remembering(readMode, remembered)
  const boundOf = remembering(readBound, remembered)
  const mode = (value: string | undefined): Mode =>
    value === undefined ? { kind: 'open' } : modeOf(value)
  const locksOf = remembering(readPartLocks, remembered)
  const partLocks = (value: string | undefined) => (value === undefined ? [] : locksOf(value))
  const bound = (value: string | undefined) => (value === undefined ? null : boundOf(value))
  function read(): Whole {
    const found = new Map(every.all().map(({ key, value }) => [key, value]))
    const emergencies = found.get('emergencies')
    return {
      mode: mode(found.get('mode')),
      partLocks: partLocks(found.get('part_locks')),
      approvalsSuspended: found.get('approvals_suspended') === '1',
      legalHold: found.get('legal_hold') ?? null,
      bound: bound(found.get('bound')),
      suspicious: found.get('suspicion') === '1',
      emergencies: emergencies === undefined ? [] : readEmergencies(emergencies),
    }
  }

  let whole: Whole | null = null
  return {
    locked: () => ({
      mode: mode(setting.get('mode')),
      partLocks: partLocks(setting.get('part_locks')),
    }),
    suspended: () => setting.get('approvals_suspended') === '1',
    bound: () => bound(setting.get('bound')),
    all() {
      whole ??= read()
      return whole
    },
    forget() {
      whole = null
    },
  }
}
