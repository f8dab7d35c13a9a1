// The consequences of one counted vote: evidence, news, and a start or an end once the votes
// decide.

import type { JsonObject } from '../../evidence/artifact.ts'
import { quorumResult } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import {
  type CommandUpdate,
  commandEvidence,
  type Step,
  toStep,
  transition,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { denialKeys, denialsKey } from '../counts.ts'
import { informApprover } from '../display/approver-messages.ts'
import { heading, summary } from '../display/command-lines.ts'
import { denialLine, progress, voterName } from '../display/progress.ts'
import type { MessageEvent } from '../event.ts'
import { type Facts, personOf } from '../facts.ts'
import { recordRefusal, start } from '../finished/start.ts'
import { isLocked } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { rightUsed } from '../rights.ts'
import { tellAsked, tellRequester } from '../tell.ts'
import { methodOf } from '../verify/recorded-approval.ts'
import { reject, voidTokensAndDeadlines } from './reject.ts'

export type GivenVote = Approval['votes'][number]

/** The evidence of a vote: who, how, for whom, about what, and under which right. */
function voteEvidence(
  facts: Facts,
  event: MessageEvent,
  approval: Approval,
  vote: GivenVote,
): JsonObject {
  const holder = personOf(facts, vote.insteadOf ?? vote.approver)
  return {
    ...rightUsed(facts, holder, [approval.scope, ...(approval.also ?? [])]),
    method: methodOf(vote),
    message_id: event.messageId,
    policy_id: approval.policyId,
    bound_to: approval.fingerprint,
    round: approval.round,
    ...(vote.insteadOf === undefined ? {} : { instead_of: vote.insteadOf }),
    ...(vote.reason === undefined ? {} : { reason: vote.reason }),
    ...(vote.tooFast === true ? { flagged: 'too_fast' } : {}),
  }
}

/** The command with this vote added, and what its votes come to now. */
function withVote(facts: Facts, command: Command, vote: GivenVote) {
  const { approval } = command
  if (approval === null) throw new Error('A vote without an approval.')
  const votes = [...approval.votes, vote]
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  return {
    approval,
    votes,
    result: quorumResult(votes, approval, rolesOf),
    after: withPatches(command, { approval: { ...approval, votes }, updatedAt: facts.now }),
  }
}

/** Records a grant; if the quorum is reached, the command starts unless the last check stops it. */
export function recordGrant(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  vote: GivenVote,
  accepted: Step,
): Step {
  const { approval, votes, result, after } = withVote(facts, command, vote)
  const enough = result === 'granted'
  const delegated: Step =
    vote.insteadOf === undefined
      ? []
      : [commandEvidence(facts, command, 'approval.delegated', vote.insteadOf, { to: sender.id })]
  const voted: CommandUpdate = {
    command: after,
    changes: [
      ...accepted,
      ...delegated,
      commandEvidence(facts, command, 'approval.granted', sender.id, {
        ...voteEvidence(facts, event, approval, vote),
        count: votes.filter((each) => each.choice === 'grant').length,
        needed: approval.approvers,
        quorum: enough ? 'reached' : 'open',
      }),
    ],
  }
  const news = [
    ...heading(facts, command),
    phrase('granted-by', { name: voterName(facts, vote), what: summary(command) }),
    ...progress(facts, voted.command),
  ]
  if (!enough)
    return toStep(
      isLocked(facts, voted.command)
        ? reject(facts, recordRefusal(facts, voted), 'locked_down')
        : withChanges(voted, ...tellParties(facts, voted.command, news)),
    )
  const flow = facts.rules.flows.get(command.flow)
  const passed = transition(voted, 'approval_granted', facts.now)
  if (flow === undefined) return toStep(reject(facts, passed, 'policy_changed'))
  const closed = withChanges(passed, ...voidTokensAndDeadlines(command))
  const started = start(facts, closed, flow)
  // The outcome is told to all approvers. If the connector is still working, the last one is told
  // at once that the vote counted.
  return toStep(
    started.command.state === 'started'
      ? withChanges(
          started,
          ...informApprover(facts, started.command, sender, 'approval_update', news),
        )
      : started,
  )
}

/** Records a denial; enough denials reject the command. */
export function recordDenial(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  vote: GivenVote,
  accepted: Step,
): Step {
  const { approval, result, after } = withVote(facts, command, vote)
  const body = voteEvidence(facts, event, approval, vote)
  const voted: CommandUpdate = {
    command: after,
    changes: [
      ...accepted,
      ...denialKeys(facts.rules, command).map((key) => ({ kind: 'tally', key }) as const),
      { kind: 'tally', key: denialsKey(command.tenant) },
      commandEvidence(facts, command, 'approval.denied', sender.id, body),
    ],
  }
  const why = denialLine(voterName(facts, vote), vote.reason)
  if (result !== 'denied')
    return toStep(
      withChanges(voted, ...tellParties(facts, voted.command, [...heading(facts, command), why])),
    )
  const ended = reject(facts, transition(voted, 'approval_denied', facts.now), 'approval_denied', {
    actor: sender.id,
    lines: [why],
  })
  const thanks = [...heading(facts, command), phrase('you-denied', { what: summary(command) })]
  return toStep(
    withChanges(ended, ...informApprover(facts, ended.command, sender, 'approval_update', thanks)),
  )
}

/** Tells the requester and everybody who was asked how the vote stands. */
function tellParties(facts: Facts, command: Command, lines: readonly Phrase[]): Step {
  return [
    ...tellRequester(facts, command, 'approval_update', lines),
    ...tellAsked(facts, command, lines),
  ]
}
