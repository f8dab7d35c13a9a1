// One approver's answer: checks the token, whether the answer still counts, and what the votes add
// up to.

import { mayAnswer } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import { commandEvidence, partiesOf, type Step, toStep } from '../changes.ts'
import type { Command } from '../command.ts'
import { expireApproval } from '../deadlines/deadlines.ts'
import { changedSince } from '../definition.ts'
import { heading } from '../display/command-lines.ts'
import { rejectedLater } from '../display/rejected-line.ts'
import { stateWord } from '../display/state-word.ts'
import { titled } from '../display/titles.ts'
import { tokenHash } from '../draw.ts'
import type { MessageEvent } from '../event.ts'
import type { Facts, TokenRecord } from '../facts.ts'
import { refuseUnproven } from '../finished/refuse-unproven.ts'
import type { Choice } from '../intent.ts'
import { lockdownsNow } from '../locked.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { unprovenOf, wordsErased } from '../record-check.ts'
import { reply } from '../tell.ts'
import { type GivenVote, recordDenial, recordGrant } from './record-vote.ts'
import { reject } from './reject.ts'
import { invalidatedSince } from './sent-before.ts'
import { checkStepUp, type MissingFactor, withoutCodes } from './step-up.ts'
import { revocationCount } from './valid-votes.ts'
import { countWrongAnswer, lockedOutUntil, refusedAnswer, refuseUnread } from './wrong-answers.ts'

/** Handles one answer. Every path replies to the sender, and most leave evidence. */
export function vote(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  choice: Choice,
  typed: string,
): Step {
  const refuse = (line: Phrase, about?: string) => reply(event, sender, 'refusal', [line], about)
  const locked = lockedOutUntil(facts, sender)
  if (locked !== null) return refuseUnread(facts, event, sender, locked)
  const record = facts.tokens.get(tokenHash(facts.rules.key, typed))
  const command = record === undefined ? undefined : facts.commands.get(record.commandId)
  // The sender's own token of a request that was erased, which is no guess.
  if (command === undefined && record?.approver === sender.id)
    return [
      ...refusedAnswer(facts, event, sender, 'token_void', null),
      ...refuse(phrase('token-unknown')),
    ]
  if (record === undefined || command === undefined)
    return countWrongAnswer(facts, event, sender, 'unknown_token', null, phrase('token-unknown'))
  if (record.approver !== sender.id) {
    // People of another tenant are not told that the command exists (DESR X.A).
    const line = phrase(command.tenant === sender.tenant ? 'token-not-yours' : 'token-unknown')
    return countWrongAnswer(facts, event, sender, 'token_of_another', command, line)
  }
  if (record.state === 'spent') return replay(facts, event, sender, command)
  const blocked = command.approval?.blocked === true
  if (record.state === 'void' || blocked || command.state !== 'approval_requested')
    return [
      ...refusedAnswer(facts, event, sender, 'token_void', command),
      ...refuse(
        phrase('token-void', { name: command.name, state: endWord(facts, command) }),
        command.name,
      ),
    ]
  if (facts.approvalsSuspended)
    return [
      ...refusedAnswer(facts, event, sender, 'approvals_suspended', command),
      ...refuse(phrase('approvals-suspended'), command.name),
    ]
  return counted(facts, event, sender, choice, command, record)
}

/** The sender's token is valid and open: checks whether the answer counts now. */
function counted(
  facts: Facts,
  event: MessageEvent,
  sender: Person,
  choice: Choice,
  command: Command,
  record: TokenRecord,
): Step {
  const unproven = choice.option === 1 ? unprovenOf(facts, command) : null
  const { approval } = command
  const isOver = approval !== null && facts.now >= approval.expiresAt
  // Of what is over long ago the words may be erased in their time.
  if (unproven !== null && !(isOver && unproven.what === wordsErased))
    return refuseUnproven(facts, command, unproven)
  if (approval === null) throw new Error('A token without an approval.')
  if (isOver) return toStep(expireApproval(facts, command))
  const changed = choice.option === 1 ? changedSince(facts.rules, command) : null
  if (changed !== null) return toStep(reject(facts, { command, changes: [] }, changed))
  const refuse = (line: Phrase) =>
    reply(event, sender, 'refusal', [...heading(facts, command), line], command.name)
  const since = choice.option === 1 ? invalidatedSince(facts, event, command, sender) : null
  if (since !== null)
    return [
      ...refusedAnswer(facts, event, sender, since.replaceAll('-', '_'), command),
      ...refuse(phrase(since)),
    ]
  const { pack } = facts.rules
  if (pack === null)
    return [
      ...refusedAnswer(facts, event, sender, 'policy_missing', command),
      ...refuse(phrase('rejected-policy-missing')),
    ]
  const card = approval.asked.findLast((one) => one.approver === sender.id)
  const insteadOf = card?.insteadOf
  const answer = { approver: sender.id, ...(insteadOf === undefined ? {} : { insteadOf }) }
  if (!mayAnswer(pack, approval, facts.people, answer, partiesOf(command), facts.now))
    return [
      ...refusedAnswer(facts, event, sender, 'not_an_approver_now', command),
      ...refuse(phrase('not-an-approver', { scope: titled(pack, 'scopes', approval.scope) })),
    ]
  const stepUp = choice.option === 2 ? noStepUp : checkStepUp(facts, sender, approval, choice.code)
  if (stepUp.kind === 'wrong')
    return countWrongAnswer(facts, event, sender, stepUp.why, command, phrase(`code-${stepUp.why}`))
  if (stepUp.kind === 'missing')
    return [
      ...refusedAnswer(facts, event, sender, stepUp.why, command),
      ...refuse(missingFactor(facts, stepUp.why, sender)),
    ]
  const accepted: Step = [
    ...stepUp.changes,
    ...(stepUp.method === 'none'
      ? []
      : [commandEvidence(facts, command, 'auth.accepted', sender.id, { method: stepUp.method })]),
    { kind: 'token_state', commandId: command.id, hash: record.hash, state: 'spent' },
  ]
  const fast = isTooFast(facts, command, card?.askedAt ?? 0)
  const revocations = revocationCount(facts, answer)
  const given = {
    ...answer,
    at: facts.now,
    ...(revocations === 0 ? {} : { rests: revocations }),
    ...lockdownsNow(facts, command),
    ...(fast ? { tooFast: true } : {}),
  }
  if (choice.option === 2) {
    const denied = { ...given, ...denial(facts, choice.rest) }
    return recordDenial(facts, event, sender, command, denied, accepted)
  }
  const granted = { ...given, choice: 'grant', stepUp: stepUp.method } as const
  return recordGrant(facts, event, sender, command, granted, accepted)
}

