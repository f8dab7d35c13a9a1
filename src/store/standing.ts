// How the environment stands: open or locked, which policy is bound, what is suspended or held.

import type { Bound } from '../command/bound.ts'
import type { Mode } from '../policy/decide.ts'
import type { PartLock } from '../policy/lockdown.ts'
import type { Connection } from './database.ts'
import { readBound, readEmergency, readMode, readPartLocks } from './rows.ts'
import type { Known } from './store.ts'

export interface StandingReader {
  mode(): Mode
  partLocks(): readonly PartLock[]
  suspended(): boolean
  bound(): Bound | null
  /** All of it, as a step wants to know it. */
  all(): Pick<
    Known,
    'mode' | 'partLocks' | 'approvalsSuspended' | 'legalHold' | 'bound' | 'suspicious' | 'emergency'
  >
}

export function standingReader(db: Connection): StandingReader {
  const setting = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const read = <T>(key: string, parse: (value: unknown) => T): T | null => {
    const value = setting.get(key)
    return value === undefined ? null : parse(value)
  }
  const mode = (): Mode => read('mode', readMode) ?? { kind: 'open' }
  const partLocks = () => read('part_locks', readPartLocks) ?? []
  const suspended = () => setting.get('approvals_suspended') === '1'
  const bound = () => read('bound', readBound)
  return {
    mode,
    partLocks,
    suspended,
    bound,
    all: () => ({
      mode: mode(),
      partLocks: partLocks(),
      approvalsSuspended: suspended(),
      legalHold: read('legal_hold', String),
      bound: bound(),
      suspicious: setting.get('suspicion') === '1',
      emergency: read('emergency', readEmergency),
    }),
  }
}
