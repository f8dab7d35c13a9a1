// A recovery of several commands that stopped half way: what was done, and how to continue.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Person } from '../../policy/people.ts'
import type { Command, Reason } from '../command.ts'
import type { Outcome } from '../event.ts'
import type { Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { mayAct } from './recover.ts'
import { doneCount } from './undone-by.ts'

type List = Pick<Command, 'acts' | 'failure'>

/** Which commands were undone and which were not, for evidence; empty if it is no stopped list. */
export function listProof(command: List, reason: Reason): JsonObject {
  const done = doneCount(command, reason)
  if (done === null) return {}
  const names = (command.acts ?? []).map((act) => act.mends)
  return { taken_back: names.slice(0, done), not_taken_back: names.slice(done) }
}

/** A hint that the requester may ask for the remaining commands as a new list. */
export function remainingActsHint(
  facts: Pick<Facts, 'rules'>,
  failed: List & Pick<Command, 'state' | 'requester'>,
  person: Person,
): readonly Phrase[] {
  const done = doneCount(failed, failed.failure)
  if (done === null || failed.state !== 'failed' || failed.requester !== person.id) return []
  const rest = (failed.acts ?? []).slice(done)
  if (rest.length === 0 || !mayAct(facts.rules, person, rest)) return []
  return [phrase('continue-hint', { names: rest.map((act) => act.mends).join(' ') })]
}

/**
 * The outcome when a person says what became of an uncertain command. For a stopped list the word
 * is about the act at which it stopped; the acts after that never began, so that the whole list is
 * done only if none follow.
 */
export function resolvedAs(target: List, result: 'done' | 'undone'): Outcome {
  const undone = { id: 'resolved-undone' }
  const { failure } = target
  const done = doneCount(target, failure)
  if (done === null || failure === undefined)
    return result === 'done' ? { kind: 'done' } : { kind: 'failed', reason: undone }
  if (result === 'undone') return { kind: 'failed', reason: { ...failure, cause: undone } }
  const names = (target.acts ?? []).map((act) => act.mends)
  const left = names.slice(done + 1)
  if (left.length === 0) return { kind: 'done' }
  const args = {
    at: names[done] ?? '-',
    done: names.slice(0, done + 1).join(', '),
    done_count: done + 1,
    left: left.join(', '),
    left_count: left.length,
  }
  return { kind: 'failed', reason: { id: 'bulk-left', args } }
}
