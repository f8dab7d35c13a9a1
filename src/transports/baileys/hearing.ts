// Listens on a socket: each message is read, remembered and
// handed over before anything else happens.

import type { BinaryNode, WAMessage, WASocket } from '@whiskeysockets/baileys'
import type { Ear } from '../../engine/ports.ts'
import type { SessionStore } from '../../store/session-tables.ts'
import { letterSentTo } from '../whatsapp/chats.ts'
import type { Memory } from '../whatsapp/heard.ts'
import { addressOf, readAddress } from '../whatsapp/identity.ts'
import { type Log, nameOf } from '../whatsapp/log.ts'
import { type Read, readExpirySetting, readMessage } from './inbound.ts'

export interface HearingParts {
  readonly session: SessionStore
  readonly log: Log
  readonly ear: Ear
  /** Keeps a promise of the engine, so that stopping can wait for it. */
  keep(promise: Promise<void>): void
}

/** Ids of unencrypted messages remembered per connection. */
export const maxForged = 1_000

/**
 * The promises are kept and never awaited here, so that messages reach the engine in the order in
 * which they came: Baileys tells the server that they arrived, whatever becomes of them here.
 */
export function listen(socket: WASocket, parts: HearingParts): void {
  const isForged = watchPlaintext(socket)
  const memory = memoryOf(parts.session)
  socket.ev.on('messages.upsert', ({ messages, type }) => {
    for (const message of messages) {
      try {
        const read = readMessage(message, type, isForged(message.key.id ?? ''), memory)
        hear(message, read, parts)
      } catch (error) {
        parts.log.error({ error: nameOf(error) }, 'a message could not be read')
      }
    }
  })
}

function hear(message: WAMessage, read: Read, parts: HearingParts): void {
  const { session, ear, keep } = parts
  if (read.kind === 'nothing') {
    rememberExpiry(message, session)
    return
  }
  const { heard, sender } = read
  const expirySeconds = read.expirySeconds ?? session.chat(heard.chat)?.expirySeconds ?? 0
  session.rememberChat(heard.chat, { wire: read.wire, expirySeconds })
  // Nobody acts on what was said before it is known where to answer, also after a crash.
  const { mismatch } = sender
  if (mismatch !== undefined)
    keep(session.durable().then(() => ear.identity({ ...mismatch, what: 'alias_mismatch' })))
  keep(session.durable().then(() => ear.message(heard)))
}

function rememberExpiry(message: WAMessage, session: SessionStore): void {
  const expirySeconds = message.key.fromMe ? undefined : readExpirySetting(message)
  const address = readAddress(message.key.remoteJid)
  if (expirySeconds === undefined || address.kind === 'ignored') return
  const alias = address.kind === 'group' ? undefined : session.aliasOf(address.identifier)
  const other = alias === undefined ? undefined : addressOf(alias)
  for (const chat of [address.jid, other]) {
    const known = chat === undefined ? undefined : session.chat(chat)
    if (chat !== undefined && known) session.rememberChat(chat, { ...known, expirySeconds })
  }
}

/**
 * WhatsApp's people always encrypt; a message without encryption is the server's own word, and
 * Baileys hands it over like any other. Ids are noted when the stanza arrives, before Baileys reads
 * it. A server that sends more of them than are remembered is believed nothing on this connection.
 */
function watchPlaintext(socket: WASocket): (id: string) => boolean {
  const forged = new Set<string>()
  socket.ws.on('CB:message', ({ attrs, content }: BinaryNode) => {
    const isPlain = Array.isArray(content) && content.some(({ tag }) => tag === 'plaintext')
    // Newsletters are never encrypted, and never heard.
    if (!isPlain || !attrs['id'] || readAddress(attrs['from']).kind === 'ignored') return
    if (forged.size <= maxForged) forged.add(attrs['id'])
  })
  return (id) => forged.size > maxForged || forged.has(id)
}

function memoryOf(session: SessionStore): Memory {
  return {
    learnAlias: (lid, phone) => session.learnAlias(lid, phone),
    aliasOf: (identifier) => session.aliasOf(identifier) ?? learnFromLibrary(session, identifier),
    letterOf: (wireId, chat) => letterSentTo(session, wireId, chat),
  }
}

/**
 * Baileys learns numbers of LIDs from places that we do not
 * read, the history among them. Without them
 * somebody whose messages only ever come by LID would stay a stranger.
 */
function learnFromLibrary(session: SessionStore, identifier: string): string | undefined {
  if (!identifier.endsWith('@lid')) return undefined
  const id = `${identifier.slice(0, -4)}_reverse`
  const json = session.readKeys('lid-mapping', [id]).get(id)
  const user: unknown = json === undefined ? undefined : JSON.parse(json)
  if (typeof user !== 'string') return undefined
  return session.learnAlias(identifier, `+${user}`) === 'mismatch' ? undefined : `+${user}`
}
