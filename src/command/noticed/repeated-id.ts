// A message whose id was already used for other content: refused, with bounded evidence.

import { environmentEvidence, type Step, send } from '../changes.ts'
import { pseudonym } from '../draw.ts'
import type { Noticed } from '../event.ts'
import type { Facts } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { phrase } from '../phrase.ts'
import { countAfter, lastOf, newestMost } from '../tallies.ts'

/** The most per sender and hour that get evidence and an answer; more are only counted. */
const provedMost = 5
const hourMs = 3_600_000

/**
 * Tally keys for one sender (person id or pseudonym): those with evidence, and those only counted.
 */
export function repeatedIdKeys(who: string): { readonly proved: string; readonly more: string } {
  return { proved: `same-id/${who}`, more: `same-id-more/${who}` }
}

/**
 * Refuses the second content of a message id; that is a security event. In a flood, the last
 * evidence says that more are only counted, and the next one later says how many.
 */
export function refuseRepeatedId(
  facts: Facts,
  notice: Extract<Noticed, { what: 'content.changed' }>,
): Step {
  const person = facts.people.find(
    (one) => one.id === notice.from || one.identifiers.includes(notice.from),
  )
  const who = person?.id ?? pseudonym(facts.rules.key, notice.from)
  const keys = repeatedIdKeys(who)
  const proved = countAfter(facts, keys.proved, facts.now - hourMs, provedMost)
  if (proved >= provedMost) return [{ kind: 'tally', key: keys.more }]
  // Includes those counted in the same millisecond as the last evidence.
  const since = lastOf(facts, keys.proved) - 1
  const unproved = countAfter(facts, keys.more, since, newestMost)
  const last = proved + 1 === provedMost
  const body = {
    why: 'same_id_other_content',
    message_id: notice.messageId,
    ...(unproved === 0 ? {} : { only_counted: unproved, or_more: unproved >= newestMost }),
    ...(last ? { limit: 'from_here_only_counted' } : {}),
  }
  const lines = [phrase('same-id-other-content'), ...(last ? [phrase('same-id-enough')] : [])]
  return [
    { kind: 'tally', key: keys.proved },
    environmentEvidence(facts, 'message.refused', who, body, person?.tenant),
    ...(person === undefined ? [] : [send(messageTo(person, 'refusal', lines))]),
  ]
}
