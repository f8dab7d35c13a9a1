// Deadlines: an expired confirmation or request, half time, a reminder, the end of an emergency,
// and others.

import { mayApprove } from '../../policy/approval.ts'
import { askCandidates } from '../answered/candidates.ts'
import { expireChallenge } from '../answered/challenge.ts'
import { rejectIfOutdated } from '../answered/outdated.ts'
import { reject, voidTokensAndDeadlines } from '../answered/reject.ts'
import { fallbackTime, fallsBackOnDuty } from '../asked/request-approval.ts'
import {
  type CommandUpdate,
  commandEvidence,
  environmentEvidence,
  partiesOf,
  type Step,
  system,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command } from '../command.ts'
import { suspendedLines, tokenNeeded } from '../display/cards.ts'
import { heading, summary } from '../display/command-lines.ts'
import { fewNames } from '../display/few-names.ts'
import { progress } from '../display/progress.ts'
import { type Deadline, type Facts, personOf } from '../facts.ts'
import { refuseUnproven } from '../finished/refuse-unproven.ts'
import { emergencyOver } from '../operations/emergency.ts'
import { phrase } from '../phrase.ts'
import { type Unproven, unprovenOf, wordsErased } from '../record-check.ts'
import { stepEach } from '../tallies.ts'
import { tellAsked, tellRequester } from '../tell.ts'
import { checkDelegation } from './delegations.ts'
import { reachesEnough, reportUndelivered } from './delivery.ts'
import { digest } from './digest.ts'
import { endLockdown } from './end-lockdown.ts'
import { sweep } from './sweep.ts'

/** Handles all deadlines that are due, in order. Each is over afterwards, whatever its result. */
export function handleDeadlines(facts: Facts): Step {
  const known = new Map(
    [...facts.commands].filter(([, command]) => unprovenNow(facts, command) === null),
  )
  // All are ended first, because handling one may set another anew.
  return [
    ...facts.due.map((deadline) => ({ kind: 'deadline_over', deadline }) as const),
    ...stepEach(facts, facts.due, (now, deadline) => whatIsDue(now, deadline, known)),
  ]
}

function whatIsDue(facts: Facts, deadline: Deadline, known: Map<string, Command>): Step {
  if (deadline.what === 'emergency') return endEmergency(facts, deadline)
  if (deadline.what === 'lockdown') return endLockdown(facts, deadline)
  if (deadline.what === 'sweep') return sweep(facts)
  if (deadline.what === 'challenge') return expireChallenge(facts, deadline)
  if (deadline.what === 'digest') return digest(facts, deadline, known)
  if (deadline.what === 'delegation') return checkDelegation(facts, deadline, known)
  const command = known.get(deadline.commandId)
  if (command === undefined) return isFirstOf(facts, deadline) ? endUnproven(facts, deadline) : []
  const at = dueAt(command, deadline)
  // The deadline's row could be changed from outside; the sealed time in the command decides.
  if (facts.now < at) return [{ kind: 'deadline', deadline: { ...deadline, at } }]
  const update = lapse(facts, command, deadline)
  if (update === null) return []
  known.set(update.command.id, update.command)
  return toStep(update)
}

/**
 * Why the command is unproven; null if it is not, or if it has expired and only its evidence texts
 * were erased.
 */
function unprovenNow(facts: Facts, command: Command): Unproven | null {
  const unproven = unprovenOf(facts, command)
  const until = (command.approval ?? command.confirmation)?.expiresAt
  const isOver = until !== undefined && facts.now >= until
  return unproven?.what === wordsErased && isOver ? null : unproven
}

function isFirstOf({ due }: Facts, deadline: Deadline): boolean {
  return due.find((one) => one.commandId === deadline.commandId) === deadline
}

/** Ends a command whose record was changed, at its first due deadline, without asking anybody. */
function endUnproven(facts: Facts, { commandId }: Deadline): Step {
  const command = facts.commands.get(commandId)
  if (command === undefined) return []
  const unproven = unprovenNow(facts, command)
  return unproven === null ? [] : refuseUnproven(facts, command, unproven)
}

/** The time before which this deadline must do nothing, according to the command itself. */
function dueAt({ state, approval, confirmation }: Command, { what }: Deadline): number {
  if (state === 'confirmation_requested')
    return what === 'confirmation' ? (confirmation?.expiresAt ?? 0) : 0
  if (state !== 'approval_requested' || approval === null) return 0
  if (what === 'approval') return approval.expiresAt
  return what === 'escalation' ? fallbackTime(approval) : 0
}

function lapse(facts: Facts, command: Command, deadline: Deadline): CommandUpdate | null {
  if (deadline.what === 'confirmation')
    return command.state === 'confirmation_requested' ? expireConfirmation(facts, command) : null
  if (command.state !== 'approval_requested') return null
  if (deadline.what === 'rebound') return rejectIfOutdated(facts, command)
  if (deadline.what === 'approval')
    return command.approval?.blocked === true
      ? reject(facts, { command, changes: [] }, 'approval_expired')
      : expireApproval(facts, command)
  if (command.approval?.blocked === true) return null
  // After an outage all is due at once: nobody is asked about what expired meanwhile.
  if (command.approval !== null && facts.now >= command.approval.expiresAt) return null
  const ended = rejectIfOutdated(facts, command)
  if (ended !== null) return ended
  if (deadline.what === 'delivery') return missing(facts, command)
  return deadline.what === 'escalation' ? escalate(facts, command) : remind(facts, command)
}

