// A valid token that is not in the form of an answer: decides nothing and says how to answer.

import { type Step, send } from '../changes.ts'
import type { Command } from '../command.ts'
import { approvalOptions, codeLines } from '../display/cards.ts'
import { heading, summary } from '../display/command-lines.ts'
import { tokenHash } from '../draw.ts'
import type { Facts } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { lockedOutUntil } from './wrong-answers.ts'

/**
 * The command that this token of the sender's would answer now; null for any other word. Only the
 * sender's own open tokens are recognised, so that nobody can probe for other people's tokens.
 */
export function commandAnsweredBy(facts: Facts, token: string): Command | null {
  const record = facts.tokens.get(tokenHash(facts.rules.key, token))
  if (record?.state !== 'open' || record.approver !== facts.sender?.id) return null
  const command = facts.commands.get(record.commandId)
  const waits = command?.state === 'approval_requested' && command.approval?.blocked === false
  return waits ? command : null
}

/** Is it a token of the sender's that was used, or is no longer valid? */
export function isOver(facts: Facts, token: string): boolean {
  const record = facts.tokens.get(tokenHash(facts.rules.key, token))
  if (record === undefined || record.state === 'open') return false
  return record.approver === facts.sender?.id && facts.commands.has(record.commandId)
}

/**
 * Not counted as a wrong answer, because nothing was guessed; no evidence, which would hold the
 * token.
 */
export function refuseMisplacedToken(
  facts: Facts,
  token: string,
  why: readonly Phrase[] = [],
): Step {
  const command = commandAnsweredBy(facts, token)
  const { sender } = facts
  if (command?.approval == null || sender === null)
    throw new Error('A misplaced token is an open one of the sender.')
  // Answered in the sender's own chat, so that a group does not read the token again.
  const about = { command: command.name }
  const locked = lockedOutUntil(facts, sender)
  if (locked !== null) {
    const line = phrase('answers-locked', { until: { time: locked } })
    return [send(messageTo(sender, 'refusal', [line], about))]
  }
  if (facts.approvalsSuspended)
    return [send(messageTo(sender, 'refusal', [phrase('approvals-suspended')], about))]
  const lines = [
    ...why,
    ...heading(facts, command),
    summary(command),
    ...(command.approval.stepUp === null ? [] : codeLines(command.approval, sender)),
    phrase('nothing-decided'),
    ...approvalOptions(command.approval, token),
  ]
  const hash = tokenHash(facts.rules.key, token)
  return [send({ ...messageTo(sender, 'refusal', lines, about), token: { text: token, hash } })]
}
