// How the environment stands: open or locked, which policy is bound, what is suspended or held.

import type { Bound } from '../command/bound.ts'
import type { Mode } from '../policy/decide.ts'
import type { Connection } from './database.ts'
import { readBound, readEmergencies, readMode } from './rows.ts'
import type { Known } from './store.ts'

export interface StandingReader {
  mode(): Mode
  suspended(): boolean
  bound(): Bound | null
  /** All of it, as a step wants to know it. */
  all(): Pick<
    Known,
    'mode' | 'approvalsSuspended' | 'legalHold' | 'bound' | 'suspicious' | 'emergencies'
  >
}

export function standingReader(db: Connection): StandingReader {
  const setting = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const read = <T>(key: string, parse: (value: unknown) => T): T | null => {
    const value = setting.get(key)
    return value === undefined ? null : parse(value)
  }
  const mode = (): Mode => read('mode', readMode) ?? { kind: 'open' }
  const suspended = () => setting.get('approvals_suspended') === '1'
  const bound = () => read('bound', readBound)
  return {
    mode,
    suspended,
    bound,
    all: () => ({
      mode: mode(),
      approvalsSuspended: suspended(),
      legalHold: read('legal_hold', String),
      bound: bound(),
      suspicious: setting.get('suspicion') === '1',
      emergencies: read('emergencies', readEmergencies) ?? [],
    }),
  }
}
