// What both WhatsApp clients read alike: a message's id, time and quote.

import type { InboundMessage } from '../../engine/transport.ts'
import { sha256 } from '../../evidence/canonical.ts'
import type { Aliases, Sender } from './identity.ts'

/** What reading a message needs to know and may learn. */
export interface Memory extends Aliases {
  /** Our letter with this WhatsApp id, if it was sent to this chat; undefined if not. */
  letterOf(wireId: string, chat: string): string | undefined
}

/** The sender's identifiers: as addressed, as known besides, and as only claimed. */
export function namesIn({
  from,
  alias,
  mismatch,
}: Sender): Pick<InboundMessage, 'from' | 'alias' | 'disputed'> {
  return {
    from,
    ...(alias !== undefined && { alias }),
    ...(mismatch !== undefined && { disputed: mismatch.alias }),
  }
}

/**
 * WhatsApp's ids are chosen by senders and unique only for each; the engine adds sender and chat.
 * Real ids are short and plain; any other is replaced by a digest.
 */
export function inboundId(wireId: string): string {
  if (/^[\w.-]{1,96}$/.test(wireId)) return wireId
  return sha256(wireId).slice(0, 32)
}

/** Epoch milliseconds; 0, which is always too old, if WhatsApp gives no sensible time. */
export function timeOf(seconds: number): number {
  const time = Math.round(seconds * 1_000)
  return Number.isSafeInteger(time) ? time : 0
}

/** The value of `quotes` for a message that we did not send. */
const notOurs = 'not-ours'

/**
 * What a message replies to: the id of our letter in this chat, or `notOurs`; undefined if it is no
 * reply.
 */
export function quotedIn(
  wireId: string | undefined,
  chat: string,
  memory: Memory,
): string | undefined {
  return wireId ? (memory.letterOf(wireId, chat) ?? notOurs) : undefined
}
