// The last gate: in the transaction that enters `started`, everything is asked again.

import { mayApprove } from '../policy/approval.ts'
import { decide, type PolicyFacts } from '../policy/decide.ts'
import type { Person } from '../policy/people.ts'
import { add, type Course, move, personOf, prove } from './changes.ts'
import { type Command, fingerprintOf } from './command.ts'
import type { Facts } from './facts.ts'
import { planInside } from './inside/operations.ts'
import type { RejectionReason } from './lifecycle.ts'
import { reject } from './reject.ts'
import { type Flow, isOwn } from './spec.ts'
import { succeed } from './succeed.ts'

/** What policy is asked about this command, with the facts of now. */
export function policyFacts(
  facts: Facts,
  command: Pick<Command, 'tenant'>,
  flow: Flow,
  requester: Person,
  counts: { readonly open: number; readonly recent: number },
): PolicyFacts {
  return {
    environment: facts.rules.environment,
    mode: facts.mode,
    binding: facts.rules.binding,
    requester,
    tenant: command.tenant,
    command: {
      safetyClass: flow.risk,
      scopes: flow.scopes,
      approvalPolicyId: flow.approval_policy_id ?? null,
      confirm: flow.confirm,
      available: flow.available,
    },
    openRequests: counts.open,
    recentRequests: counts.recent,
  }
}

/** Why the command may not start now; null when it may. Any change voids the approvals. */
export function obstacle(facts: Facts, command: Command): RejectionReason | null {
  const flow = facts.rules.flows.get(command.flow)
  const requester = personOf(facts, command.requester)
  if (flow === undefined || flow.version !== command.version) return 'policy_changed'
  if (command.environment !== facts.rules.environment) return 'unauthorized'
  if (fingerprintOf(command) !== command.fingerprint) return 'policy_changed'
  if (command.binding?.digest !== facts.rules.binding?.digest) return 'policy_changed'
  if (requester === undefined) return 'unauthorized'
  const again = decide(
    facts.rules.pack,
    policyFacts(facts, command, flow, requester, { open: 0, recent: 0 }),
  )
  if (again.kind === 'refused') return again.reason
  const wanted = again.needs.approval
  if (wanted === null) return null
  return approvalObstacle(facts, command, wanted.approvers)
}

function approvalObstacle(
  facts: Facts,
  command: Command,
  approvers: number,
): RejectionReason | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return 'policy_missing'
  if (approval.fingerprint !== command.fingerprint) return 'policy_changed'
  if (facts.now >= approval.expiresAt) return 'approval_expired'
  const standing = new Set(
    approval.votes
      .filter((vote) => vote.choice === 'grant')
      .filter((vote) => mayApprove(pack, approval, personOf(facts, vote.approver), command))
      .map((vote) => vote.approver),
  )
  return standing.size >= approvers ? null : 'unauthorized'
}

/** Pass the gate and start, or reject with what stands in the way. */
export function start(facts: Facts, course: Course, flow: Flow): Course {
  const reason = obstacle(facts, course.command)
  if (reason !== null) return reject(facts, course, reason)
  const inside = isOwn(flow) ? planInside(facts, course.command, flow) : null
  if (inside?.kind === 'no')
    return reject(facts, course, inside.reason, { lines: inside.lines, kind: 'refusal' })
  const started = move(course, 'started', facts.now)
  const proved = add(started, prove(facts, started.command, 'command.started', 'aval', {}))
  if (inside !== null) return succeed(facts, add(proved, ...inside.changes), inside.outcome)
  const what = flow.risk === 'S0' ? 'read' : 'apply'
  return add(proved, { kind: 'work', what, commandId: course.command.id })
}
