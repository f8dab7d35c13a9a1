// A heard message becomes one event in the inbox; the same message again ends there.

import type { AskedEvent, MessageEvent } from '../command/event.ts'
import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Arrival } from '../store/store.ts'
import type { Heard } from './transport.ts'

/**
 * The row of the inbox that one message makes, however often it is delivered and under whichever
 * name of its sender: what was heard under a LID alone is the same once its number is known too.
 */
export function arrivalOf(heard: Heard, transport: string, at: number, id: string): Arrival {
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

/** A person has one direct chat, whose address changes with the name that the person came under. */
function keyOf({ transport, direct, chat, messageId }: MessageEvent, name: string): string {
  return sha256(canonical([transport, direct ? null : chat, name, messageId]))
}

/** What a program asks at a door; its id and time are the engine's. */
export type AskedAtDoor = Omit<AskedEvent, 'kind' | 'id' | 'at'>

/** The row of the inbox that a request at a door makes: one for each key. */
export function askedArrival(asked: AskedAtDoor, at: number, id: string): Arrival {
  const { door, key, requester, flow, slots } = asked
  return {
    event: { ...asked, kind: 'asked', id, at },
    inbox: {
      key: sha256(canonical([door, key])),
      content: sha256(canonical([requester, flow, slots])),
    },
  }
}
