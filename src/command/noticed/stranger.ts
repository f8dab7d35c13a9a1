// Messages of people who are not enrolled: one polite refusal an hour and bounded evidence, never a
// command.

import type { JsonObject } from '../../evidence/artifact.ts'
import { messageEvidence, type Step, send } from '../changes.ts'
import { pseudonym } from '../draw.ts'
import type { MessageEvent } from '../event.ts'
import type { Facts } from '../facts.ts'
import { localeOfMost } from '../message-draft.ts'
import { phrase } from '../phrase.ts'
import { countAfter, lastOf, newestMost } from '../tallies.ts'

/** The most messages of one stranger that get evidence between two refusals. */
const provedMost = 20

/**
 * Refuses a stranger once an hour. The first messages of each hour get evidence; the last of these
 * says that more are only counted, and the first one of a later hour says how many.
 */
export function refuseStranger(facts: Facts, event: MessageEvent): Step {
  const who = pseudonym(facts.rules.key, event.from)
  const [heardKey, repliedKey] = [`stranger/${who}`, `stranger-reply/${who}`]
  const hour = facts.rules.pack?.limits.stranger_reply ?? 3_600_000
  const isNewHour = countAfter(facts, repliedKey, event.at - hour, 1) === 0
  // The refusal and the message it answers have the same time.
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
  const proved = [...counted, messageEvidence(facts, event, 'message.refused', who, body)]
  if (!isNewHour) return proved
  return [
    ...proved,
    { kind: 'tally', key: repliedKey },
    send({
      to: event.from,
      locale: localeOfMost(facts.people),
      chat: event.chat,
      kind: 'refusal',
      lines: [phrase('stranger')],
    }),
  ]
}

/**
 * How many messages of the hour before were only counted; `or_more` if that count is incomplete.
 */
function unproved(heard: number, isWhole: boolean): JsonObject {
  return heard <= provedMost
    ? {}
    : { only_counted: heard - provedMost, or_more: heard >= newestMost || !isWhole }
}
