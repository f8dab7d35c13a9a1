// Lockdown of one connector, class, tenant or agent, while everything else goes on.

import { lockableParts, type PartLock } from '../../policy/lockdown.ts'
import { safetyClasses } from '../../policy/names.ts'
import type { Command, Slots } from '../command.ts'
import { partWords, setBy, untilWords } from '../display/lockdown-lines.ts'
import {
  isOf,
  isSamePart,
  shortOf,
  tenantOf,
  withConcerned,
  withoutLock,
} from '../display/lockdown-scope.ts'
import { environmentOf, type Facts } from '../facts.ts'
import { connectorsOf } from '../flow.ts'
import { lockedKey } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellTenants } from '../tell.ts'
import { endBody, endingAt, lockdownEvidence, partDeadline, requestedEnd } from './lockdown.ts'
import { done, type Operation, refuse, slotText } from './operation.ts'

type Named = Pick<PartLock, 'part' | 'of'>

export const lockPart: Operation = (facts, command) => {
  const named = namedBy(facts, command.slots)
  if (named === null) return refuse('impossible', ...unknownPart(facts))
  const before = facts.partLocks.find((one) => isSamePart(one, named))
  const until = requestedEnd(facts, command)
  const shorter =
    before !== undefined && (before.until === null || (until !== null && until <= before.until))
  if (shorter)
    return refuse('impossible', phrase('lockdown-part-already', { what: partWords(named) }))
  const reason = slotText(command, 'reason')
  const by = command.requester
  const lock: PartLock =
    before !== undefined && isOfItsOwn(facts, before, command)
      ? { ...before, until }
      : { ...named, by, reason, since: facts.now, until }
  const lineFor = (tenant: string) =>
    phrase('lockdown-part-notice', {
      environment: environmentOf(facts),
      what: partWords(named),
      ...setBy({ ...facts, tenant }, { by, reason }),
      until: untilWords(until),
    })
  return done([
    { kind: 'part_locks', locks: [...withoutLock(facts, named), lock] },
    { kind: 'tally', key: lockedKey(named) },
    endingAt(partDeadline(named), until),
    lockdownEvidence(facts, command, 'lockdown.on', { reason, ...named, ...endBody(until) }),
    ...tellTenants(withConcerned(facts, lock), command, lineFor),
  ])
}

/** The lock on the part that the slots name; null if it is not locked or does not exist. */
export function lockNamed(facts: Facts, slots: Slots): PartLock | null {
  const named = namedBy(facts, slots)
  return facts.partLocks.find((one) => named !== null && isSamePart(one, named)) ?? null
}

export const unlockPart: Operation = (facts, command) => {
  const named = namedBy(facts, command.slots)
  if (named === null) return refuse('impossible', ...unknownPart(facts))
  const lock = lockNamed(facts, command.slots)
  if (lock === null)
    return refuse('impossible', phrase('lockdown-part-is-off', { what: partWords(named) }))
  if (!mayLift(facts, command, lock))
    return refuse('unauthorized', phrase('lockdown-part-of-others', { what: partWords(named) }))
  const lineFor = (tenant: string) =>
    phrase('lockdown-part-lifted', {
      environment: environmentOf(facts),
      what: partWords(named),
      by: setBy({ ...facts, tenant }, { by: command.requester, reason: '' }).by,
    })
  return done([
    { kind: 'part_locks', locks: withoutLock(facts, named) },
    { kind: 'deadlines_over', commandId: partDeadline(named).commandId },
    lockdownEvidence(facts, command, 'lockdown.off', { ...named }),
    ...tellTenants(withConcerned(facts, lock), command, lineFor),
  ])
}

/** Do the slots name exactly the requester's own tenant? */
export function isOwnTenant(facts: Facts, { slots, tenant }: Command): boolean {
  const named = namedBy(facts, slots)
  return named?.part === 'tenant' && named.of === tenant
}

/**
 * Did the tenant itself set this lock? If others extend it, it stays the tenant's: they may not
 * lift it.
 */
function isOfItsOwn(facts: Facts, lock: PartLock, command: Command): boolean {
  const own = tenantOf(facts, lock)
  return own !== command.tenant && isOf(facts, lock.by, own)
}

/** May the requester lift it? Only people of the locked tenant, or of the tenant that locked it. */
function mayLift(facts: Facts, command: Command, lock: PartLock): boolean {
  const own = tenantOf(facts, lock)
  return own === null || own === command.tenant || isOf(facts, lock.by, command.tenant)
}

/**
 * The part that the slots name: a class in any case, a tenant by short or full name. Null if
 * unknown.
 */
function namedBy(facts: Facts, slots: Slots): Named | null {
  const part = lockableParts.find((one) => one === slots['part'])
  const typed = String(slots['of'] ?? '').toLowerCase()
  if (part === undefined) return null
  const of = known(facts)[part].find((one) => [one.toLowerCase(), shortOf(one)].includes(typed))
  return of === undefined ? null : { part, of }
}

function known({ rules, partLocks }: Facts): Readonly<Record<PartLock['part'], readonly string[]>> {
  const connectors = [...rules.flows.values()].flatMap((one) => connectorsOf(one))
  const lockedAgents = partLocks.filter((one) => one.part === 'agent').map((one) => one.of)
  return {
    // Aval's own commands lift lockdowns, so that connector `aval` cannot be locked.
    connector: [...new Set(connectors)].filter((one) => one !== 'aval'),
    class: safetyClasses,
    tenant: [...rules.tenants.keys()],
    // A locked agent that was removed from the settings can still be unlocked.
    agent: [...new Set([...rules.agents.keys(), ...lockedAgents])],
  }
}

function unknownPart(facts: Facts): readonly Phrase[] {
  const all = known(facts)
  const parts = phrase('lockdown-no-such-part', {
    connectors: [...all.connector],
    classes: [...all.class],
    tenants: all.tenant.map(shortOf),
  })
  const agents = [...all.agent]
  return agents.length === 0 ? [parts] : [parts, phrase('lockdown-agents', { agents })]
}
