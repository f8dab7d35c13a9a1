// What both clients of WhatsApp read alike: the id and the time of a message, and what it quotes.

import { createHash } from 'node:crypto'
import type { Aliases } from './identity.ts'

/** What reading a message needs to know and may learn. */
export interface Memory extends Aliases {
  /** Our own letter by WhatsApp's id, if it was sent to this chat. */
  letterOf(wireId: string, chat: string): string | undefined
}

/**
 * WhatsApp's ids are the sender's choice and unique only for that sender, so that ours holds who
 * and where. It is the same on every redelivery, and shows neither the number nor the chat.
 * `group` is the group's address; a direct chat has none, because it has two names.
 */
export function heardId(wireId: string, group: string | undefined, stableSender: string): string {
  const who = sha256(JSON.stringify([group ?? 'direct', stableSender])).slice(0, 12)
  return `${plainId(wireId)}-${who}`
}

/** A real client's id is short and plain; anything else is cut to a digest of itself. */
function plainId(wireId: string): string {
  return /^[\w.-]{1,96}$/.test(wireId) ? wireId : sha256(wireId).slice(0, 32)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Epoch milliseconds; 0, too old for anything, when WhatsApp claims no sensible time. */
export function timeOf(seconds: number): number {
  const time = Math.round(seconds * 1_000)
  return Number.isSafeInteger(time) ? time : 0
}
