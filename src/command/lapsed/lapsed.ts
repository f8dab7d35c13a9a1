// Time passed: a confirmation or a request expired, half of its time is over, an emergency ended.

import { challengeOver } from '../answered/challenge.ts'
import { outdated } from '../answered/outdated.ts'
import { closing, reject } from '../answered/reject.ts'
import { askFor } from '../answered/unasked.ts'
import { halfOf } from '../asked/approve.ts'
import { add, type Course, finish, note, prove, revised, type Step, system } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Deadline, Facts } from '../facts.ts'
import { refuseUnproven, type Unproven, unprovenOf, wordsErased } from '../finished/held.ts'
import { emergencyOver } from '../inside/emergency.ts'
import { phrase } from '../phrase.ts'
import { stillLines, tokenNeeded } from '../shown/cards.ts'
import { heading, summary } from '../shown/command-lines.ts'
import { progress } from '../shown/progress.ts'
import { inTurn } from '../tallies.ts'
import { tellAsked, tellRequester } from '../told.ts'
import { reachesEnough, undelivered } from './delivery.ts'
import { digest } from './digest.ts'
import { handOver } from './hand-over.ts'
import { lockdownOver } from './lockdown-over.ts'
import { sweep } from './retention.ts'

/** What every deadline that is due comes to, in order; each is over then, whatever it came to. */
export function lapsed(facts: Facts): Step {
  const known = new Map(
    [...facts.commands].filter(([, command]) => unprovenNow(facts, command) === null),
  )
  // All are over first: what one of them comes to may set another one anew.
  return [
    ...facts.due.map((deadline) => ({ kind: 'deadline_over', deadline }) as const),
    ...inTurn(facts, facts.due, (now, deadline) => whatIsDue(now, deadline, known)),
  ]
}

function whatIsDue(facts: Facts, deadline: Deadline, known: Map<string, Command>): Step {
  if (deadline.what === 'emergency') return endEmergency(facts, deadline)
  if (deadline.what === 'lockdown') return lockdownOver(facts, deadline)
  if (deadline.what === 'sweep') return sweep(facts)
  if (deadline.what === 'challenge') return challengeOver(facts, deadline)
  if (deadline.what === 'digest') return digest(facts, deadline, known)
  if (deadline.what === 'delegation') return handOver(facts, deadline, known)
  const command = known.get(deadline.commandId)
  if (command === undefined) return isFirstOf(facts, deadline) ? endUnproven(facts, deadline) : []
  const at = dueAt(command, deadline)
  // What a deadline ends was sealed with its time, and the row of the deadline was not.
  if (facts.now < at) return [{ kind: 'deadline', deadline: { ...deadline, at } }]
  const course = lapse(facts, command, deadline)
  if (course === null) return []
  known.set(course.command.id, course.command)
  return finish(course)
}

/** What is over long ago may have lost its words in their time: it ends as what it is. */
function unprovenNow(facts: Facts, command: Command): Unproven | null {
  const unproven = unprovenOf(facts, command)
  const until = (command.approval ?? command.confirmation)?.expiresAt
  const isOver = until !== undefined && facts.now >= until
  return unproven?.what === wordsErased && isOver ? null : unproven
}

function isFirstOf({ due }: Facts, deadline: Deadline): boolean {
  return due.find((one) => one.commandId === deadline.commandId) === deadline
}

/** Nobody is asked or told by a record that somebody else wrote: it ends, once, at what is due. */
function endUnproven(facts: Facts, { commandId }: Deadline): Step {
  const command = facts.commands.get(commandId)
  if (command === undefined) return []
  const unproven = unprovenNow(facts, command)
  return unproven === null ? [] : refuseUnproven(facts, command, unproven)
}

/** Before this moment, by the command itself, the deadline ends nothing. */
function dueAt({ state, approval, confirmation }: Command, { what }: Deadline): number {
  if (state === 'confirmation_requested')
    return what === 'confirmation' ? (confirmation?.expiresAt ?? 0) : 0
  if (state !== 'approval_requested' || approval === null) return 0
  if (what === 'approval') return approval.expiresAt
  return what === 'escalation' ? halfOf(approval) : 0
}

