// Turns a received message into one inbox row; the same message again is dropped there.

import type { AskedEvent, MessageEvent } from '../command/event.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Arrival } from '../store/store.ts'
import type { InboundMessage } from './transport.ts'

/**
 * The inbox row of a message, the same however often it is delivered and under whichever
 * identifier: `otherKey` matches it under the sender's other name (LID or number).
 */
export function arrivalOf(
  heard: InboundMessage,
  transport: string,
  at: number,
  id: string,
): Arrival {
  const text = heard.text.toWellFormed()
  const { from, chat, form } = heard
  const event: MessageEvent = {
    kind: 'message',
    id,
    at,
    transport,
    messageId: heard.id.toWellFormed(),
    from: from.toWellFormed(),
    chat: chat.toWellFormed(),
    direct: heard.direct,
    form,
    text,
    sentAt: heard.sentAt,
    backlog: heard.backlog,
  }
  const { alias, disputed, quotes } = heard
  return {
    event: {
      ...event,
      ...(alias === undefined ? {} : { alias }),
      ...(disputed === undefined ? {} : { disputed }),
      ...(quotes === undefined ? {} : { quotes: quotes.toWellFormed() }),
    },
    inbox: {
      key: keyOf(event, event.from),
      ...(heard.alias !== undefined && { otherKey: keyOf(event, heard.alias.toWellFormed()) }),
      content: sha256(canonical([form, text])),
    },
  }
}

/**
 * The inbox key. The chat is left out for direct chats, because its address depends on the
 * identifier that the person used.
 */
function keyOf({ transport, direct, chat, messageId }: MessageEvent, name: string): string {
  return sha256(canonical([transport, direct ? null : chat, name, messageId]))
}

/** A program's request; the engine adds id and time. */
export type ProgramRequest = Omit<AskedEvent, 'kind' | 'id' | 'at'>

/** The inbox row of a program's request: one per idempotency key. */
export function askedArrival(asked: ProgramRequest, at: number, id: string): Arrival {
  const { door, key, requester, flow, slots } = asked
  return {
    event: { ...asked, kind: 'asked', id, at },
    inbox: {
      key: sha256(canonical([door, key])),
      content: sha256(canonical([requester, flow, slots])),
    },
  }
}
