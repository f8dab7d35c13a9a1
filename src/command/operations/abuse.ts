// Own operations of admins (lift a suspicion, allow a denied action again) and of people about
// their own requests and votes (ask again, take back).

import { chooseApprovers } from '../../policy/approval.ts'
import { decide } from '../../policy/decide.ts'
import { voidTokensAndDeadlines } from '../answered/reject.ts'
import { unsuspectedKey } from '../answered/wrong-answers.ts'
import { policyFacts } from '../asked/policy-facts.ts'
import { howToAskAgain } from '../asked/recover.ts'
import {
  approvalOf,
  requestApproval,
  sendCards,
  termsOf,
  tooFewApprovers,
} from '../asked/request-approval.ts'
import {
  type CommandUpdate,
  commandEvidence,
  environmentEvidence,
  partiesOf,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Command } from '../command.ts'
import { allowanceKeys } from '../counts.ts'
import { changedSince } from '../definition.ts'
import { heading, summary } from '../display/command-lines.ts'
import { progress } from '../display/progress.ts'
import { rejectedLine } from '../display/rejected-line.ts'
import { stateWord } from '../display/state-word.ts'
import { type Facts, personOf } from '../facts.ts'
import type { RejectionReason } from '../lifecycle.ts'
import { phrase } from '../phrase.ts'
import { tellAsked, tellRequester } from '../tell.ts'
import { done, type Operation, type OperationResult, refuse } from './operation.ts'

export const liftSuspicion: Operation = (facts, command) => {
  if (!facts.suspicious) return refuse('impossible', phrase('no-suspicion'))
  const body = { limit: 'suspicion', lifted: true }
  return done([
    { kind: 'suspicion', suspicious: false },
    { kind: 'tally', key: unsuspectedKey },
    environmentEvidence(facts, 'limit.reached', command.requester, body),
  ])
}

/** Another admin allows an action that was denied too often to be requested again. */
export function allowAgain(facts: Facts, command: Command, target: Command): OperationResult {
  // Nobody may lift the denial of their own request (HAPF XIV).
  if (target.requester === command.requester)
    return refuse('unauthorized', phrase('own-request-denied', { name: target.name }))
  const body = { limit: 'denials', lifted: true }
  return done([
    ...allowanceKeys(facts.rules, target).map((key) => ({ kind: 'tally', key }) as const),
    commandEvidence(facts, target, 'limit.reached', command.requester, body),
  ])
}

/**
 * `ask again C-…`: requests approval again for an expired request, with new tokens and a new
 * expiry.
 */
export function askAgain(facts: Facts, command: Command, target: Command): OperationResult {
  const { approval } = target
  if (target.requester !== command.requester)
    return refuse('unauthorized', phrase('only-requester-asks-again', { name: target.name }))
  if (approval === null || !approval.blocked || target.state !== 'approval_requested')
    return refuse('impossible', howToAskAgain(target, 'not-blocked'))
  const flow = facts.rules.flows.get(target.flow)
  const requester = personOf(facts, target.requester)
  const { pack } = facts.rules
  if (flow === undefined || requester === undefined || pack === null)
    return refuse('impossible', howToAskAgain(target, 'not-blocked'))
  const changed = changedSince(facts.rules, target)
  const why = (reason: RejectionReason, because = target.because): OperationResult =>
    refuse('impossible', rejectedLine(pack, { ...target, reason, because, updatedAt: facts.now }))
  if (changed !== null) return why(changed)
  const decision = decide(pack, policyFacts(facts, target, flow, requester))
  if (decision.kind === 'refused') return why(decision.reason, decision.because)
  const need = decision.needs.approval
  if (need === null)
    return refuse('impossible', phrase('rejected-unauthorized', { name: target.name }))
  const places = chooseApprovers(pack, need, facts.people, partiesOf(target), facts)
  const { first } = places
  if (first.length < need.approvers)
    return refuse('unauthorized', ...tooFewApprovers(facts, target.tenant, need, first.length))
  const again = withPatches(target, {
    approval: approvalOf(facts, need, target, places, approval.round + 1),
    updatedAt: facts.now,
  })
  const update: CommandUpdate = { command: again, changes: voidTokensAndDeadlines(target) }
  return done(toStep(requestApproval(facts, update, first, termsOf(need))), { lines: [] })
}

/** The most rounds of one request. Taking a grant back and `ask again` each begin a round. */
const roundsMost = 10

/** Takes back the requester's own grant while the quorum is open, and sends them a new card. */
export function withdrawGrant(facts: Facts, command: Command, target: Command): OperationResult {
  const { approval } = target
  const ownVote = approval?.votes.findLast((one) => one.approver === command.requester)
  if (approval === null || ownVote === undefined || ownVote.choice !== 'grant')
    return refuse('impossible', phrase('no-vote-of-yours', { name: target.name }))
  if (target.state !== 'approval_requested' || approval.blocked)
    return refuse(
      'impossible',
      phrase('too-late-to-revoke', { name: target.name, state: stateWord(target) }),
    )
  // Each round tells everybody and sends a new card, so that their number is limited.
  if (approval.round >= roundsMost)
    return refuse('impossible', phrase('revoked-too-often', { name: target.name }))
  const person = personOf(facts, command.requester)
  if (person === undefined)
    return refuse('impossible', phrase('no-vote-of-yours', { name: target.name }))
  const without = withPatches(target, {
    approval: {
      ...approval,
      round: approval.round + 1,
      votes: approval.votes.filter((one) => one.approver !== command.requester),
      asked: approval.asked.filter((one) => one.approver !== command.requester),
    },
  })
  const revoked = commandEvidence(facts, target, 'approval.cancelled', command.requester, {
    vote: 'revoked',
    round: approval.round,
  })
  const place = ownVote.insteadOf === undefined ? {} : { insteadOf: ownVote.insteadOf }
  const taken = { command: without, changes: [revoked] }
  const asked = sendCards(facts, taken, [{ person, ...place }], 'first')
  const lines = [
    ...heading(facts, target),
    phrase('approval-revoked', { name: person.name, what: summary(target) }),
    ...progress(facts, asked.command),
  ]
  const announced = withChanges(
    asked,
    ...tellRequester(facts, target, 'approval_update', lines),
    ...tellAsked(facts, asked.command, lines, [command.requester]),
  )
  return done(toStep(announced))
}
