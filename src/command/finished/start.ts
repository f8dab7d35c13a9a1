// The last check: in the transaction that enters `started`, everything is checked again.

import { quorumResult } from '../../policy/approval.ts'
import { decide } from '../../policy/decide.ts'
import type { Needs } from '../../policy/decision.ts'
import type { Person } from '../../policy/people.ts'
import { reject } from '../answered/reject.ts'
import { entitledVotes, type Vote, validVotes } from '../answered/valid-votes.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import { isRecoveryUnchanged, mayAct } from '../asked/recover.ts'
import { missingTallies, retriedOf } from '../asked/retry.ts'
import { recoveryStarts } from '../asked/undone-by.ts'
import {
  type CommandUpdate,
  commandEvidence,
  system,
  transition,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { changedSince } from '../definition.ts'
import { type Facts, personOf } from '../facts.ts'
import { isOwn } from '../flow.ts'
import type { RejectionReason } from '../lifecycle.ts'
import { lockdownsNow } from '../locked.ts'
import { planOwnOperation } from '../operations/operations.ts'
import { isAsShown } from '../operations/preview.ts'
import { unprovenOf } from '../record-check.ts'
import type { Flow } from '../spec.ts'
import { rejectUnproven } from './refuse-unproven.ts'
import { succeed } from './succeed.ts'

/** Why the command may not start now; null if it may. Any change voids the approvals. */
export function startObstacle(facts: Facts, command: Command): RejectionReason | null {
  const flow = facts.rules.flows.get(command.flow)
  const requester = personOf(facts, command.requester)
  if (command.environment !== facts.rules.environment) return 'unauthorized'
  const changed = changedSince(facts.rules, command)
  if (changed !== null) return changed
  if (flow === undefined || requester === undefined) return 'unauthorized'
  if (!mayAct(facts.rules, requester, command.acts ?? [])) return 'unauthorized'
  const retried = retriedOf(facts, command)
  if (retried?.retriedBy !== undefined) return 'impossible'
  if (!isRecoveryUnchanged(facts, requester, command)) return 'impossible'
  const again = decide(facts.rules.pack, policyFacts(facts, command, flow, requester))
  if (again.kind === 'refused') return again.reason
  const uncovered = retried === null ? null : coverObstacle(facts, retried, requester)
  if (uncovered !== null) return uncovered
  const wanted = again.needs.approval
  if (wanted === null) return null
  return approvalObstacle(facts, command, wanted)
}

/**
 * Why the failed command's approval does not cover its retry now; null if it does. Everything but
 * its expiry is checked again (HAPF VII.C, VIII.B).
 */
function coverObstacle(facts: Facts, failed: Command, requester: Person): RejectionReason | null {
  const flow = facts.rules.flows.get(failed.flow)
  const changed = changedSince(facts.rules, failed)
  if (changed !== null || flow === undefined) return changed ?? 'policy_changed'
  const now = decide(facts.rules.pack, policyFacts(facts, failed, flow, requester))
  if (now.kind === 'refused') return now.reason
  const wanted = now.needs.approval
  return wanted === null ? null : votesObstacle(facts, failed, wanted)
}

function approvalObstacle(
  facts: Facts,
  command: Command,
  wanted: NonNullable<Needs['approval']>,
): RejectionReason | null {
  const { approval } = command
  if (approval === null) return 'policy_missing'
  if (facts.now >= approval.expiresAt) return 'approval_expired'
  if (approval.blocked) return 'approval_expired'
  return votesObstacle(facts, command, wanted)
}

/** Why the votes for this fingerprint are not enough under the current needs; null if they are. */
function votesObstacle(
  facts: Facts,
  command: Command,
  wanted: NonNullable<Needs['approval']>,
): RejectionReason | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return 'policy_missing'
  if (approval.fingerprint !== command.fingerprint) return 'policy_changed'
  if (!isAsStrict(approval, wanted)) return 'policy_changed'
  if (!coversGroups(approval, wanted)) return 'policy_changed'
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  const isEnough = (votes: readonly Vote[]) => quorumResult(votes, approval, rolesOf) === 'granted'
  if (isEnough(validVotes(facts, command, pack))) return null
  return isEnough(entitledVotes(facts, command, pack)) ? 'locked_down' : 'unauthorized'
}

/** Is the approval given under the same terms as now, or stricter ones? */
function isAsStrict(approval: Approval, wanted: NonNullable<Needs['approval']>): boolean {
  return (
    approval.approvers >= wanted.approvers &&
    approval.denials <= wanted.denials &&
    approval.policyId === wanted.id &&
    approval.scope === wanted.scope &&
    (wanted.also ?? []).every((one) => approval.also?.includes(one) === true) &&
    (wanted.requesterMayApprove || !approval.requesterMayApprove) &&
    factorFor(approval.stepUp) <= factorFor(wanted.stepUp)
  )
}

/**
 * The maximum age of a second factor in milliseconds: 0 for each answer, infinite if none is
 * needed.
 */
function factorFor(stepUp: Approval['stepUp']): number {
  if (stepUp === null) return Number.POSITIVE_INFINITY
  return stepUp === 'each' ? 0 : stepUp
}

/**
 * Does the approval ask all role groups that are wanted now? One given in an emergency asks none.
 */
function coversGroups(approval: Approval, wanted: NonNullable<Needs['approval']>): boolean {
  return wanted.groups.every(({ role, at_least }) =>
    approval.groups.some((one) => one.role === role && one.at_least >= at_least),
  )
}

/**
 * Records the current refusal of this command (or of what it retries) as the reason that `why`
 * tells.
 */
export function recordRefusal(facts: Facts, update: CommandUpdate): CommandUpdate {
  const { command } = update
  const { flows, pack } = facts.rules
  for (const one of [command, retriedOf(facts, command)]) {
    const flow = flows.get(one?.flow ?? '')
    const requester = personOf(facts, command.requester)
    if (one === null || flow === undefined || requester === undefined) continue
    const decision = decide(pack, policyFacts(facts, one, flow, requester))
    if (decision.kind === 'refused')
      return { ...update, command: withPatches(command, { because: decision.because }) }
  }
  return update
}

/** Starts the command if the last check passes; otherwise rejects it. */
export function start(facts: Facts, update: CommandUpdate, flow: Flow): CommandUpdate {
  const unproven = unprovenOf(facts, update.command)
  if (unproven !== null) return rejectUnproven(facts, update, unproven)
  const tallies = missingTallies(facts, update.command)
  if (tallies !== null) return withChanges(update, { kind: 'first_needs', needs: { tallies } })
  const reason = startObstacle(facts, update.command)
  if (reason !== null) return reject(facts, recordRefusal(facts, update), reason)
  const inside =
    isOwn(flow) && update.command.acts === undefined
      ? planOwnOperation(facts, update.command, flow)
      : null
  if (inside?.kind === 'no')
    return reject(facts, update, inside.reason, { lines: inside.lines, kind: 'refusal' })
  if (!isAsShown(facts, update.command, flow)) return reject(facts, update, 'policy_changed')
  const started = transition(update, 'started', facts.now, lockdownsNow(facts, update.command))
  const proved = withChanges(
    started,
    commandEvidence(facts, started.command, 'command.started', system, {}),
  )
  if (inside !== null) return succeed(facts, withChanges(proved, ...inside.changes), inside.outcome)
  const what = flow.risk === 'S0' ? 'read' : 'apply'
  const marked = recoveryStarts(facts, started.command)
  return withChanges(proved, ...marked, { kind: 'work', what, commandId: update.command.id })
}
