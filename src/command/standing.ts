// Which answers still count: a grant lives with the rights of whoever gave it, and ends when these
// are put to rest, also where they come back.

import { mayAnswer } from '../policy/approval.ts'
import type { Pack } from '../policy/pack.ts'
import type { Person } from '../policy/people.ts'
import { partiesOf, type Step } from './changes.ts'
import type { Approval, Command } from './command.ts'
import { type Facts, personOf } from './facts.ts'

type Vote = Approval['votes'][number]

/**
 * Rights come to rest. Who held the phone then may not be who holds it once they are back: what was
 * granted counts no more, and the next answer needs a fresh code.
 */
export function putToRest(person: Person, suspended: NonNullable<Person['suspended']>): Step {
  return [
    { kind: 'person', person: { ...person, suspended, rests: (person.rests ?? 0) + 1 } },
    { kind: 'step_up_stale', person: person.id },
  ]
}

/** The answers that count now; who denied said no, whatever became of their rights. */
export function standingVotes(
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
      (isSinceRest(facts, vote) &&
        mayAnswer(pack, approval, facts.people, vote, parties, facts.now)),
  )
}

function isSinceRest(facts: Pick<Facts, 'people'>, { approver, rests }: Vote): boolean {
  return personOf(facts, approver)?.rests === rests
}
