// What both clients of WhatsApp read alike: the id and the time of a message, and what it quotes.

import type { Heard } from '../../engine/transport.ts'
import { sha256 } from '../../evidence/canonical.ts'
import type { Aliases, Sender } from './identity.ts'

/** What reading a message needs to know and may learn. */
export interface Memory extends Aliases {
  /** Our own letter by WhatsApp's id, if it was sent to this chat. */
  letterOf(wireId: string, chat: string): string | undefined
}

/** Whose message it is: how it was addressed, what is known beside it, and what is only claimed. */
export function namesIn({
  from,
  alias,
  mismatch,
}: Sender): Pick<Heard, 'from' | 'alias' | 'disputed'> {
  return {
    from,
    ...(alias !== undefined && { alias }),
    ...(mismatch !== undefined && { disputed: mismatch.alias }),
  }
}

/**
 * WhatsApp's ids are the sender's choice and unique only for that sender; the engine looks at who
 * and where beside it. A real client's id is short and plain; anything else is cut to a digest.
 */
export function heardId(wireId: string): string {
  if (/^[\w.-]{1,96}$/.test(wireId)) return wireId
  return sha256(wireId).slice(0, 32)
}

/** Epoch milliseconds; 0, too old for anything, when WhatsApp claims no sensible time. */
export function timeOf(seconds: number): number {
  const time = Math.round(seconds * 1_000)
  return Number.isSafeInteger(time) ? time : 0
}

/** The id of no letter: a reply to what somebody else wrote is a reply all the same. */
const notOurs = 'not-ours'

/** What a message replies to: a letter of ours that was sent to this chat, by its id, or not. */
export function quotedIn(
  wireId: string | undefined,
  chat: string,
  memory: Memory,
): string | undefined {
  return wireId ? (memory.letterOf(wireId, chat) ?? notOurs) : undefined
}
