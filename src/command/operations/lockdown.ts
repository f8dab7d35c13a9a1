// Lockdown of the whole environment, and the suspension of approvals: their start and end.

import type { Mode, PartLock } from '../../policy/lockdown.ts'
import { resumedKey } from '../answered/wrong-answers.ts'
import { type Change, commandEvidence, environmentEvidence } from '../changes.ts'
import type { Command } from '../command.ts'
import { isLiftable } from '../decidable.ts'
import { lockdownLines, partWords, setBy } from '../display/lockdown-lines.ts'
import { concerns, shortOf, withoutLock } from '../display/lockdown-scope.ts'
import { type Deadline, environmentOf, type Facts, personOf } from '../facts.ts'
import { lockedKey } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { tellApprovers, tellTenants } from '../tell.ts'
import {
  answerWith,
  done,
  type Operation,
  type OperationResult,
  refuse,
  slotText,
} from './operation.ts'

/**
 * The deadline at which the whole lockdown ends by itself. It is one row, so that a new end
 * replaces the old.
 */
export const wholeDeadline = { commandId: 'lockdown', what: 'lockdown' } as const

/** Evidence in the environment's chain, with the name of the command that caused it. */
export function lockdownEvidence(
  facts: Facts,
  command: Command,
  type: 'lockdown.on' | 'lockdown.off',
  body: Readonly<Record<string, string>>,
): Change {
  return environmentEvidence(facts, type, command.requester, { command: command.name, ...body })
}

/** Sets when a lockdown ends by itself; null for never. */
export function endingAt(deadline: Omit<Deadline, 'at'>, until: number | null): Change {
  return until === null
    ? { kind: 'deadlines_over', commandId: deadline.commandId }
    : { kind: 'deadline', deadline: { ...deadline, at: until } }
}

/** That end, for evidence. */
export function endBody(until: number | null): { readonly until?: string } {
  return until === null ? {} : { until: new Date(until).toISOString() }
}

/** When the requested lockdown ends, epoch milliseconds; null if no length was given. */
export function requestedEnd(facts: Facts, command: Command): number | null {
  const { span } = command.slots
  return typeof span === 'number' && span > 0 ? facts.now + span : null
}

export function lockdownOn(facts: Facts, command: Command): OperationResult {
  const reason = slotText(command, 'reason')
  const by = command.requester
  const until = requestedEnd(facts, command)
  if (!mayLock(facts, until)) return refuse('impossible', statusLine(facts, command))
  const mode: Mode = {
    kind: 'locked',
    cause: 'by_request',
    by,
    reason,
    since: facts.now,
    ...(until === null ? {} : { until }),
  }
  const environment = environmentOf(facts)
  const lineFor = (tenant: string): Phrase => {
    const args = { environment, ...setBy({ ...facts, tenant }, { by, reason }) }
    return until === null
      ? phrase('lockdown-notice-on', args)
      : phrase('lockdown-notice-on-until', { ...args, until: { time: until } })
  }
  const changes = [
    { kind: 'mode', mode } as const,
    { kind: 'tally', key: lockedKey() } as const,
    endingAt(wholeDeadline, until),
    lockdownEvidence(facts, command, 'lockdown.on', { reason, ...endBody(until) }),
    ...tellTenants(facts, command, lineFor),
  ]
  if (until === null) return done(changes)
  return done(changes, { lines: [phrase('lockdown-done-until', { until: { time: until } })] })
}

/** May a lockdown be set now? A timed one may only be extended; shortening it would lift it. */
function mayLock({ mode }: Facts, until: number | null): boolean {
  if (mode.kind === 'open') return true
  if (mode.cause !== 'by_request' || mode.until === undefined) return false
  return until === null || until > mode.until
}

export function lockdownOff(facts: Facts, command: Command): OperationResult {
  if (facts.mode.kind !== 'locked')
    return refuse('impossible', partLine(facts, command) ?? statusLine(facts, command))
  if (facts.mode.cause !== 'by_request') return refuse('impossible', statusLine(facts, command))
  const environment = environmentOf(facts)
  const kept = ownTenantLock(facts, command.tenant)
  return done([
    { kind: 'mode', mode: { kind: 'open' } },
    { kind: 'deadlines_over', commandId: wholeDeadline.commandId },
    lockdownEvidence(facts, command, 'lockdown.off', {}),
    ...(kept === null ? [] : keeping(facts, command, kept)),
    ...tellTenants(facts, command, (tenant) => {
      const { by } = setBy({ ...facts, tenant }, { by: command.requester, reason: '' })
      return tenant === kept?.of
        ? phrase('lockdown-notice-kept', { environment, by, of: shortOf(kept.of) })
        : phrase('lockdown-notice-off', { environment, by })
    }),
  ])
}

