// Converts Baileys' messages for the engine: only plain words count as text.

import type { proto, WAMessage } from '@whiskeysockets/baileys'
import type { Form, InboundMessage } from '../../engine/transport.ts'
import { readAddress, readSender, type Sender } from '../whatsapp/identity.ts'
import { inboundId, type Memory, namesIn, quotedIn, timeOf } from '../whatsapp/message-fields.ts'

export type Read =
  | {
      readonly kind: 'heard'
      readonly heard: InboundMessage
      readonly sender: Sender
      /** The address that WhatsApp used for the chat. */
      readonly wire: string
      /**
       * Seconds after which messages disappear in this chat; absent if the message does not say.
       */
      readonly expirySeconds?: number
    }
  /** Nothing said by a person: an echo, a status, a placeholder, a protocol message. */
  | { readonly kind: 'nothing' }

const nothing: Read = { kind: 'nothing' }

/** Parts that accompany the content and say nothing themselves. */
const silentParts: ReadonlySet<string> = new Set([
  'messageContextInfo',
  'senderKeyDistributionMessage',
])

const formOfContent: Readonly<Record<string, Form>> = {
  audioMessage: 'voice',
  imageMessage: 'media',
  videoMessage: 'media',
  ptvMessage: 'media',
  documentMessage: 'media',
  documentWithCaptionMessage: 'media',
  stickerMessage: 'media',
  lottieStickerMessage: 'media',
  albumMessage: 'media',
  viewOnceMessage: 'media',
  viewOnceMessageV2: 'media',
  viewOnceMessageV2Extension: 'media',
  reactionMessage: 'reaction',
  encReactionMessage: 'reaction',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  pollUpdateMessage: 'poll',
  editedMessage: 'edit',
  secretEncryptedMessage: 'edit',
}

/** `ProtocolMessage.Type`: changes to an earlier message. */
const revoke = 0
const messageEdit = 14
const ephemeralSetting = 3

/**
 * Reads one message of an upsert. `type` is Baileys' word: `append` means that it waited while we
 * were offline. `forged`: it was not encrypted, so its words do not count.
 */
export function readMessage(
  message: WAMessage,
  type: 'append' | 'notify',
  forged: boolean,
  memory: Memory,
): Read {
  const { key } = message
  const chat = readAddress(key.remoteJid)
  // A placeholder without content must not use up its id: the real message follows under it.
  if (key.fromMe || !key.id || !message.message || chat.kind === 'ignored') return nothing
  const content = unwrap(message.message)
  const form = formOf(content)
  if (form === undefined) return nothing
  // In a direct chat Baileys sets `participant` to an empty string.
  const group = chat.kind === 'group'
  const sender = group
    ? readSender(key.participant, key.participantAlt, memory)
    : readSender(key.remoteJid, key.remoteJidAlt, memory)
  if (!sender) return nothing
  const said = chat.kind === 'group' ? chat.jid : sender.directJid
  const context = contextOf(content)
  const quotes = quotedIn(context?.stanzaId ?? undefined, said, memory)
  const expirySeconds = expiryOf(content)
  return {
    kind: 'heard',
    sender,
    wire: chat.jid,
    ...(expirySeconds !== undefined && { expirySeconds }),
    heard: {
      id: inboundId(key.id),
      ...namesIn(sender),
      chat: said,
      direct: !group,
      form: forged ? 'other' : form,
      text: form === 'text' && !forged ? wordsOf(content) : '',
      ...(quotes !== undefined && { quotes }),
      sentAt: timeOf(Number(message.messageTimestamp ?? 0)),
      backlog: type === 'append',
    },
  }
}

/**
 * Disappearing messages have one wrapper, which is removed; messages in other wrappers are not
 * text.
 */
function unwrap(message: proto.IMessage): proto.IMessage {
  return message.ephemeralMessage?.message ?? message
}

/** Undefined if nobody said anything. */
function formOf(content: proto.IMessage): Form | undefined {
  const parts = Object.entries(content)
    .filter(([name, value]) => value !== null && value !== undefined && !silentParts.has(name))
    .map(([name]) => name)
  const [only] = parts
  if (only === undefined) return undefined
  if (content.protocolMessage) return protocolForm(content.protocolMessage)
  if (parts.length > 1) return 'other'
  if (only === 'conversation' || only === 'extendedTextMessage') {
    return content.extendedTextMessage?.contextInfo?.isForwarded ? 'forward' : 'text'
  }
  return formOfContent[only] ?? 'other'
}

function protocolForm({ type }: proto.Message.IProtocolMessage): Form | undefined {
  return type === revoke || type === messageEdit ? 'edit' : undefined
}

function wordsOf(content: proto.IMessage): string {
  return content.conversation ?? content.extendedTextMessage?.text ?? ''
}

function contextOf(content: proto.IMessage): proto.IContextInfo | null | undefined {
  return content.extendedTextMessage?.contextInfo
}

/** Undefined for a plain `conversation`, which cannot state it. */
function expiryOf(content: proto.IMessage): number | undefined {
  const context = contextOf(content)
  return context ? (context.expiration ?? 0) : undefined
}

/**
 * The disappearing time in a message that only sets it for a chat; undefined for other messages.
 */
export function readExpirySetting(message: WAMessage): number | undefined {
  const setting = message.message ? unwrap(message.message).protocolMessage : undefined
  if (setting?.type !== ephemeralSetting) return undefined
  return setting.ephemeralExpiration ?? 0
}
