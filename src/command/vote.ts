// One approver's answer: whose token it is, whether it still counts, and what the votes come to.

import type { JsonObject } from '../evidence/artifact.ts'
import { mayAnswer, tally } from '../policy/approval.ts'
import type { Person } from '../policy/people.ts'
import { type Choice, denied } from './answered.ts'
import { chatOf } from './asked.ts'
import { denialLine, heading, headline, progress, summary, voterName } from './cards.ts'
import {
  add,
  type Course,
  finish,
  move,
  partiesOf,
  personOf,
  prove,
  type Step,
  say,
} from './changes.ts'
import type { Approval, Command } from './command.ts'
import { denialKey } from './counts.ts'
import { tokenHash } from './draw.ts'
import type { Facts, MessageEvent, TokenRecord } from './facts.ts'
import { lapseApproval } from './lapsed.ts'
import { type Phrase, phrase } from './phrase.ts'
import { reject, tellAsked } from './reject.ts'
import { tell } from './speech.ts'
import { start } from './start.ts'
import { checkStepUp } from './step-up.ts'
import { lockedUntil, strike } from './strikes.ts'

/** Hear one answer. Every path ends in words for the sender, and most in evidence. */
export function vote(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  choice: Choice,
  typed: string,
): Step {
  const refuse = (line: Phrase, command?: string): Step => [
    say(
      tell(sender, 'refusal', [line], {
        chat: chatOf(event),
        ...(command === undefined ? {} : { command }),
      }),
    ),
  ]
  const locked = lockedUntil(facts, sender)
  if (locked !== null)
    return [
      ...denied(facts, event, sender, 'locked', null),
      ...refuse(phrase('answers-locked', { until: { time: locked } })),
    ]
  const record = facts.tokens.get(tokenHash(facts.rules.key, typed))
  const command = record === undefined ? undefined : facts.commands.get(record.commandId)
  if (record === undefined || command === undefined)
    return strike(facts, event, sender, 'unknown_token', null, phrase('token-unknown'))
  if (record.approver !== sender.id)
    return strike(facts, event, sender, 'token_of_another', command, phrase('token-not-yours'))
  if (record.state === 'spent') return replay(facts, event, sender, command)
  const blocked = command.approval?.blocked === true
  if (record.state === 'void' || blocked || command.state !== 'approval_requested')
    return [
      ...denied(facts, event, sender, 'token_void', command),
      ...refuse(
        phrase('token-void', { name: command.name, state: endWord(command) }),
        command.name,
      ),
    ]
  if (facts.approvalsSuspended)
    return [
      ...denied(facts, event, sender, 'approvals_suspended', command),
      ...refuse(phrase('approvals-suspended'), command.name),
    ]
  return counted(facts, event, sender, choice, command, record)
}

/** The token is the sender's and open: does the answer count now? */
function counted(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  choice: Choice,
  command: Command,
  record: TokenRecord,
): Step {
  const { approval } = command
  if (approval === null) throw new Error('A token without an approval.')
  if (facts.now >= approval.expiresAt) return finish(lapseApproval(facts, command))
  const about = { chat: chatOf(event), command: command.name }
  const { pack } = facts.rules
  const asked = approval.asked.findLast((one) => one.approver === sender.id)
  const insteadOf = asked?.insteadOf
  const answer = { approver: sender.id, ...(insteadOf === undefined ? {} : { insteadOf }) }
  if (
    pack === null ||
    !mayAnswer(pack, approval, facts.people, answer, partiesOf(command), facts.now)
  )
    return [
      ...denied(facts, event, sender, 'not_an_approver_now', command),
      say(tell(sender, 'refusal', [phrase('not-an-approver', { scope: approval.scope })], about)),
    ]
  const stepUp = choice.option === 2 ? noStepUp : checkStepUp(facts, sender, approval, choice.code)
  if (stepUp.kind === 'wrong')
    return strike(facts, event, sender, stepUp.why, command, phrase(`code-${stepUp.why}`))
  if (stepUp.kind === 'missing')
    return [
      ...denied(facts, event, sender, stepUp.why, command),
      say(tell(sender, 'refusal', [phrase(`code-${stepUp.why}`)], about)),
    ]
  const accepted: Step = [
    ...stepUp.changes,
    ...(stepUp.method === 'none'
      ? []
      : [prove(facts, command, 'auth.accepted', sender.id, { method: stepUp.method })]),
    { kind: 'token_state', commandId: command.id, hash: record.hash, state: 'spent' },
  ]
  const fast = isTooFast(facts, command, asked?.askedAt ?? 0)
  const one = { ...answer, at: facts.now, ...(fast ? { tooFast: true } : {}) }
  return choice.option === 1
    ? granted(
        facts,
        event,
        sender,
        command,
        { ...one, choice: 'grant', stepUp: stepUp.method },
        accepted,
      )
    : refused(facts, event, sender, command, { ...one, ...denial(choice.rest) }, accepted)
}

type OneVote = Approval['votes'][number]

function denial(reason: string | undefined): Pick<OneVote, 'choice' | 'stepUp' | 'reason'> {
  const bare = { choice: 'deny', stepUp: 'none' } as const
  return reason === undefined ? bare : { ...bare, reason: reason.slice(0, longestReason) }
}

/** Of a denial, in characters; the rest is cut. */
const longestReason = 300

