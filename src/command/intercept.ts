// Messages refused before they are understood: from strangers, not text, too late, too long.

import type { JsonObject } from '../evidence/artifact.ts'
import { isLonger } from '../policy/text-limit.ts'
import { handleChallengeCode, provePhone } from './answered/challenge.ts'
import { messageEvidence, type Step } from './changes.ts'
import { asSeen, challengeIn } from './draw.ts'
import type { MessageEvent } from './event.ts'
import type { Facts } from './facts.ts'
import { refuseStranger } from './noticed/stranger.ts'
import { type Phrase, phrase } from './phrase.ts'
import { reply } from './tell.ts'

/** In characters; longer than anything that Aval asks for. */
export const longestText = 4_000

/** How old a message delivered after an outage may be: as long as a confirmation lasts. */
const freshMs = 5 * 60_000

/** The answer that ends the message here; null if it is to be understood. */
export function interceptMessage(facts: Facts, event: MessageEvent): Step | null {
  const { sender } = facts
  const claim = handleChallengeCode(facts, event, challengeIn(event.text) !== null)
  if (claim !== null) return claim
  if (sender === null) return refuseStranger(facts, event)
  const { form } = event
  const refuse = (body: JsonObject, line: Phrase): Step => [
    messageEvidence(facts, event, 'message.refused', sender.id, body, sender.tenant),
    ...reply(event, sender, 'refusal', [line]),
  ]
  const shown = provePhone(facts, event, sender)
  if (shown !== null) return shown
  if (sender.suspended !== undefined)
    return refuse({ why: 'suspended', form }, phrase('you-are-suspended', { person: sender.id }))
  if (form !== 'text') return refuse({ why: 'not_text', form }, phrase(`form-${form}`))
  if (isLonger(event.text, longestText))
    return refuse({ why: 'too_long', form }, phrase('too-long', { most: longestText }))
  // A send time in the future says nothing about the age of a message.
  if (event.backlog && Math.abs(event.at - event.sentAt) > freshMs)
    return refuse({ why: 'too_late', form }, phrase('too-late'))
  const foreign = foreignTenant(event.text, sender.tenant)
  if (foreign === null) return null
  const line = phrase('other-tenant', { named: foreign, own: sender.tenant })
  return refuse({ why: 'other_tenant', named: foreign }, line)
}

/** Matches a tenant's full name, as `prod:acme`, standing alone in the text as seen. */
const tenantPattern =
  /(?<=^|\s)((?:dev|test|staging|prod):[a-z][a-z0-9_-]{0,40})[,.;:!?)]*(?=\s|$)/giu

/**
 * The text without tenant names and their punctuation; naming one's own has no effect. A question
 * mark stays: a question is no answer.
 */
export function withoutTenants(text: string): string {
  return asSeen(text).replace(tenantPattern, (found) => (found.includes('?') ? ' ?' : ' '))
}

/** The first tenant named in the text that is not the sender's own; null for none (DESR VII). */
function foreignTenant(text: string, own: string): string | null {
  const named = [...asSeen(text).matchAll(tenantPattern)].flatMap(([, name]) => name ?? [])
  return named.map((one) => one.toLowerCase()).find((one) => one !== own) ?? null
}
