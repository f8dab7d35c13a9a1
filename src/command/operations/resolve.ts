// A person states whether an uncertain command happened.

import { holds } from '../../policy/people.ts'
import { resolvedAs } from '../asked/remaining-acts.ts'
import { toStep } from '../changes.ts'
import type { Command } from '../command.ts'
import { stateWord } from '../display/state-word.ts'
import { type Facts, personOf } from '../facts.ts'
import { conclude } from '../finished/succeed.ts'
import { phrase } from '../phrase.ts'
import { done, type OperationResult, refuse } from './operation.ts'

export function resolve(facts: Facts, command: Command, target: Command): OperationResult {
  const person = personOf(facts, command.requester)
  const { pack } = facts.rules
  const entitled =
    person !== undefined &&
    (target.requester === person.id ||
      (pack !== null && holds(pack, person, 'admin.approve.recovery')))
  if (!entitled)
    return refuse('unauthorized', phrase('not-yours-to-resolve', { name: target.name }))
  if (target.state !== 'uncertain')
    return refuse(
      'impossible',
      phrase('not-uncertain', { name: target.name, state: stateWord(target) }),
    )
  const outcome = resolvedAs(target, command.slots['result'] === 'done' ? 'done' : 'undone')
  const ended = conclude(facts, { command: target, changes: [] }, outcome, command.requester)
  return done(toStep(ended))
}
