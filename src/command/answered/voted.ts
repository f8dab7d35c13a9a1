// The consequences of one counted vote: evidence, news, and a start or an end once the votes
// decide.

import type { JsonObject } from '../../evidence/artifact.ts'
import { tally } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import { add, type Course, finish, move, prove, revised, type Step } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { denialKey, denialsKey } from '../counts.ts'
import type { MessageEvent } from '../event.ts'
import { type Facts, personOf } from '../facts.ts'
import { refusedNow, start } from '../finished/start.ts'
import { isLocked } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { methodOf } from '../proved/recorded-approval.ts'
import { heldBy } from '../rights.ts'
import { inform } from '../shown/approver-messages.ts'
import { heading, summary } from '../shown/command-lines.ts'
import { denialLine, progress, voterName } from '../shown/progress.ts'
import { tellAsked, tellRequester } from '../told.ts'
import { reject } from './reject.ts'

export type OneVote = Approval['votes'][number]

/** The evidence of a vote: who, how, for whom, about what, and under which right. */
function voteEvidence(
  facts: Facts,
  event: MessageEvent,
  approval: Approval,
  vote: OneVote,
): JsonObject {
  const holder = personOf(facts, vote.insteadOf ?? vote.approver)
  return {
    ...heldBy(facts, holder, [approval.scope, ...(approval.also ?? [])]),
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
function withVote(facts: Facts, command: Command, one: OneVote) {
  const { approval } = command
  if (approval === null) throw new Error('A vote without an approval.')
  const votes = [...approval.votes, one]
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  return {
    approval,
    votes,
    result: tally(votes, approval, rolesOf),
    after: revised(command, { approval: { ...approval, votes }, updatedAt: facts.now }),
  }
}

/** Records a grant; if the quorum is reached, the command starts unless the last check stops it. */
export function granted(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  one: OneVote,
  accepted: Step,
): Step {
  const { approval, votes, result, after } = withVote(facts, command, one)
  const enough = result === 'granted'
  const delegated: Step =
    one.insteadOf === undefined
      ? []
      : [prove(facts, command, 'approval.delegated', one.insteadOf, { to: sender.id })]
  const voted: Course = {
    command: after,
    changes: [
      ...accepted,
      ...delegated,
      prove(facts, command, 'approval.granted', sender.id, {
        ...voteEvidence(facts, event, approval, one),
        count: votes.filter((each) => each.choice === 'grant').length,
        needed: approval.approvers,
        quorum: enough ? 'reached' : 'open',
      }),
    ],
  }
  const news = [
    ...heading(facts, command),
    phrase('granted-by', { name: voterName(facts, one), what: summary(command) }),
    ...progress(facts, voted.command),
  ]
  if (!enough)
    return finish(
      isLocked(facts, voted.command)
        ? reject(facts, refusedNow(facts, voted), 'locked_down')
        : add(voted, ...tellParties(facts, voted.command, news)),
    )
  const flow = facts.rules.flows.get(command.flow)
  const passed = move(voted, 'approval_granted', facts.now)
  if (flow === undefined) return finish(reject(facts, passed, 'policy_changed'))
  const closed = add(
    passed,
    { kind: 'token_state', commandId: command.id, hash: null, state: 'void' },
    { kind: 'deadlines_over', commandId: command.id },
  )
  const started = start(facts, closed, flow)
  // The outcome is told to all approvers. If the connector is still working, the last one is told
  // at once that the vote counted.
  return finish(
    started.command.state === 'started'
      ? add(started, ...inform(facts, started.command, sender, 'approval_update', news))
      : started,
  )
}

/** Records a denial; enough denials reject the command. */
export function refused(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  one: OneVote,
  accepted: Step,
): Step {
  const { approval, result, after } = withVote(facts, command, one)
  const voted: Course = {
    command: after,
    changes: [
      ...accepted,
      { kind: 'tally', key: denialKey(facts.rules, command) },
      { kind: 'tally', key: denialsKey(command.tenant) },
      prove(
        facts,
        command,
        'approval.denied',
        sender.id,
        voteEvidence(facts, event, approval, one),
      ),
    ],
  }
  const why = denialLine(voterName(facts, one), one.reason)
  if (result !== 'denied')
    return finish(
      add(voted, ...tellParties(facts, voted.command, [...heading(facts, command), why])),
    )
  const ended = reject(facts, move(voted, 'approval_denied', facts.now), 'approval_denied', {
    actor: sender.id,
    lines: [why],
  })
  const thanks = [...heading(facts, command), phrase('you-denied', { what: summary(command) })]
  return finish(add(ended, ...inform(facts, ended.command, sender, 'approval_update', thanks)))
}

/** Tells the requester and everybody who was asked how the vote stands. */
function tellParties(facts: Facts, command: Command, lines: readonly Phrase[]): Step {
  return [
    ...tellRequester(facts, command, 'approval_update', lines),
    ...tellAsked(facts, command, lines),
  ]
}
