// What waits for an answer, and is not any more what was asked for: a yes to it could not count.

import type { Course } from '../changes.ts'
import type { Command } from '../command.ts'
import { changedSince } from '../defined.ts'
import type { Facts } from '../facts.ts'
import { isAsShown } from '../inside/shown.ts'
import { reject } from './reject.ts'

/**
 * Its end: nobody is asked or reminded for that. What it would change may be changed already, as
 * where one of two requests to lift a lockdown was granted. A policy that cannot be read now may be
 * put back.
 */
export function outdated(facts: Facts, command: Command): Course | null {
  if (facts.rules.failure !== null) return null
  const flow = facts.rules.flows.get(command.flow)
  const isOther = flow !== undefined && !isAsShown(facts, command, flow)
  const changed = changedSince(facts.rules, command) ?? (isOther ? 'policy_changed' : null)
  return changed === null ? null : reject(facts, { command, changes: [] }, changed)
}
