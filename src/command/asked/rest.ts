// A recovery of several commands that stopped in the middle: what was done, and how to go on.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Person } from '../../policy/people.ts'
import type { Command, Reason } from '../command.ts'
import type { Outcome } from '../event.ts'
import type { Facts } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { mayAct } from './recover.ts'
import { doneCount } from './taken-back.ts'

type List = Pick<Command, 'acts' | 'failure'>

/** Which commands a list took back and which not, for the evidence of how it ended. */
export function listProof(command: List, reason: Reason): JsonObject {
  const done = doneCount(command, reason)
  if (done === null) return {}
  const names = (command.acts ?? []).map((act) => act.mends)
  return { taken_back: names.slice(0, done), not_taken_back: names.slice(done) }
}

/** Whoever asked for the list may ask for what is left of it, as a list of its own. */
export function restHint(
  facts: Pick<Facts, 'rules'>,
  failed: List & Pick<Command, 'state' | 'requester'>,
  person: Person,
): readonly Phrase[] {
  const done = doneCount(failed, failed.failure)
  if (done === null || failed.state !== 'failed' || failed.requester !== person.id) return []
  const rest = (failed.acts ?? []).slice(done)
  if (rest.length === 0 || !mayAct(facts.rules, person, rest)) return []
  return [phrase('rest-hint', { names: rest.map((act) => act.mends).join(' ') })]
}

/**
 * What a person says of an uncertain command is said of the one act at which a list stopped: what
 * came after that was never begun, so the list is done only when nothing came after.
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
