// A message whose id was already used for other content: refused, with bounded evidence.

import { type BoundedKeys, bounded } from '../bounded-evidence.ts'
import { environmentEvidence, type Step, send } from '../changes.ts'
import { pseudonym } from '../draw.ts'
import type { Noticed } from '../event.ts'
import type { Facts } from '../facts.ts'
import { messageTo } from '../message-draft.ts'
import { phrase } from '../phrase.ts'

/** Tally keys for one sender (person id or pseudonym). */
export function repeatedIdKeys(who: string): BoundedKeys {
  return { proved: `same-id/${who}`, more: `same-id-more/${who}` }
}

/** Refuses the second content of a message id; that is a security event. */
export function refuseRepeatedId(
  facts: Facts,
  notice: Extract<Noticed, { what: 'content.changed' }>,
): Step {
  const person = facts.people.find(
    (one) => one.id === notice.from || one.identifiers.includes(notice.from),
  )
  const who = person?.id ?? pseudonym(facts.rules.key, notice.from)
  const { tally, body: more, isLast } = bounded(facts, repeatedIdKeys(who))
  if (more === null) return tally
  const body = { why: 'same_id_other_content', message_id: notice.messageId, ...more }
  const lines = [phrase('same-id-other-content'), ...(isLast ? [phrase('same-id-enough')] : [])]
  return [
    ...tally,
    environmentEvidence(facts, 'message.refused', who, body, person?.tenant),
    ...(person === undefined ? [] : [send(messageTo(person, 'refusal', lines))]),
  ]
}
