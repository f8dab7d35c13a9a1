// Which chat is meant: a person's own by any of their names, and only where somebody wrote to us.

import type { KnownChat, SessionStore } from '../../store/session/tables.ts'
import type { Memory } from './heard.ts'
import { type Address, addressOf, readAddress } from './identity.ts'

/** A message that hangs holds up its own chat; a person writes in few at a time. */
export const chatsAtOnce = 4

/** The one-to-one chat of a person: by number when one is known, else by LID. */
export function directChatOf(identifiers: readonly string[]): string {
  const jids = identifiers.flatMap((identifier) => addressOf(identifier) ?? [])
  return jids.find((jid) => jid.endsWith('@s.whatsapp.net')) ?? jids[0] ?? ''
}

/** A chat is known when somebody wrote there, under this or the person's other address. */
export function knownChat(session: SessionStore, chat: string): KnownChat | undefined {
  const own = session.chat(chat)
  if (own) return own
  const address = readAddress(chat)
  if (address.kind !== 'phone' && address.kind !== 'lid') return undefined
  const alias = session.aliasOf(address.identifier)
  const other = alias === undefined ? undefined : addressOf(alias)
  return other === undefined ? undefined : session.chat(other)
}

/** Does WhatsApp's address name this chat, under the person's one or other identifier? */
export function isChat(session: SessionStore, chat: string, address: Address): boolean {
  if (address.kind === 'ignored') return false
  if (address.jid === chat) return true
  if (address.kind === 'group') return false
  const alias = session.aliasOf(address.identifier)
  return alias !== undefined && addressOf(alias) === chat
}

/** What reading a message asks of the session. */
export function memoryOf(session: SessionStore): Memory {
  return {
    learnAlias: (lid, phone) => session.learnAlias(lid, phone),
    aliasOf: (identifier) => session.aliasOf(identifier),
    letterOf: (wireId, chat) => letterSentTo(session, wireId, chat),
  }
}

/** Our own letter by WhatsApp's id, if it was sent to this chat: anybody can name any id. */
export function letterSentTo(
  session: SessionStore,
  wireId: string,
  chat: string | null | undefined,
): string | undefined {
  const sent = session.sent(wireId)
  return sent && isChat(session, sent.chat, readAddress(chat)) ? sent.letterId : undefined
}
