// Messages that end before they are understood: strangers,
// other forms than text, too late, too long.

import { chatOf } from './asked.ts'
import { claimed } from './challenge.ts'
import { note, type Step, say } from './changes.ts'
import { challengeIn } from './draw.ts'
import type { MessageEvent } from './event.ts'
import type { Facts } from './facts.ts'
import { phrase } from './phrase.ts'
import { tell } from './speech.ts'
import { stranger } from './stranger.ts'

/** Longer than anything that Aval asks for. */
export const longestText = 4_000

/** What was kept for us while we were away counts only while it is as fresh as a confirmation. */
const freshMs = 5 * 60_000

/** The answer that ends the message here, or null when it may be understood. */
export function heard(facts: Facts, event: MessageEvent): Step | null {
  const { sender } = facts
  const claim = claimed(facts, event, challengeIn(event.text) !== null)
  if (claim !== null) return claim
  if (sender === null) return stranger(facts, event)
  const refuse = (why: string, line: string, args?: Readonly<Record<string, number>>): Step => [
    note(facts, event, 'message.refused', sender.id, { why, form: event.form }, sender.tenant),
    say(tell(sender, 'refusal', [phrase(line, args)], { chat: chatOf(event) })),
  ]
  if (sender.suspended !== undefined) return refuse('suspended', 'you-are-suspended')
  if (event.form !== 'text') return refuse('not_text', `form-${event.form}`)
  if (event.text.length > longestText) return refuse('too_long', 'too-long', { most: longestText })
  // A time that is still to come says nothing about how old the message is.
  if (event.backlog && Math.abs(event.at - event.sentAt) > freshMs)
    return refuse('too_late', 'too-late')
  const foreign = foreignTenant(event.text, sender.tenant)
  if (foreign !== null)
    return [
      note(
        facts,
        event,
        'message.refused',
        sender.id,
        { why: 'other_tenant', named: foreign },
        sender.tenant,
      ),
      say(
        tell(sender, 'refusal', [phrase('other-tenant', { named: foreign, own: sender.tenant })], {
          chat: chatOf(event),
        }),
      ),
    ]
  return null
}

/** A tenant's full name, as `prod:acme`, standing alone in the text. */
export const tenantPattern = /(?<=^|\s)(?:dev|test|staging|prod):[a-z][a-z0-9_-]{0,40}(?=\s|$)/giu

/** A tenant that the text names and that is not the sender's own (DESR VII). */
function foreignTenant(text: string, own: string): string | null {
  const named = text.match(tenantPattern) ?? []
  return named.map((one) => one.toLowerCase()).find((one) => one !== own) ?? null
}
