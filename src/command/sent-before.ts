// An answer that was sent before its preview was shown is meant for something else.

import type { Command } from './command.ts'
import type { MessageEvent } from './event.ts'
import type { Question } from './facts.ts'

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
