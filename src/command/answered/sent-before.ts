// Answers sent before the preview was shown, before a lockdown began, or before the sender lost
// rights, but received later.

import type { Person } from '../../policy/people.ts'
import type { Command } from '../command.ts'
import type { MessageEvent } from '../event.ts'
import type { Facts, Question } from '../facts.ts'
import { lastLocked } from '../locked.ts'

/** WhatsApp messages carry their send time in whole seconds, rounded down. */
const secondMs = 1_000

/**
 * Was the message sent before anybody could have read the preview? Both messages have times of the
 * transport's clock; the time from request to preview is added by our own clock. Whoever carries
 * messages may hold a `1` back until something else is open. A replayed clock may lie before the
 * preview; then the answer is false.
 */
export function isSentBefore(
  { sentAt }: Pick<MessageEvent, 'sentAt'>,
  { sentAt: askedAt, createdAt }: Pick<Command, 'sentAt' | 'createdAt'>,
  { askedAt: shownAt }: Pick<Question, 'askedAt'>,
  now: number,
): boolean {
  if (askedAt === undefined || now < shownAt) return false
  return sentAt + secondMs <= askedAt + Math.max(0, shownAt - createdAt)
}

/**
 * What happened after this yes was sent: a lockdown covering the command, or the loss (even if
 * restored) of the sender's rights. Null for nothing. A yes received in time would not count any
 * more either, so holding it back must not help (HAPF VIII.B, XIV).
 */
export function invalidatedSince(
  facts: Pick<Facts, 'rules' | 'tallies' | 'now'>,
  event: Pick<MessageEvent, 'sentAt' | 'backlog'>,
  command: Command,
  { takenAt = 0 }: Pick<Person, 'takenAt'>,
): 'sent-before-lockdown' | 'sent-before-suspension' | null {
  const isBefore = (at: number): boolean => {
    if (at <= command.createdAt) return false
    // A program's request has no transport time; then only messages from the backlog count as late.
    if (command.sentAt === undefined) return event.backlog && event.sentAt < at
    return isSentBefore(event, command, { askedAt: at }, facts.now)
  }
  if (isBefore(lastLocked(facts, command))) return 'sent-before-lockdown'
  return isBefore(takenAt) ? 'sent-before-suspension' : null
}
