// Results of Aval's own operations: changes in the same transaction, an answer, or a refusal.

import type { Person } from '../../policy/people.ts'
import type { Step } from '../changes.ts'
import type { Command } from '../command.ts'
import { commandNamed, type Facts, personOf } from '../facts.ts'
import type { OperationOutcome } from '../finished/succeed.ts'
import { maySee } from '../may-see.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { unprovenOf } from '../record-check.ts'

export type OperationResult =
  | { readonly kind: 'ok'; readonly changes: Step; readonly outcome: OperationOutcome }
  | {
      readonly kind: 'no'
      readonly reason: 'unauthorized' | 'impossible'
      readonly lines: readonly Phrase[]
    }

/** An operation of Aval's own connector `aval`, done in the transaction of its command. */
export type Operation = (facts: Facts, command: Command) => OperationResult

export const answerWith = (lines: readonly Phrase[]): OperationResult => ({
  kind: 'ok',
  changes: [],
  outcome: { lines },
})

export const refuse = (
  reason: 'unauthorized' | 'impossible',
  ...lines: readonly Phrase[]
): OperationResult => ({
  kind: 'no',
  reason,
  lines,
})

export const done = (changes: Step, outcome: OperationOutcome = {}): OperationResult => ({
  kind: 'ok',
  changes,
  outcome,
})

/** The slot's value as text; empty if absent. */
export function slotText({ slots }: Pick<Command, 'slots'>, slot: string): string {
  return String(slots[slot] ?? '')
}

/** An operation on the person that slot `person` names, in the command's tenant. */
export function withPerson(
  then: (facts: Facts, command: Command, person: Person) => OperationResult,
): Operation {
  return (facts, command) => {
    const text = slotText(command, 'person')
    const person = personOf(facts, text)
    return person === undefined || person.tenant !== command.tenant
      ? refuse('impossible', phrase('slot-person', { text }))
      : then(facts, command, person)
  }
}

/** An operation on the command that slot `command` names, if the requester may see it. */
export function withTarget(
  then: (facts: Facts, command: Command, target: Command) => OperationResult,
): Operation {
  return (facts, command) => {
    const name = slotText(command, 'command')
    const target = commandNamed(facts, name)
    const viewer = personOf(facts, command.requester)
    if (target === undefined || !maySee(facts, viewer, target))
      return refuse('impossible', phrase('no-such-command', { name }))
    if (unprovenOf(facts, target) !== null)
      return refuse('impossible', phrase('command-changed', { name }))
    return then(facts, command, target)
  }
}
