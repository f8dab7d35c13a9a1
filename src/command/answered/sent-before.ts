// An answer that was kept back until all was otherwise: its preview was not shown when it was sent,
// or a lockdown came since, or its giver's rights were taken.

import type { Person } from '../../policy/people.ts'
import type { Command } from '../command.ts'
import type { MessageEvent } from '../event.ts'
import type { Facts, Question } from '../facts.ts'
import { lastLocked } from '../locked.ts'

/** Messages carry the second in which they were sent, cut off. */
const secondMs = 1_000

/**
 * Was this sent before anybody could have read the preview? Both messages carry a time of the same
 * clock, which is not ours: what passed on ours from the request to the preview is added. Whoever
 * carries messages may keep one back, so that a `1` comes while something else is open by then. Our
 * own clock never goes back while it runs; one that is played may begin before the preview, and
 * then says nothing of what came first.
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
 * In words: what came since this yes was sent. A lockdown that means the command, or a right of
 * its giver's that was taken, and given back since. Had the yes come in time it would count no more
 * either (HAPF VIII.B, XIV): whoever keeps it back until then makes it no better.
 */
export function cameSince(
  facts: Pick<Facts, 'rules' | 'tallies' | 'now'>,
  event: Pick<MessageEvent, 'sentAt' | 'backlog'>,
  command: Command,
  { takenAt = 0 }: Pick<Person, 'takenAt'>,
): 'sent-before-lockdown' | 'sent-before-rest' | null {
  const isBefore = (at: number): boolean => {
    if (at <= command.createdAt) return false
    // What a program asked for has no time of the same clock; what waited is late in any case.
    if (command.sentAt === undefined) return event.backlog && event.sentAt < at
    return isSentBefore(event, command, { askedAt: at }, facts.now)
  }
  if (isBefore(lastLocked(facts, command))) return 'sent-before-lockdown'
  return isBefore(takenAt) ? 'sent-before-rest' : null
}
