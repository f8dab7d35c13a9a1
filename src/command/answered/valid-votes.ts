// Which votes still count: a grant ends when the rights it was given under are taken, even if they
// come back.

import { mayAnswer } from '../../policy/approval.ts'
import type { Pack } from '../../policy/pack.ts'
import type { Person } from '../../policy/people.ts'
import { partiesOf, type Step } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'
import { isLockedSince } from '../locked.ts'

export type Vote = Approval['votes'][number]

/** Who gave the vote, and for which absent person. */
type Answer = Pick<Vote, 'approver' | 'insteadOf'>

/**
 * Suspends a person. Their earlier grants no longer count, because the phone may have changed
 * hands, and their next answer needs a fresh code.
 */
export function suspendPerson(person: Person, suspended: NonNullable<Person['suspended']>): Step {
  return [
    { kind: 'person', person: { ...person, suspended } },
    { kind: 'step_up_stale', person: person.id },
  ]
}

/**
 * The step with every loss of rights counted on its person. Done in this one place, so that no
 * command can forget it.
 */
export function countRevocations(facts: Pick<Facts, 'people' | 'now'>, step: Step): Step {
  if (!step.some((one) => one.kind === 'person')) return step
  return step.map((one) =>
    one.kind === 'person' ? { ...one, person: counted(facts, one.person) } : one,
  )
}

function counted({ people, now }: Pick<Facts, 'people' | 'now'>, person: Person): Person {
  const before = people.find((one) => one.id === person.id)
  // Somebody new under the id of a forgotten person must not inherit that person's votes.
  if (before === undefined) return people.length === 0 ? person : { ...person, rests: now }
  const isLess = isTaken(before, person)
  const revocations = (before.rests ?? 0) + (isLess ? 1 : 0)
  const returns = (before.returns ?? 0) + (isReturned(before, person) ? 1 : 0)
  return {
    ...person,
    ...(revocations === 0 ? {} : { rests: revocations }),
    ...(isLess ? { takenAt: now } : {}),
    ...(returns === 0 ? {} : { returns }),
  }
}

/** Was the person suspended, or is a role or grant gone? */
function isTaken(before: Person, after: Person): boolean {
  if (after.suspended !== undefined && after.suspended !== before.suspended) return true
  const lacks = (was: readonly string[], is: readonly string[]) =>
    was.some((one) => !is.includes(one))
  return lacks(before.roles, after.roles) || lacks(before.grants, after.grants)
}

/** Did a delegation end, pass to somebody else, or begin anew? */
function isReturned({ delegation: before }: Person, { delegation: after }: Person): boolean {
  return before !== undefined && (after?.to !== before.to || after.since !== before.since)
}

/**
 * How often the rights behind this vote were taken: the sum of counters that only grow, so that an
 * equal sum means that nothing was taken in between.
 */
export function revocationCount(
  facts: Pick<Facts, 'people'>,
  { approver, insteadOf }: Answer,
): number {
  const own = personOf(facts, approver)?.rests ?? 0
  const absent = insteadOf === undefined ? undefined : personOf(facts, insteadOf)
  return own + (absent?.rests ?? 0) + (absent?.returns ?? 0)
}

/**
 * The votes that count now. A lockdown that began after a grant ends it, even if the lockdown is
 * over: whoever lifted it did not review every old grant (HAPF XIV).
 */
export function validVotes(
  facts: Pick<Facts, 'people' | 'now' | 'rules' | 'tallies'>,
  command: Command,
  pack: Pack,
): readonly Vote[] {
  return entitledVotes(facts, command, pack).filter(
    (vote) => vote.choice === 'deny' || !isLockedSince(facts, command, vote),
  )
}

/**
 * The votes of people who may still give them. A denial stays, whatever became of its giver's
 * rights.
 */
export function entitledVotes(
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
      (revocationCount(facts, vote) === (vote.rests ?? 0) &&
        mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),
  )
}
