// What people read about lockdowns: what is locked, by whom, since when and until when.

import type { Mode, PartLock } from '../../policy/lockdown.ts'
import type { Environment } from '../../policy/names.ts'
import type { Person } from '../../policy/people.ts'
import { system } from '../changes.ts'
import { nameOf } from '../facts.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'

/** The current lockdowns, and the people who may be named. */
export interface Lockdowns {
  readonly environment: Environment
  readonly mode: Mode
  readonly partLocks: readonly PartLock[]
  readonly people: readonly Person[]
  /** Full name of the readers' tenant. */
  readonly tenant: string
}

type Setter = Pick<PartLock, 'by' | 'reason'>

/**
 * Who set a lock and why, as people of this tenant may read it; people of others only read that
 * another tenant did.
 */
export function setBy(
  { people, tenant }: Pick<Lockdowns, 'people' | 'tenant'>,
  { by, reason }: Setter,
): { readonly by: Term; readonly reason: Term } {
  return mayReadSetter(people, tenant, by)
    ? { by: nameOf({ people }, by), reason }
    : { by: phrase('another-tenant'), reason: phrase('reason-hidden') }
}

/** May people of this tenant read who set it, and why? */
export function mayReadSetter(people: readonly Person[], tenant: string, by: string): boolean {
  return by === system || people.some((one) => one.id === by && one.tenant === tenant)
}

/** One line for the whole environment, if locked, and one per locked part; empty if all is open. */
export function lockdownLines(now: Lockdowns): readonly Phrase[] {
  return [...wholeLine(now), ...now.partLocks.map((one) => partLine(now, one))]
}

function wholeLine(now: Lockdowns): readonly Phrase[] {
  const { environment: name, mode } = now
  const environment = name.toUpperCase()
  if (mode.kind === 'open') return []
  if (mode.cause === 'failed_start')
    return [phrase('lockdown-failed-start', { environment, error: mode.error })]
  if (mode.cause === 'record_changed') return [phrase('lockdown-record-changed', { environment })]
  const { since, until } = mode
  const args = { environment, ...setBy(now, mode), since: { time: since } }
  return [
    until === undefined
      ? phrase('lockdown-is-on', args)
      : phrase('lockdown-is-on-until', { ...args, until: { time: until } }),
  ]
}

function partLine(now: Lockdowns, lock: PartLock): Phrase {
  return phrase('lockdown-part-is-on', {
    environment: now.environment.toUpperCase(),
    what: partWords(lock),
    ...setBy(now, lock),
    since: { time: lock.since },
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
