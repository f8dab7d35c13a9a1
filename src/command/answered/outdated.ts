// Open requests whose subject changed since they were shown, so that an approval could not count.

import type { CommandUpdate } from '../changes.ts'
import type { Command } from '../command.ts'
import { changedSince } from '../definition.ts'
import type { Facts } from '../facts.ts'
import { isAsShown } from '../operations/preview.ts'
import { reject } from './reject.ts'

/**
 * Rejects a request whose definition, policy or shown facts changed, so that nobody is asked or
 * reminded about it; null if it is still valid. Does nothing while the policy is unreadable: that
 * may be repaired.
 */
export function rejectIfOutdated(facts: Facts, command: Command): CommandUpdate | null {
  if (facts.rules.failure !== null) return null
  const flow = facts.rules.flows.get(command.flow)
  const isOther = flow !== undefined && !isAsShown(facts, command, flow)
  const changed = changedSince(facts.rules, command) ?? (isOther ? 'policy_changed' : null)
  return changed === null ? null : reject(facts, { command, changes: [] }, changed)
}