function lapse(facts: Facts, command: Command, deadline: Deadline): Course | null {
  if (deadline.what === 'confirmation')
    return command.state === 'confirmation_requested' ? lapseConfirmation(facts, command) : null
  if (command.state !== 'approval_requested') return null
  if (deadline.what === 'approval')
    return command.approval?.blocked === true
      ? reject(facts, { command, changes: [] }, 'approval_expired')
      : lapseApproval(facts, command)
  if (command.approval?.blocked === true) return null
  // After an outage all is due at once: for what expired meanwhile nobody is asked any more.
  if (command.approval !== null && facts.now >= command.approval.expiresAt) return null
  const ended = outdated(facts, command)
  if (ended !== null) return ended
  if (deadline.what === 'delivery') return missing(facts, command)
  return deadline.what === 'escalation' ? escalate(facts, command) : remind(facts, command)
}

/** Cards are missing: told, and where too few have one the fallback group is asked at once. */
function missing(facts: Facts, command: Command): Course | null {
  const told = undelivered(facts, command)
  if (facts.rules.receipts === undefined || reachesEnough(command)) return told
  const early = escalate(facts, told?.command ?? command)
  if (told === null || early === null) return told ?? early
  return { ...early, changes: [...told.changes, ...early.changes] }
}

export function lapseConfirmation(facts: Facts, command: Command): Course {
  return reject(facts, { command, changes: [] }, 'confirmation_expired')
}

/** A blocked request that nobody asks again ends after this. */
const blockedForMs = 24 * 3_600_000

/** HAPF XIII.A: what expired never executes; it is rejected, or blocked until it is asked again. */
export function lapseApproval(facts: Facts, command: Command): Course {
  const { approval } = command
  const expired = prove(facts, command, 'approval.expired', system, {
    votes: approval?.votes.length ?? 0,
    needed: approval?.approvers ?? 0,
  })
  const course = { command, changes: [expired] }
  if (approval === null || approval.whenExpired === 'reject')
    return reject(facts, course, 'approval_expired')
  const at = facts.now + blockedForMs
  const blocked = revised(command, {
    approval: { ...approval, blocked: true },
    updatedAt: facts.now,
  })
  const lines = [
    ...heading(facts, command),
    phrase('not-done', { what: summary(command) }),
    phrase('blocked', { name: command.name }),
  ]
  return add(
    { ...course, command: blocked },
    ...closing(command),
    { kind: 'deadline', deadline: { commandId: command.id, what: 'approval', at } },
    ...tellRequester(facts, command, 'approval_update', lines),
    ...tellAsked(facts, command, lines),
  )
}

/** HAPF XIII.C: at half time the fallback group is asked too, if it still may answer. */
function escalate(facts: Facts, command: Command): Course | null {
  const { approval } = command
  if (approval === null) return null
  // A delegation may have begun or ended since; who answers for whom is asked again.
  const places = approval.fallback.map(
    (one) => ({ person: one.insteadOf ?? one.person, group: 'fallback' }) as const,
  )
  const { course, asked } = askFor(facts, { command, changes: [] }, places)
  if (asked.length === 0) return course.command.approval?.unasked === undefined ? null : course
  const to = asked.map((one) => one.person.id)
  const escalated: Course = {
    ...course,
    changes: [prove(facts, command, 'approval.escalated', system, { to }), ...course.changes],
  }
  const names = asked.map((one) => one.person.name)
  const how = facts.now < halfOf(approval) ? 'escalated-early' : 'escalated'
  const lines = [...heading(facts, command), summary(command), phrase(how, { names })]
  return add(escalated, ...tellRequester(facts, command, 'approval_update', lines))
}

/** Once, when three quarters of the time are over: those who have not answered are reminded. */
function remind(facts: Facts, command: Command): Course | null {
  const { approval } = command
  if (approval === null) return null
  // Whose card waits has nothing to be reminded of.
  const cardless = approval.asked.filter((one) => one.waiting === true).map((one) => one.approver)
  const answered = approval.votes.map((one) => one.approver)
  const lines = [
    ...heading(facts, command),
    phrase('reminder', { what: summary(command), at: { time: approval.expiresAt } }),
    ...progress(facts, command),
    ...stillLines(facts, command),
    tokenNeeded([approval]),
  ]
  const except = [...answered, ...cardless]
  return add({ command, changes: [] }, ...tellAsked(facts, command, lines, except))
}

/** The automatic end of a declared emergency; its review stays open. */
function endEmergency(facts: Facts, deadline: Deadline): Step {
  const emergency = facts.emergencies.find((one) => one.id === deadline.commandId)
  if (emergency === undefined || facts.now < emergency.until) return []
  const body = { limit: 'emergency', state: 'ended_in_time', emergency: emergency.id }
  return [
    note(facts, 'limit.reached', system, body, emergency.tenant),
    ...emergencyOver(facts, emergency, ''),
  ]
}
