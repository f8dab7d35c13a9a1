// What-if: decides past requests under another policy, by the same evaluator.

import { decide } from '../../policy/decide.ts'
import type { Person } from '../../policy/people.ts'
import type { Command } from '../command.ts'
import { personOf, type Rules } from '../facts.ts'
import { policyFacts } from './policy-facts.ts'

/** How many of the replayed requests would be decided differently. */
export interface Replay {
  readonly replayed: number
  readonly newlyNeedApproval: number
  readonly noLongerNeedApproval: number
  readonly newlyRefused: number
  readonly needMoreApprovers: number
  readonly needFewerApprovers: number
}

export function replay(
  commands: readonly Command[],
  people: readonly Person[],
  current: Rules,
  candidate: Rules,
): Replay {
  const asked = commands.filter((one) => one.safetyClass !== 'S0')
  const before = asked.map((one) => approversFor(one, people, current))
  const after = asked.map((one) => approversFor(one, people, candidate))
  const count = (holds: (from: number | null, to: number | null) => boolean) =>
    asked.filter((_, index) => holds(before[index] ?? null, after[index] ?? null)).length
  return {
    replayed: asked.length,
    newlyNeedApproval: count((from, to) => from === 0 && to !== null && to > 0),
    noLongerNeedApproval: count((from, to) => from !== null && from > 0 && to === 0),
    newlyRefused: count((from, to) => from !== null && to === null),
    needMoreApprovers: count((from, to) => from !== null && from > 0 && to !== null && to > from),
    needFewerApprovers: count((from, to) => from !== null && to !== null && to > 0 && to < from),
  }
}

/** How many approvers it needs under these rules; 0 for none, null if it is refused. */
function approversFor(command: Command, people: readonly Person[], rules: Rules): number | null {
  const flow = rules.flows.get(command.flow)
  const requester = personOf({ people }, command.requester)
  if (flow === undefined || requester === undefined) return null
  const at = {
    now: command.createdAt,
    mode: { kind: 'open' } as const,
    partLocks: [],
    rules,
    suspicious: false,
    emergencies: [],
  }
  const decision = decide(rules.pack, policyFacts(at, command, flow, requester))
  return decision.kind === 'refused' ? null : (decision.needs.approval?.approvers ?? 0)
}
