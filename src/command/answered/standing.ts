// Which answers still count: a grant lives with the rights that it was given under, and ends when
// these are taken, also where they come back.

import { mayAnswer } from '../../policy/approval.ts'
import type { Pack } from '../../policy/pack.ts'
import type { Person } from '../../policy/people.ts'
import { partiesOf, type Step } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'
import { isLockedSince } from '../locked.ts'

export type Vote = Approval['votes'][number]

/** Whose answer it is, and in whose place. */
type Answer = Pick<Vote, 'approver' | 'insteadOf'>

/**
 * Rights come to rest. Who held the phone then may not be who holds it once they are back: what was
 * granted counts no more, and the next answer needs a fresh code.
 */
export function putToRest(person: Person, suspended: NonNullable<Person['suspended']>): Step {
  return [
    { kind: 'person', person: { ...person, suspended } },
    { kind: 'step_up_stale', person: person.id },
  ]
}

/**
 * The same step, with what it takes from people counted on them: here, at the one way out of a
 * step, so that it is counted whoever took it and by which command.
 */
export function countTaken(facts: Pick<Facts, 'people' | 'now'>, step: Step): Step {
  if (!step.some((one) => one.kind === 'person')) return step
  return step.map((one) =>
    one.kind === 'person' ? { ...one, person: counted(facts, one.person) } : one,
  )
}

function counted({ people, now }: Pick<Facts, 'people' | 'now'>, person: Person): Person {
  const before = people.find((one) => one.id === person.id)
  // Whoever comes under the id of somebody who was forgotten never stood where that one stood.
  if (before === undefined) return people.length === 0 ? person : { ...person, rests: now }
  const isLess = isTaken(before, person)
  const rests = (before.rests ?? 0) + (isLess ? 1 : 0)
  const returns = (before.returns ?? 0) + (isReturned(before, person) ? 1 : 0)
  return {
    ...person,
    ...(rests === 0 ? {} : { rests }),
    ...(isLess ? { takenAt: now } : {}),
    ...(returns === 0 ? {} : { returns }),
  }
}

/** Were the rights put to rest, or is a role or a scope of before gone? */
function isTaken(before: Person, after: Person): boolean {
  if (after.suspended !== undefined && after.suspended !== before.suspended) return true
  const lacks = (was: readonly string[], is: readonly string[]) =>
    was.some((one) => !is.includes(one))
  return lacks(before.roles, after.roles) || lacks(before.grants, after.grants)
}

/** Did the duty that was handed over come back, or go on to somebody else, or begin anew? */
function isReturned({ delegation: before }: Person, { delegation: after }: Person): boolean {
  return before !== undefined && (after?.to !== before.to || after.since !== before.since)
}

/**
 * How often what this answer counts under was taken by now. Each of these counts only grows, so
 * that their sum is the same only where nothing was taken in between.
 */
export function takenFrom(facts: Pick<Facts, 'people'>, { approver, insteadOf }: Answer): number {
  const own = personOf(facts, approver)?.rests ?? 0
  const absent = insteadOf === undefined ? undefined : personOf(facts, insteadOf)
  return own + (absent?.rests ?? 0) + (absent?.returns ?? 0)
}

/**
 * The answers that count now: a lockdown that came after a grant ends it, also where it is over.
 * Whoever lifted it looked at what there was then, and not at every old yes (HAPF XIV).
 */
export function standingVotes(
  facts: Pick<Facts, 'people' | 'now' | 'rules' | 'tallies'>,
  command: Command,
  pack: Pack,
): readonly Vote[] {
  return rightfulVotes(facts, command, pack).filter(
    (vote) => vote.choice === 'deny' || !isLockedSince(facts, command, vote),
  )
}

/** Those of people who may still give them; who denied said no, whatever became of their rights. */
export function rightfulVotes(
  facts: Pick<Facts, 'people' | 'now'>,
  command: Command,
  pack: Pack,
): readonly Vote[] {
  const { approval } = command
  if (approval === null) return []
  const parties = partiesOf(command)
  return approval.votes.filter(
    (vote) =>
      vote.choice === 'deny' ||
      (takenFrom(facts, vote) === (vote.rests ?? 0) &&
        mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),
  )
}
