// How the environment stands: open or locked, which policy is bound, what is suspended or held.

import type { Bound } from '../command/bound.ts'
import type { Mode } from '../policy/decide.ts'
import type { Mark } from './commands.ts'
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
  /** Did somebody without the key write any of it? */
  isForged(): boolean
  /** Put the seal on all of it as it stands now. */
  seal(): void
  forget(): void
}

type Whole = Pick<
  Known,
  'mode' | 'partLocks' | 'approvalsSuspended' | 'legalHold' | 'bound' | 'suspicious' | 'emergencies'
>

/** Nothing begins then, no approval counts, and no emergency makes anything easier. */
const forged = {
  mode: { kind: 'locked', cause: 'record_changed', since: 0 },
  approvalsSuspended: true,
  bound: null,
  emergencies: [],
} as const

function isForged(mode: Mode): boolean {
  return mode.kind === 'locked' && mode.cause === 'record_changed'
}

/** They change rarely; the last one read is nearly always the next one. */
const remembered = 4

/** Its keys in the settings, in order. */
const keys = [
  'approvals_suspended',
  'bound',
  'emergencies',
  'legal_hold',
  'mode',
  'part_locks',
  'suspicion',
] as const
const sealKey = 'standing_seal'

/** Without a `mark` no seal is looked at. */
export function standingReader(db: Connection, mark: Mark | null): StandingReader {
  const every = db.prepare<[], { readonly key: string; readonly value: string }>(
    `SELECT key, value FROM settings WHERE key IN
       ('mode', 'part_locks', 'approvals_suspended', 'legal_hold', 'bound', 'suspicion',
        'emergencies', '${sealKey}')`,
  )
  const rows = () => new Map(every.all().map(({ key, value }) => [key, value]))
  const sealOf = (found: ReadonlyMap<string, string>) =>
    mark?.(`standing\n${JSON.stringify(keys.map((key) => found.get(key) ?? null))}`)
  const modeOf = remembering(readMode, remembered)
  const boundOf = remembering(readBound, remembered)
  const mode = (value: string | undefined): Mode =>
    value === undefined ? { kind: 'open' } : modeOf(value)
  const locksOf = remembering(readPartLocks, remembered)
  const partLocks = (value: string | undefined) => (value === undefined ? [] : locksOf(value))
  const bound = (value: string | undefined) => (value === undefined ? null : boundOf(value))
  function read(): Whole {
    const found = rows()
    const emergencies = found.get('emergencies')
    const whole: Whole = {
      mode: mode(found.get('mode')),
      partLocks: partLocks(found.get('part_locks')),
      approvalsSuspended: found.get('approvals_suspended') === '1',
      legalHold: found.get('legal_hold') ?? null,
      bound: bound(found.get('bound')),
      suspicious: found.get('suspicion') === '1',
      emergencies: emergencies === undefined ? [] : readEmergencies(emergencies),
    }
    return mark === null || found.get(sealKey) === sealOf(found) ? whole : { ...whole, ...forged }
  }

  let whole: Whole | null = null
  function all(): Whole {
    whole ??= read()
    return whole
  }
  return {
    locked() {
      const { mode: now, partLocks: parts } = read()
      return { mode: now, partLocks: parts }
    },
    suspended: () => read().approvalsSuspended,
    bound: () => read().bound,
    all,
    isForged: () => isForged(all().mode),
    seal() {
      const put = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')
      put.run(sealKey, sealOf(rows()) ?? '')
      whole = null
    },
    forget() {
      whole = null
    },
  }
}
