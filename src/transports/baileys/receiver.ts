// Listens on a socket: each message is read and stored in the same step that decrypts it.

import type { BinaryNode, WAMessage, WASocket } from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'
import { memoryOf } from '../whatsapp/chats.ts'
import { addressOf, readAddress } from '../whatsapp/identity.ts'
import { nameOf } from '../whatsapp/log.ts'
import type { Memory } from '../whatsapp/message-fields.ts'
import { readExpirySetting, readMessage } from './inbound.ts'
import type { Library } from './key-store.ts'
import { mappedUser } from './lid-mapping.ts'
import { type ParsedMessage, type PendingParts, rowOf, trackPending } from './pending-messages.ts'
import { watchRepeats } from './repeats.ts'
import type { Reader } from './signal-steps.ts'

export interface ReceiverParts extends PendingParts {
  readonly library: Library
}

export interface Receiver {
  /** Called with each new socket, before anything can arrive on it. */
  listen(socket: WASocket): void
  readonly reader: Reader
  /** Hands over messages that a crash left behind. */
  catchUp(): void
  /** Hands over again what the engine refused. */
  again(): void
  /** Marks what the engine has taken, so that the next sweep deletes it. */
  tidy(): void
}

/** The most ids of unencrypted messages remembered per connection. */
export const maxForged = 1_000
/** The most messages per connection that were read and not yet reported by the library. */
const maxRead = 1_000

/** The state of one connection. */
interface Line {
  readonly socket: WASocket
  isForged(id: string): boolean
  /** Names of messages read while decrypting; the library reports them once more. */
  readonly read: Set<string>
}

interface Origin {
  readonly line: Line
  readonly stanza: BinaryNode
}

/**
 * Baileys acknowledges a message to the server before it reports it. So each message is read while
 * it is decrypted and stored together with the key change; the acknowledgement leaves once both are
 * on disk. Messages without that step (unencrypted, or resent by the account's own phone) are read
 * when Baileys reports them.
 * Promises are tracked but not awaited here, so that messages reach the engine in their order.
 */
export function createReceiver(parts: ReceiverParts): Receiver {
  const { session, log, library } = parts
  const memory: Memory = {
    ...memoryOf(session),
    aliasOf: (identifier) => session.aliasOf(identifier) ?? learnFromLibrary(session, identifier),
  }
  const notes = trackPending(parts)
  const repeats = watchRepeats()
  /** The stanza and connection of each encrypted part, by the very byte array that arrived. */
  const origins = new WeakMap<Uint8Array, Origin>()

  /** The content of a message; also stores where to answer. Undefined if it says nothing. */
  function said(message: WAMessage, isLate: boolean, isForged: boolean): ParsedMessage | undefined {
    const read = readMessage(message, isLate ? 'append' : 'notify', isForged, memory)
    if (read.kind === 'nothing') {
      rememberExpiry(message, session)
      return undefined
    }
    const { heard, sender, wire } = read
    const expirySeconds = read.expirySeconds ?? session.chat(heard.chat)?.expirySeconds ?? 0
    session.rememberChat(heard.chat, { wire, expirySeconds })
    const { mismatch } = sender
    return mismatch === undefined ? { heard } : { heard, mismatch }
  }

  function attempt<Result>(read: () => Result): Result | undefined {
    try {
      return read()
    } catch (error) {
      log.error({ error: nameOf(error) }, 'a message could not be read')
      return undefined
    }
  }

  function noteOf({ line, stanza }: Origin, plain: Uint8Array) {
    const message = messageOf(library, line.socket, stanza, plain)
    if (line.read.size >= maxRead) line.read.clear()
    line.read.add(nameOfMessage(message))
    const one = said(message, Boolean(stanza.attrs['offline']), line.isForged(message.key.id ?? ''))
    return one && notes.note(one)
  }

  return {
    catchUp: notes.catchUp,
    again: notes.again,
    tidy: notes.tidy,
    reader: {
      ready: notes.room,
      knows: repeats.knows,
      read(bytes, plain) {
        const origin = origins.get(bytes)
        const note = origin && attempt(() => noteOf(origin, plain))
        const written = (): void => {
          // What was not read here is read when Baileys reports it, if the connection lasts.
          if (origin !== undefined) repeats.remember(bytes)
          if (note !== undefined) notes.hand(note)
        }
        return { rows: note === undefined ? {} : rowOf(note), written }
      },
    },
    listen(socket) {
      const line: Line = { socket, isForged: watchPlaintext(socket), read: new Set() }
      socket.ws.on('CB:message', (stanza: BinaryNode) => {
        for (const bytes of partsOf(stanza)) origins.set(bytes, { line, stanza })
      })
      socket.ev.on('messages.upsert', ({ messages, type }) => {
        for (const message of messages) {
          if (line.read.delete(nameOfMessage(message))) continue
          const isForged = line.isForged(message.key.id ?? '')
          const one = attempt(() => said(message, type === 'append', isForged))
          if (one !== undefined) parts.keep(notes.tell(one))
        }
      })
    },
  }
}

/** The message that the library would make of this stanza and one decrypted part. */
function messageOf(
  { decodeMessageNode, proto, unpadRandomMax16 }: Library,
  socket: WASocket,
  stanza: BinaryNode,
  plain: Uint8Array,
): WAMessage {
  const { me } = socket.authState.creds
  const { fullMessage } = decodeMessageNode(stanza, me?.id ?? '', me?.lid ?? '')
  return { ...fullMessage, message: proto.Message.decode(unpadRandomMax16(plain)) }
}

/** A name that is the same before and after the library normalises addresses. */
function nameOfMessage({ key }: WAMessage): string {
  return JSON.stringify([key.id, readAddress(key.remoteJid), readAddress(key.participant)])
}

function partsOf({ content }: BinaryNode): readonly Uint8Array[] {
  if (!Array.isArray(content)) return []
  return content.flatMap((part) => (part.content instanceof Uint8Array ? [part.content] : []))
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
 * People's messages are always encrypted; an unencrypted one comes from the server itself, though
 * Baileys reports it like any other. Ids are noted when the stanza arrives, before Baileys reads
 * it. If there are more than are remembered, every message on this connection counts as forged.
 */
function watchPlaintext(socket: WASocket): (id: string) => boolean {
  const forged = new Set<string>()
  socket.ws.on('CB:message', ({ attrs, content }: BinaryNode) => {
    const isPlain = Array.isArray(content) && content.some(({ tag }) => tag === 'plaintext')
    // Newsletters are never encrypted, and are ignored anyway.
    if (!isPlain || !attrs['id'] || readAddress(attrs['from']).kind === 'ignored') return
    if (forged.size <= maxForged) forged.add(attrs['id'])
  })
  return (id) => forged.size > maxForged || forged.has(id)
}

/**
 * The phone number that Baileys has learnt for a LID, also from sources that we do not read, such
 * as history; otherwise somebody who only writes by LID would remain a stranger. Undefined if
 * unknown.
 */
function learnFromLibrary(session: SessionStore, identifier: string): string | undefined {
  if (!identifier.endsWith('@lid')) return undefined
  const user = mappedUser(session, identifier.slice(0, -4), true)
  if (user === undefined) return undefined
  return session.learnAlias(identifier, `+${user}`) === 'mismatch' ? undefined : `+${user}`
}
