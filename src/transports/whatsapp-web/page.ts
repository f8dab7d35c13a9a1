// Queries to the page itself, where the library's functions fail since WhatsApp's renaming in 2026.

import { z } from 'zod'
import { withTimeout } from '../../engine/with-timeout.ts'
import { property, type WebClient } from './library.ts'

const names = z.object({ lid: z.string().nullable(), phone: z.string().nullable() })

/** Both addresses of a person, `900@lid` and `5511…@c.us`, if WhatsApp knows them. */
export type Names = z.infer<typeof names>

/**
 * The library's `getContactLidAndPhone` reads `_serialized`, which newer pages lack; user and
 * server still have their names.
 */
const namesOf = (address: string): string => `(async () => {
  const found = await window.WWebJS.enforceLidAndPnRetrieval(${JSON.stringify(address)})
  const plain = (wid) => wid ? wid.user + '@' + wid.server : null
  return { lid: plain(found.lid), phone: plain(found.phone) }
})()`

/** Undefined if the page does not answer in time or does not know. */
export async function askNames(
  web: WebClient,
  address: string,
  withinMs: number,
): Promise<Names | undefined> {
  const found = names.safeParse(await answer(web, namesOf(address), withinMs))
  return found.success ? found.data : undefined
}

/** Shows that we are typing; failures are ignored. */
export async function showTyping(web: WebClient, chat: string, withinMs: number): Promise<void> {
  await answer(web, `window.WWebJS.sendChatstate('typing', ${JSON.stringify(chat)})`, withinMs)
}

/** The most messages that are read again after a start. */
const mostPerChat = 20
const mostInAll = 200

const unreadSince = (seconds: number): string => `(() => {
  const chats = window.require('WAWebCollections').Chat.getModelsArray()
  const unread = chats.flatMap((chat) => chat.unreadCount > 0
    ? chat.msgs.getModelsArray()
        .filter((message) => !message.id.fromMe && message.t >= ${seconds})
        .slice(-Math.min(chat.unreadCount, ${mostPerChat}))
    : [])
  return unread.sort((one, other) => one.t - other.t).slice(-${mostInAll})
    .map((message) => window.WWebJS.getMessageModel(message))
})()`

/**
 * Messages that came while nobody listened: the library reports only what arrives once it is ready.
 * Undefined if the page could not tell.
 */
export async function askUnread(
  web: WebClient,
  sinceMs: number,
  withinMs: number,
): Promise<readonly unknown[] | undefined> {
  const found = await answer(web, unreadSince(Math.floor(sinceMs / 1_000)), withinMs)
  return Array.isArray(found) ? found : undefined
}

const account = z.object({ server: z.string(), user: z.string().regex(/^[0-9]+$/) })

/** The linked account's own number, `+5511…`; undefined if it has only a LID. */
export function ownNumber(web: WebClient): string | undefined {
  const wid = account.safeParse(property(web.info, 'wid'))
  return wid.success && wid.data.server === 'c.us' ? `+${wid.data.user}` : undefined
}

/** The page's answer; null or undefined if it fails or takes too long. */
async function answer(web: WebClient, question: string, withinMs: number): Promise<unknown> {
  const { pupPage } = web
  if (!pupPage) return undefined
  const asked = pupPage.evaluate(question).catch(() => undefined)
  return withTimeout(withinMs, asked)
}