/**
 * Says which factor is missing. If an app waits for an admin's approval, it does not suggest
 * another one.
 */
function missingFactor({ rules }: Facts, why: MissingFactor, { id, stepUp }: Person): Phrase {
  if (why !== 'not-enrolled') return phrase(`code-${why}`)
  const { environment } = rules
  return stepUp === 'pending'
    ? phrase('code-waits')
    : phrase('code-not-enrolled', { person: id, environment })
}

function denial(
  facts: Facts,
  reason: string | undefined,
): Pick<GivenVote, 'choice' | 'stepUp' | 'reason'> {
  const plainDenial = { choice: 'deny', stepUp: 'none' } as const
  if (reason === undefined) return plainDenial
  // Cut between characters: half of an emoji has no canonical form, so no evidence could hold it.
  const letters = [...withoutCodes(facts, withoutTokens(facts, reason))]
  return { ...plainDenial, reason: letters.slice(0, longestReason).join('') }
}

/** The reason with everybody's tokens cut out: others read it, and evidence keeps it. */
function withoutTokens({ rules, tokens }: Facts, reason: string): string {
  return reason.replace(/(?<![0-9a-z])([12]?)([0-9a-z]{6})(?![0-9a-z])/gi, (word, digit, token) =>
    tokens.has(tokenHash(rules.key, token.toUpperCase())) ? `${digit}…` : word,
  )
}

/** Of a denial, in characters; longer ones are cut. */
const longestReason = 300

/** Was a high-risk card answered faster than it can be read? The answer counts and is flagged. */
function isTooFast(facts: Facts, command: Command, askedAt: number): boolean {
  const limit = facts.rules.pack?.too_fast
  const high = command.safetyClass === 'S3' || command.safetyClass === 'R3'
  return limit !== undefined && high && facts.now - askedAt < limit
}

const noStepUp = { kind: 'ok', changes: [], method: 'none' } as const

/** A repeated answer repeats the recorded decision and never makes a second one (HAPF X.C). */
function replay(facts: Facts, event: MessageEvent, sender: Person, command: Command): Step {
  const ownVote = command.approval?.votes.findLast((one) => one.approver === sender.id)
  const isAsked = command.approval?.asked.some((one) => one.approver === sender.id) === true
  const decided =
    ownVote === undefined
      ? phrase(isAsked ? 'replay-revoked' : 'replay-not-in-place')
      : phrase(ownVote.choice === 'deny' ? 'replay-denied' : 'replay-granted', {
          at: { time: ownVote.at },
        })
  const ended = command.reason === undefined ? [] : [rejectedLater(facts.rules.pack, command)]
  const state = phrase('state-line', { state: stateWord(command) })
  const isOpenGrant = ownVote?.choice === 'grant' && command.state === 'approval_requested'
  const back = isOpenGrant ? [phrase('revoke-hint', { name: command.name })] : []
  const lines = [...heading(facts, command), decided, state, ...ended, ...back]
  return [
    commandEvidence(facts, command, 'approval.replayed', sender.id, {
      choice: ownVote?.choice ?? (isAsked ? 'taken_back' : 'delegation_over'),
    }),
    ...reply(event, sender, 'answer', lines, command.name),
  ]
}

function endWord(facts: Facts, command: Command): Phrase {
  return command.reason === undefined
    ? stateWord(command)
    : rejectedLater(facts.rules.pack, command)
}
