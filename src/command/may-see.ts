// Who may see a command and its contents.

import { holds, type Person } from '../policy/people.ts'
import { retriedOf } from './asked/retry.ts'
import type { Command } from './command.ts'
import type { Facts } from './facts.ts'

/**
 * Requesters see their own commands, approvers those they were asked about and their retries,
 * auditors and admins all of their tenant.
 */
export function maySee(
  facts: Pick<Facts, 'rules'> & Partial<Pick<Facts, 'commands'>>,
  viewer: Person | undefined,
  target: Command,
): boolean {
  if (viewer === undefined || viewer.tenant !== target.tenant) return false
  if (target.requester === viewer.id) return true
  const { rules, commands = new Map() } = facts
  const asked = [target, retriedOf({ rules, commands }, target)].flatMap(
    (one) => one?.approval?.asked ?? [],
  )
  if (asked.some((ask) => ask.approver === viewer.id)) return true
  return facts.rules.pack !== null && holds(facts.rules.pack, viewer, 'audit.read')
}
