// An agent has as many units as it may: refused by a reason of its own, and proved as a limit.

import { add, type Course, prove, revised, type Step } from './changes.ts'
import type { Command, Reason } from './command.ts'
import type { Facts } from './facts.ts'
import { reject } from './reject.ts'

/** Its arguments: `agent`, `count`, `most`, and `of`, `all` or a `kind` that is named beside it. */
export const quotaReached = 'quota-reached'

/** Before anybody was shown anything. */
export function overQuota(facts: Facts, { command, changes }: Course, reason: Reason): Course {
  const course = { command: revised(command, { failure: reason }), changes }
  return reject(facts, add(course, ...quotaProof(facts, command, reason)), 'quota_reached')
}

/** Nothing where something else stood in the way. */
export function quotaProof(facts: Facts, command: Command, reason: Reason): Step {
  if (reason.id !== quotaReached) return []
  const { kind = null, count = 0, most = 0 } = reason.args ?? {}
  const actor = command.agent ?? command.requester
  const limit = { limit: 'agent_units', kind, count, most }
  return [prove(facts, command, 'limit.reached', actor, limit)]
}
