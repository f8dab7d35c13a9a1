// What people read about lockdowns: what is locked, by whom, since when and until when.

import type { Mode, PartLock } from '../policy/lockdown.ts'
import type { Environment } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'
import { nameOf } from './facts.ts'
import { type Phrase, phrase } from './phrase.ts'

/** What is locked now, where, and who there is to name. */
export interface Lockdowns {
  readonly environment: Environment
  readonly mode: Mode
  readonly partLocks: readonly PartLock[]
  readonly people: readonly Person[]
}

/** One line for the whole, where it is locked, and one for each part; none when all is open. */
export function lockdownLines(now: Lockdowns): readonly Phrase[] {
  return [...wholeLine(now), ...now.partLocks.map((one) => partLine(now, one))]
}

function wholeLine({ environment: name, mode, people }: Lockdowns): readonly Phrase[] {
  const environment = name.toUpperCase()
  if (mode.kind === 'open') return []
  if (mode.cause === 'failed_start')
    return [phrase('lockdown-failed-start', { environment, error: mode.error })]
  if (mode.cause === 'record_changed') return [phrase('lockdown-record-changed', { environment })]
  const { reason, since, until } = mode
  const args = { environment, by: nameOf({ people }, mode.by), reason, since: { time: since } }
  return [
    until === undefined
      ? phrase('lockdown-is-on', args)
      : phrase('lockdown-is-on-until', { ...args, until: { time: until } }),
  ]
}

function partLine({ environment, people }: Lockdowns, lock: PartLock): Phrase {
  const { by, reason, since } = lock
  return phrase('lockdown-part-is-on', {
    environment: environment.toUpperCase(),
    what: partWords(lock),
    by: nameOf({ people }, by),
    reason,
    since: { time: since },
    until: untilWords(lock.until),
  })
}

/** `connector shop`, in the reader's language. */
export function partWords({ part, of }: Pick<PartLock, 'part' | 'of'>): Phrase {
  return phrase(`lockdown-of-${part}`, { of })
}

export function untilWords(until: number | null): Phrase {
  return until === null
    ? phrase('lockdown-open-ended')
    : phrase('lockdown-until', { at: { time: until } })
}
