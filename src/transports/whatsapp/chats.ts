// Finds chats: a person's own by any identifier, and only if somebody wrote to us there.

import type { KnownChat, SessionStore } from '../../store/session/tables.ts'
import { type Address, addressOf, readAddress } from './identity.ts'
import type { Memory } from './message-fields.ts'

/** A hanging message delays only its own chat; more at once would look unlike a person. */
export const chatsAtOnce = 4

/** The one-to-one chat of a person: by number if known, else by LID. */
export function directChatOf(identifiers: readonly string[]): string {
  const jids = identifiers.flatMap((identifier) => addressOf(identifier) ?? [])
  return jids.find((jid) => jid.endsWith('@s.whatsapp.net')) ?? jids[0] ?? ''
}

/** The chat's data if somebody wrote there, under this or the person's other address. */
export function knownChat(session: SessionStore, chat: string): KnownChat | undefined {
  const own = session.chat(chat)
  if (own) return own
  const address = readAddress(chat)
  if (address.kind !== 'phone' && address.kind !== 'lid') return undefined
  const alias = session.aliasOf(address.identifier)
  const other = alias === undefined ? undefined : addressOf(alias)
  return other === undefined ? undefined : session.chat(other)
}

/** Does the address name this chat, under either identifier of the person? */
export function isChat(session: SessionStore, chat: string, address: Address): boolean {
  if (address.kind === 'ignored') return false
  if (address.jid === chat) return true
  if (address.kind === 'group') return false
  const alias = session.aliasOf(address.identifier)
  return alias !== undefined && addressOf(alias) === chat
}

/** The session's data used for reading a message. */
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