/**
 * Whoever locked the whole locked their own tenant too: people of another one open the rest, and
 * not that. Null where those who set it lift it themselves, or nobody knows them any more.
 */
export function ownTenantLock({ mode, people, partLocks }: Facts, tenant: string): PartLock | null {
  if (mode.kind !== 'locked' || mode.cause !== 'by_request') return null
  const of = people.find((one) => one.id === mode.by)?.tenant
  if (of === undefined || of === tenant) return null
  const until = mode.until ?? null
  const before = partLocks.find((one) => one.part === 'tenant' && one.of === of)
  const lasts = before?.until ?? null
  if (before !== undefined && (lasts === null || (until !== null && lasts >= until))) return null
  const { by, reason, since } = mode
  return { part: 'tenant', of, by, reason, since, until }
}

function keeping(facts: Facts, command: Command, lock: PartLock): readonly Change[] {
  const { part, of, until } = lock
  return [
    { kind: 'part_locks', locks: [...withoutLock(facts, lock), lock] },
    { kind: 'tally', key: lockedKey(lock) },
    endingAt(partDeadline(lock), until),
    lockdownEvidence(facts, command, 'lockdown.on', { part, of, ...endBody(until) }),
  ]
}

/** When the lockdown of this part ends by itself. */
export function partDeadline({ part, of }: Pick<PartLock, 'part' | 'of'>): Omit<Deadline, 'at'> {
  return { commandId: `lockdown/${part}/${of}`, what: 'lockdown' }
}

function linesNow(facts: Facts, tenant: string): readonly Phrase[] {
  return lockdownLines({ ...facts, environment: facts.rules.environment, tenant })
}

function openLine(facts: Facts): Phrase {
  return phrase('lockdown-is-off', { environment: environmentOf(facts) })
}

/** The status of the whole environment: locked or open. */
function statusLine(facts: Facts, { tenant }: Command): Phrase {
  return linesNow({ ...facts, partLocks: [] }, tenant)[0] ?? openLine(facts)
}

/** How to lift a part, where only parts are locked; null where none is. */
function partLine(facts: Facts, command: Command): Phrase | null {
  const [lock] = partLocksFor(facts, command)
  if (lock === undefined) return null
  // A tenant's full name beside a command would say in whose name it is asked.
  const of = lock.part === 'tenant' ? shortOf(lock.of) : lock.of
  return phrase('lockdown-not-whole', { what: partWords({ ...lock, of }) })
}

function partLocksFor(facts: Facts, { requester }: Command): readonly PartLock[] {
  const viewer = personOf(facts, requester)
  return facts.partLocks.filter((one) => viewer !== undefined && concerns(facts, one, viewer))
}

export const lockdownStatus: Operation = (facts, command) => {
  const partLocks = partLocksFor(facts, command)
  const lines = linesNow({ ...facts, partLocks }, command.tenant)
  return answerWith(
    lines.length === 0 ? [openLine(facts)] : [...lines, ...stuckLines(facts, command)],
  )
}

/** What is left to do where too few people could lift a lockdown that has no end. */
function stuckLines(facts: Facts, { tenant }: Command): readonly Phrase[] {
  const { mode } = facts
  const isEndless =
    mode.kind === 'locked' && mode.cause === 'by_request' && mode.until === undefined
  return !isEndless || isLiftable(facts, tenant, 'lockdown.off')
    ? []
    : [phrase('lockdown-stays'), phrase('too-few-can-lift')]
}

export function resume(facts: Facts, command: Command): OperationResult {
  if (!facts.approvalsSuspended) return refuse('impossible', phrase('approvals-not-suspended'))
  const body = { limit: 'wrong_answers_environment', lifted: true }
  const line = phrase('notice-resumed', { environment: environmentOf(facts) })
  return done([
    { kind: 'approvals_suspended', suspended: false },
    { kind: 'tally', key: resumedKey },
    commandEvidence(facts, command, 'limit.reached', command.requester, body),
    ...tellApprovers(facts, command.requester, line),
  ])
}
