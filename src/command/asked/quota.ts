// Refusals to agents that are known only after the target was read: a quota is used up, or the unit
// is not the agent's own.

import { reject } from '../answered/reject.ts'
import { type CommandUpdate, commandEvidence, type Step, withChanges } from '../changes.ts'
import type { Command, Reason } from '../command.ts'
import type { Facts } from '../facts.ts'

/**
 * Failure id. Arguments: `agent`, `count`, `most`, and `of`: `all`, or a `kind` given beside it.
 */
export const quotaReached = 'quota-reached'

/** Failure id: the agent would delete a unit that it did not make. */
export const notItsOwn = 'config-not-its-own'

/** The rejection of an agent's request for one of these failures; null for any other failure. */
export function refusedToAgent(
  facts: Facts,
  asked: CommandUpdate,
  reason: Reason,
): CommandUpdate | null {
  if (reason.id !== quotaReached && reason.id !== notItsOwn) return null
  const proved = withChanges(asked, ...quotaProof(facts, asked.command, reason))
  return reject(facts, proved, reason.id === quotaReached ? 'quota_reached' : 'forbidden')
}

/** Evidence of a quota that was reached; empty for any other failure. */
export function quotaProof(facts: Facts, command: Command, reason: Reason): Step {
  if (reason.id !== quotaReached) return []
  const { kind = null, count = 0, most = 0 } = reason.args ?? {}
  const actor = command.agent ?? command.requester
  const limit = { limit: 'agent_units', kind, count, most }
  return [commandEvidence(facts, command, 'limit.reached', actor, limit)]
}
