// Sends letters to WhatsApp: only to people who wrote first, at a human pace.

import type { proto, WAMessageKey, WASocket } from '@whiskeysockets/baileys'
import type { Letter, LinkState, SendResult } from '../../engine/transport.ts'
import { sha256 } from '../../evidence/canonical.ts'
import type { KnownChat, SessionStore } from '../../store/session/tables.ts'
import { type Pacing, takeTurn } from '../pacing.ts'
import { isChat, knownChat } from '../whatsapp/chats.ts'
import { readAddress } from '../whatsapp/identity.ts'
import type { Log } from '../whatsapp/log.ts'
import { typingPauseMs } from '../whatsapp/pause.ts'
import type { SendBackoff } from '../whatsapp/send-backoff.ts'
import { unformatted } from '../whatsapp/unformatted.ts'
import { closeCode } from './client.ts'
import { sendContent } from './content.ts'
import type { Library } from './key-store.ts'
import { findRecipients, type Groups } from './recipients.ts'

export interface OutboundParts {
  readonly session: SessionStore
  readonly log: Log
  readonly brake: SendBackoff
  readonly groups: Groups
  socket(): WASocket | undefined
  linkState(): LinkState
  line(): AbortSignal
  now(): number
  pause(milliseconds: number): Promise<void>
  random(): number
  /** Reports again that a letter was acknowledged earlier, when the engine sends it once more. */
  acknowledgedBefore(letterId: string): void
}

/** WhatsApp's id for a letter: the same on every retry, in the form that WhatsApp Web uses. */
export function wireIdOf(letterId: string): string {
  const digest = sha256(`aval letter ${letterId}`)
  return `3EB0${digest.slice(0, 18).toUpperCase()}`
}

/**
 * The answer to a phone that could not decrypt a message: what was really sent to that chat.
 * Undefined otherwise, because anybody can request any id.
 */
export function sentMessage(
  session: SessionStore,
  key: WAMessageKey,
  library: Library,
): proto.IMessage | undefined {
  const sent = session.sent(key.id ?? '')
  if (!sent || sent.text === null) return undefined
  if (!isChat(session, sent.chat, readAddress(key.remoteJid))) return undefined
  const expiration = knownChat(session, sent.chat)?.expirySeconds ?? 0
  return library.proto.Message.fromObject({
    extendedTextMessage: {
      text: sent.text,
      ...(expiration > 0 && { contextInfo: { expiration } }),
    },
  })
}

/** Sends letters; `sent` means that the bytes are written, receipts report the rest. */
export function startSending(parts: OutboundParts, full: Pacing) {
  let pacing = full
  return async (said: Letter): Promise<SendResult> => {
    const letter = { ...said, text: unformatted(said.text) }
    const known = knownChat(parts.session, letter.chat)
    // A first message to a stranger gets numbers banned (ack 463).
    if (!known) return { state: 'never', reason: 'never_wrote_to_us' }
    const socket = parts.socket()
    if (!socket) return { state: 'later', reason: parts.linkState().cause ?? 'connecting' }
    const wireId = wireIdOf(letter.id)
    if (parts.session.sent(wireId)?.acknowledged) {
      parts.acknowledgedBefore(letter.id)
      return { state: 'sent' }
    }
    const braked = parts.brake.reason()
    if (braked) return { state: 'later', ...braked }
    const turn = takeTurn(pacing, letter.chat, parts.now(), parts.random())
    if (!turn.granted) return { state: 'later', reason: 'pacing', waitMs: turn.waitMs }
    pacing = turn.pacing
    try {
      await whileOpen(parts.line(), write(parts, socket, letter, wireId, known))
      return { state: 'sent' }
    } catch (error) {
      parts.log.warn({ code: closeCode(error), letter: letter.id }, 'a letter was not written')
      return { state: 'later', reason: 'not_written' }
    }
  }
}

/**
 * Rejects as soon as the connection breaks; Baileys would wait its full timeout and delay all
 * letters.
 */
async function whileOpen(line: AbortSignal, writing: Promise<void>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const broken = (): void => reject(new Error('the line broke'))
    if (line.aborted) broken()
    line.addEventListener('abort', broken)
    writing.then(resolve, reject).finally(() => line.removeEventListener('abort', broken))
  })
}

async function write(
  parts: OutboundParts,
  socket: WASocket,
  letter: Letter,
  wireId: string,
  known: KnownChat,
): Promise<void> {
  await findRecipients(socket, known.wire, parts.groups)
  await socket.sendPresenceUpdate('composing', known.wire)
  await parts.pause(typingPauseMs(letter.text, parts.random()))
  // Stored first: after a crash a phone may request a message written just before.
  parts.session.rememberSent(
    { wireId, letterId: letter.id, chat: letter.chat, text: letter.text },
    parts.now(),
  )
  const options = {
    messageId: wireId,
    ...(known.expirySeconds > 0 && { ephemeralExpiration: known.expirySeconds }),
  }
  await sendContent(socket, known.wire, letter, options, parts.log)
  parts.groups.delete(known.wire)
}
