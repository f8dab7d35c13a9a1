// Decides a confirmed command again: it is rejected, starts, or needs an approval.

import { chooseApprovers } from '../../policy/approval.ts'
import { decide } from '../../policy/decide.ts'
import { holds, type Person } from '../../policy/people.ts'
import { reject } from '../answered/reject.ts'
import {
  type CommandUpdate,
  commandEvidence,
  partiesOf,
  system,
  transition,
  withChanges,
  withPatches,
} from '../changes.ts'
import { changedSince } from '../definition.ts'
import { type Facts, personOf } from '../facts.ts'
import { start } from '../finished/start.ts'
import { rightUsed } from '../rights.ts'
import type { Flow } from '../spec.ts'
import { policyFacts } from './policy-facts.ts'
import { approvalOf, requestApproval, termsOf, tooFewApprovers } from './request-approval.ts'

/**
 * A command is confirmed, or needs no confirmation: decides again, then requests approval or
 * starts.
 */
export function authorize(
  facts: Facts,
  update: CommandUpdate,
  flow: Flow,
  actor: string,
): CommandUpdate {
  const { command } = update
  const requester = personOf(facts, command.requester)
  if (requester === undefined) return reject(facts, update, 'unauthorized')
  const decision = decide(facts.rules.pack, policyFacts(facts, command, flow, requester))
  const { because } = decision
  const decided: CommandUpdate = {
    command: withPatches(command, { because }),
    changes: update.changes,
  }
  if (decision.kind === 'refused') return reject(facts, decided, decision.reason)
  const changed = changedSince(facts.rules, command)
  if (changed !== null) return reject(facts, decided, changed)
  const authorized = transition(decided, 'authorized', facts.now)
  const proved = withChanges(
    authorized,
    commandEvidence(facts, command, 'command.authorized', system, {
      by: actor,
      rules: (decision.because.parts ?? []).map((one) => `${one.holds ? '+' : '-'}${one.rule}`),
      ...askedUnder(facts, flow, requester),
    }),
  )
  const need = decision.needs.approval
  if (need === null || facts.rules.pack === null) return start(facts, proved, flow)
  const required = transition(proved, 'approval_required', facts.now)
  const stated = withChanges(
    required,
    commandEvidence(facts, command, 'approval.required', system, {
      policy_id: need.id,
      ...termsOf(need),
    }),
  )
  const places = chooseApprovers(facts.rules.pack, need, facts.people, partiesOf(command), facts)
  const { first } = places
  if (first.length < need.approvers)
    return reject(facts, stated, 'unauthorized', {
      lines: tooFewApprovers(facts, command.tenant, need, first.length),
    })
  const approval = approvalOf(facts, need, command, places, 1)
  return requestApproval(
    facts,
    transition(stated, 'approval_requested', facts.now, { approval }),
    first,
  )
}

/** The scopes of the flow that the requester holds, for evidence; one is enough to ask. */
function askedUnder(facts: Facts, flow: Flow, requester: Person) {
  const { pack } = facts.rules
  if (pack === null) return {}
  return rightUsed(
    facts,
    requester,
    flow.scopes.filter((scope) => holds(pack, requester, scope)),
  )
}