/** Reports missing cards; if too few approvers have one, the fallback group is asked at once. */
function missing(facts: Facts, command: Command): CommandUpdate | null {
  const reported = reportUndelivered(facts, command)
  if (facts.rules.receipts === undefined || reachesEnough(command)) return reported
  const early = escalate(facts, reported?.command ?? command)
  if (reported === null || early === null) return reported ?? early
  return { ...early, changes: [...reported.changes, ...early.changes] }
}

export function expireConfirmation(facts: Facts, command: Command): CommandUpdate {
  return reject(facts, { command, changes: [] }, 'confirmation_expired')
}

/** How long a blocked request waits to be asked again before it ends. */
const blockedForMs = 24 * 3_600_000

/**
 * Handles expiry: the request is rejected, or blocked until it is asked again. It never executes
 * (HAPF XIII.A).
 */
export function expireApproval(facts: Facts, command: Command): CommandUpdate {
  const { approval } = command
  const expired = commandEvidence(facts, command, 'approval.expired', system, {
    votes: approval?.votes.length ?? 0,
    needed: approval?.approvers ?? 0,
  })
  const update = { command, changes: [expired] }
  if (approval === null || approval.whenExpired === 'reject')
    return reject(facts, update, 'approval_expired')
  const at = facts.now + blockedForMs
  const blocked = withPatches(command, {
    approval: { ...approval, blocked: true },
    updatedAt: facts.now,
  })
  const lines = [
    ...heading(facts, command),
    phrase('not-done', { what: summary(command) }),
    phrase('blocked', { name: command.name }),
  ]
  return withChanges(
    { ...update, command: blocked },
    ...voidTokensAndDeadlines(command),
    { kind: 'deadline', deadline: { commandId: command.id, what: 'approval', at } },
    ...tellRequester(facts, command, 'approval_update', lines),
    ...tellAsked(facts, command, lines),
  )
}

/** Asks the fallback group too, at half time (HAPF XIII.C). */
function escalate(facts: Facts, command: Command): CommandUpdate | null {
  const { approval } = command
  if (approval === null) return null
  // Delegations may have changed since, so who answers for whom is looked up again.
  const { onCall, rules } = facts
  const isEntitled = (id: string) =>
    rules.pack !== null && mayApprove(rules.pack, approval, personOf(facts, id), partiesOf(command))
  const onDuty = fallsBackOnDuty(facts, approval) ? onCall.filter(isEntitled) : []
  const people = [...approval.fallback.map((one) => one.insteadOf ?? one.person), ...onDuty]
  const places = people.map((person) => ({ person, group: 'fallback' }) as const)
  const { update, asked } = askCandidates(facts, { command, changes: [] }, places)
  if (asked.length === 0) return update.command.approval?.unasked === undefined ? null : update
  const to = asked.map((one) => one.person.id)
  const escalated: CommandUpdate = {
    ...update,
    changes: [
      commandEvidence(facts, command, 'approval.escalated', system, { to }),
      ...update.changes,
    ],
  }
  const names = fewNames(asked.map((one) => one.person.name))
  const how = facts.now < fallbackTime(approval) ? 'escalated-early' : 'escalated'
  const lines = [...heading(facts, command), summary(command), phrase(how, { names })]
  return withChanges(escalated, ...tellRequester(facts, command, 'approval_update', lines))
}

/** Reminds those who have not answered, once, at three quarters of the time. */
function remind(facts: Facts, command: Command): CommandUpdate | null {
  const { approval } = command
  if (approval === null) return null
  // Somebody whose card waits for a digest needs no reminder.
  const cardless = approval.asked.filter((one) => one.waiting === true).map((one) => one.approver)
  const answered = approval.votes.map((one) => one.approver)
  const lines = [
    ...heading(facts, command),
    phrase('reminder', { what: summary(command), at: { time: approval.expiresAt } }),
    ...progress(facts, command),
    ...suspendedLines(facts, command),
    tokenNeeded([approval]),
  ]
  const except = [...answered, ...cardless]
  return withChanges({ command, changes: [] }, ...tellAsked(facts, command, lines, except))
}

/** Ends a declared emergency at its time; its review stays open. */
function endEmergency(facts: Facts, deadline: Deadline): Step {
  const emergency = facts.emergencies.find((one) => one.id === deadline.commandId)
  if (emergency === undefined || facts.now < emergency.until) return []
  const body = { limit: 'emergency', state: 'ended_in_time', emergency: emergency.id }
  return [
    environmentEvidence(facts, 'limit.reached', system, body, emergency.tenant),
    ...emergencyOver(facts, emergency, ''),
  ]
}
