// What people hear only because they were asked to approve: each message counts, and past a limit
// the ordinary ones wait for a digest. Who writes is answered at once, and that counts nothing.

import type { Person } from '../../policy/people.ts'
import { type Step, say } from '../changes.ts'
import type { Command } from '../command.ts'
import type { Deadline, Facts } from '../facts.ts'
import type { Phrase } from '../phrase.ts'
import { type Kind, tell } from '../speech.ts'
import { countAfter } from '../tallies.ts'
import type { Picture } from './picture.ts'

/** Digests go out at these steps of the clock. */
const digestEveryMs = 10 * 60_000

export const messagesPrefix = 'approver/'

/** One more message that this person did not ask for. */
export function countMessage(person: Person): Step {
  return [{ kind: 'tally', key: `${messagesPrefix}${person.id}` }]
}

/** A card on its way to this person, counted unless it answers what they just wrote. */
export function countCard(facts: Facts, command: Command, person: Person): Step {
  return isAnswer(facts, command, person) ? [] : countMessage(person)
}

/**
 * Does what concerns this command wait for this person's digest? High risk never does: nobody hides
 * it behind many small things.
 */
export function waits(facts: Facts, command: Command, person: Person): boolean {
  const limit = facts.rules.pack?.limits.approver_messages
  const high = command.safetyClass === 'S3' || command.safetyClass === 'R3'
  if (limit === undefined || high || isAnswer(facts, command, person)) return false
  const after = facts.now - limit.within
  return countAfter(facts, `${messagesPrefix}${person.id}`, after, limit.most) >= limit.most
}

/** When the next digest of this person is due: the same moment for all that wait. */
export function digestDeadline(facts: Facts, person: Person): Deadline {
  const at = (Math.floor(facts.now / digestEveryMs) + 1) * digestEveryMs
  return { commandId: `digest/${person.id}`, what: 'digest', at }
}

/**
 * News of a command for somebody who was asked to approve it: said now, or told by the digest as it
 * stands then. Who rests hears nothing now: their number may be somebody else's.
 */
export function inform(
  facts: Facts,
  command: Command,
  person: Person,
  kind: Kind,
  lines: readonly Phrase[],
  more: { readonly picture?: Picture } = {},
): Step {
  const about = { person: person.id, commandId: command.id }
  if (person.suspended !== undefined || waits(facts, command, person))
    return [
      { kind: 'untold', ...about },
      { kind: 'deadline', deadline: digestDeadline(facts, person) },
    ]
  return [
    say(tell(person, kind, lines, { command: command.name, ...more })),
    // Whatever waited is older than this.
    { kind: 'told', ...about },
    ...countCard(facts, command, person),
  ]
}

/** Whoever writes now is answered, and whoever's yes began it hears what came of that. */
function isAnswer(facts: Facts, { state, approval }: Command, person: Person): boolean {
  if (facts.sender !== null) return facts.sender.id === person.id
  const hasActed = state === 'succeeded' || state === 'failed' || state === 'uncertain'
  return hasActed && approval?.votes.at(-1)?.approver === person.id
}
