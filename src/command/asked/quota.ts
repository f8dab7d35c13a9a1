// What policy refuses an agent once its target is looked at: one unit too many, or not its own.

import { reject } from '../answered/reject.ts'
import { add, type Course, prove, revised, type Step } from '../changes.ts'
import type { Command, Reason } from '../command.ts'
import type { Facts } from '../facts.ts'

/** Its arguments: `agent`, `count`, `most`, and `of`, `all` or a `kind` that is named beside it. */
export const quotaReached = 'quota-reached'

/** It would delete what it did not make. */
export const notItsOwn = 'config-not-its-own'

/** Before anybody was shown anything; null where something else stood in the way. */
export function refusedToAgent(facts: Facts, asked: Course, reason: Reason): Course | null {
  const { command, changes } = asked
  if (reason.id !== quotaReached && reason.id !== notItsOwn) return null
  const course = { command: revised(command, { failure: reason }), changes }
  const proved = add(course, ...quotaProof(facts, command, reason))
  return reject(facts, proved, reason.id === quotaReached ? 'quota_reached' : 'forbidden')
}

/** Nothing where something else stood in the way. */
export function quotaProof(facts: Facts, command: Command, reason: Reason): Step {
  if (reason.id !== quotaReached) return []
  const { kind = null, count = 0, most = 0 } = reason.args ?? {}
  const actor = command.agent ?? command.requester
  const limit = { limit: 'agent_units', kind, count, most }
  return [prove(facts, command, 'limit.reached', actor, limit)]
}
