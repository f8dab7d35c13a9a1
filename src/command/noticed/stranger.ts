// Whom nobody enrolled: one polite refusal an hour, and evidence within bounds; never a command.

import type { JsonObject } from '../../evidence/artifact.ts'
import { noteMessage, type Step, say } from '../changes.ts'
import { pseudonym } from '../draw.ts'
import type { MessageEvent } from '../event.ts'
import type { Facts } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { localeOfMost } from '../speech.ts'
import { countAfter, lastOf, newestMost } from '../tallies.ts'

/** So many messages of one stranger are proved one by one, from one refusal to the next. */
const provedMost = 20

/**
 * Each refusal begins an hour anew. Its first messages are proved one by one; the last one of them
 * says that from there on they are only counted, and the first one of a later hour how many they
 * were, so that a flood neither fills the evidence nor leaves it without a word.
 */
export function stranger(facts: Facts, event: MessageEvent): Step {
  const who = pseudonym(facts.rules.key, event.from)
  const [heardKey, repliedKey] = [`stranger/${who}`, `stranger-reply/${who}`]
  const hour = facts.rules.pack?.limits.stranger_reply ?? 3_600_000
  const isNewHour = countAfter(facts, repliedKey, event.at - hour, 1) === 0
  // The refusal and the message that it answers are of one millisecond.
  const begun = lastOf(facts, repliedKey)
  const heard = countAfter(facts, heardKey, begun - 1, provedMost)
  if (!isNewHour && heard >= newestMost) return []
  const counted: Step = [{ kind: 'tally', key: heardKey }]
  if (!isNewHour && heard >= provedMost) return counted
  const isLast = !isNewHour && heard + 1 === provedMost
  const body = {
    why: 'unknown_sender',
    form: event.form,
    ...(isNewHour ? unproved(heard, begun > 0) : {}),
    ...(isLast ? { limit: 'from_here_only_counted' } : {}),
  }
  const proved = [...counted, noteMessage(facts, event, 'message.refused', who, body)]
  if (!isNewHour) return proved
  return [
    ...proved,
    { kind: 'tally', key: repliedKey },
    say({
      to: event.from,
      locale: localeOfMost(facts.people),
      chat: event.chat,
      kind: 'refusal',
      lines: [phrase('stranger')],
    }),
  ]
}

/**
 * Of the hour before: how many of its messages were only counted. Or more, where so many are not
 * counted any more, or its beginning is forgotten.
 */
function unproved(heard: number, isWhole: boolean): JsonObject {
  return heard <= provedMost
    ? {}
    : { only_counted: heard - provedMost, or_more: heard >= newestMost || !isWhole }
}