/** Nobody reads a card of high risk in a moment: such an answer counts, and is flagged. */
function isTooFast(facts: Facts, command: Command, askedAt: number): boolean {
  const limit = facts.rules.pack?.too_fast
  const high = command.safetyClass === 'S3' || command.safetyClass === 'R3'
  return limit !== undefined && high && facts.now - askedAt < limit
}

const noStepUp = { kind: 'ok', changes: [], method: 'none' } as const

/** The same for every vote: who, how, in whose place, on what. */
function voteEvidence(event: MessageEvent, approval: Approval, vote: OneVote): JsonObject {
  const method = vote.stepUp === 'none' ? 'token' : `token+${vote.stepUp}`
  return {
    method,
    message_id: event.messageId,
    policy_id: approval.policyId,
    bound_to: approval.fingerprint,
    round: approval.round,
    ...(vote.insteadOf === undefined ? {} : { instead_of: vote.insteadOf }),
    ...(vote.reason === undefined ? {} : { reason: vote.reason }),
    ...(vote.tooFast === true ? { flagged: 'too_fast' } : {}),
  }
}

function granted(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  one: OneVote,
  accepted: Step,
): Step {
  const { approval } = command
  if (approval === null) throw new Error('A vote without an approval.')
  const votes = [...approval.votes, one]
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  const enough = tally(votes, approval, rolesOf) === 'granted'
  const delegated: Step =
    one.insteadOf === undefined
      ? []
      : [prove(facts, command, 'approval.delegated', one.insteadOf, { to: sender.id })]
  const voted: Course = {
    command: { ...command, approval: { ...approval, votes }, updatedAt: facts.now },
    changes: [
      ...accepted,
      ...delegated,
      prove(facts, command, 'approval.granted', sender.id, {
        ...voteEvidence(event, approval, one),
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
  if (!enough) return finish(add(voted, ...tellParties(facts, voted.command, news)))
  const flow = facts.rules.flows.get(command.flow)
  const passed = move(voted, 'approval_granted', facts.now)
  if (flow === undefined) return finish(reject(facts, passed, 'policy_changed'))
  const closed = add(
    passed,
    { kind: 'token_state', commandId: command.id, hash: null, state: 'void' },
    { kind: 'deadlines_over', commandId: command.id },
  )
  const started = start(facts, closed, flow)
  // The outcome tells everybody who approved. Where a connector is still at work on it, whoever
  // just answered hears at once that the answer counted.
  return finish(
    started.command.state === 'started'
      ? add(started, say(tell(sender, 'approval_update', news, { command: command.name })))
      : started,
  )
}

function refused(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  command: Command,
  one: OneVote,
  accepted: Step,
): Step {
  const { approval } = command
  if (approval === null) throw new Error('A vote without an approval.')
  const votes = [...approval.votes, one]
  const voted: Course = {
    command: { ...command, approval: { ...approval, votes }, updatedAt: facts.now },
    changes: [
      ...accepted,
      { kind: 'tally', key: denialKey(command) },
      prove(facts, command, 'approval.denied', sender.id, voteEvidence(event, approval, one)),
    ],
  }
  const why = denialLine(voterName(facts, one), one.reason)
  const rolesOf = (id: string) => personOf(facts, id)?.roles ?? []
  if (tally(votes, approval, rolesOf) !== 'denied')
    return finish(add(voted, ...tellParties(facts, voted.command, [headline(command), why])))
  const ended = reject(facts, move(voted, 'approval_denied', facts.now), 'approval_denied', {
    actor: sender.id,
    lines: [why],
  })
  const thanks = [headline(command), phrase('you-denied', { what: summary(command) })]
  return finish(add(ended, say(tell(sender, 'approval_update', thanks, { command: command.name }))))
}

/** The requester and everybody who was asked hear who decided and who is missing. */
function tellParties(facts: Facts, command: Command, lines: readonly Phrase[]): Step {
  const requester = personOf(facts, command.requester)
  const toRequester =
    requester === undefined
      ? []
      : [
          say(
            tell(requester, 'approval_update', lines, {
              chat: command.chat,
              command: command.name,
            }),
          ),
        ]
  return [...toRequester, ...tellAsked(facts, command, lines)]
}

/** HAPF X.C: a repeated answer replays the recorded decision and never makes a second one. */
function replay(facts: Facts, event: MessageEvent, sender: Person, command: Command): Step {
  const mine = command.approval?.votes.findLast((one) => one.approver === sender.id)
  const isAsked = command.approval?.asked.some((one) => one.approver === sender.id) === true
  const decided =
    mine === undefined
      ? phrase(isAsked ? 'replay-taken-back' : 'replay-over')
      : phrase(mine.choice === 'deny' ? 'replay-denied' : 'replay-granted', {
          at: { time: mine.at },
        })
  const lines = [headline(command), decided, phrase('state-line', { state: endWord(command) })]
  return [
    prove(facts, command, 'approval.replayed', sender.id, {
      choice: mine?.choice ?? (isAsked ? 'taken_back' : 'delegation_over'),
    }),
    say(tell(sender, 'answer', lines, { chat: chatOf(event), command: command.name })),
  ]
}

function endWord(command: Command): Phrase {
  if (command.approval?.blocked === true) return phrase('state-blocked', { name: command.name })
  if (command.reason !== undefined) return phrase(`rejected-${command.reason.replaceAll('_', '-')}`)
  return phrase(`state-${command.state.replaceAll('_', '-')}`)
}
