// Limits the messages people get only because they are asked to approve: each one counts, and past
// a limit ordinary ones wait for a digest. Answers to their own messages do not count.

import type { Person } from '../../policy/people.ts'
import { type Step, send } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Deadline, Facts } from '../facts.ts'
import { type MessageKind, messageTo } from '../message-draft.ts'
import type { Phrase } from '../phrase.ts'
import { countAfter } from '../tallies.ts'
import type { Picture } from './picture.ts'

/** Digests are sent at multiples of this time. */
const digestEveryMs = 10 * 60_000

export const messagesPrefix = 'approver/'

/** Counts one more message that this person did not ask for. */
export function countMessage(person: Person): Step {
  return [{ kind: 'tally', key: `${messagesPrefix}${person.id}` }]
}

/** Counts a card to this person, unless it answers what they just wrote. */
export function countCard(facts: Facts, command: Command, person: Person): Step {
  return isAnswer(facts, command, person) ? [] : countMessage(person)
}

/**
 * Must messages about this command wait for this person's digest? High-risk ones never do, so that
 * they cannot be hidden behind many small ones.
 */
export function isDeferredToDigest(facts: Facts, command: Command, person: Person): boolean {
  const limit = facts.rules.pack?.limits.approver_messages
  const high = command.safetyClass === 'S3' || command.safetyClass === 'R3'
  if (limit === undefined || high || isAnswer(facts, command, person)) return false
  const after = facts.now - limit.within
  return countAfter(facts, `${messagesPrefix}${person.id}`, after, limit.most) >= limit.most
}

/** The deadline of this person's next digest; the same for all that waits. */
export function digestDeadline(facts: Facts, person: Person): Deadline {
  const at = (Math.floor(facts.now / digestEveryMs) + 1) * digestEveryMs
  return { commandId: `digest/${person.id}`, what: 'digest', at }
}

/**
 * Sends news of a command to somebody who was asked to approve it, or leaves it to the digest.
 * Suspended people hear nothing now, because their number may belong to somebody else.
 */
export function informApprover(
  facts: Facts,
  command: Command,
  person: Person,
  kind: MessageKind,
  lines: readonly Phrase[],
  more: { readonly picture?: Picture } = {},
): Step {
  const about = { person: person.id, commandId: command.id }
  if (person.suspended !== undefined || isDeferredToDigest(facts, command, person))
    return [
      { kind: 'untold', ...about },
      { kind: 'deadline', deadline: digestDeadline(facts, person) },
    ]
  return [
    send(messageTo(person, kind, lines, { command: command.name, ...more })),
    // Older news of this command no longer needs to wait.
    { kind: 'told', ...about },
    ...countCard(facts, command, person),
  ]
}

/**
 * Does the message answer what this person just wrote, or tell the result of their vote? What came
 * of a later recovery is nobody's answer.
 */
function isAnswer(
  facts: Facts,
  { state, approval, recoveries = [] }: Command,
  person: Person,
): boolean {
  if (facts.sender !== null) return facts.sender.id === person.id
  const isOver = state === 'succeeded' || state === 'failed' || state === 'uncertain'
  const hasActed = isOver && recoveries.length === 0
  return hasActed && approval?.votes.at(-1)?.approver === person.id
}
