// Converts whatsapp-web.js's messages for the engine: only plain words count as text.

import { z } from 'zod'
import type { Form, InboundMessage } from '../../engine/transport.ts'
import { sha256 } from '../../evidence/canonical.ts'
import { readAddress, readSender, type Sender } from '../whatsapp/identity.ts'
import { inboundId, type Memory, namesIn, quotedIn, timeOf } from '../whatsapp/message-fields.ts'

/** What somebody did, before the person is identified. Addresses are WhatsApp's: `5511…@c.us`. */
export interface ParsedMessage {
  /** WhatsApp's id, with a suffix for edits, deletions and the like. */
  readonly id: string
  readonly chat: string
  readonly sender: string
  readonly form: Form
  readonly text: string
  /** WhatsApp's id of the quoted message, as the sender claims. */
  readonly quotes?: string
  /** Epoch milliseconds; 0, which is always too old, if WhatsApp does not say. */
  readonly sentAt: number
}

/** Pages give an address as text or in parts; since July 2026 the full text has another name. */
const address = z.union([
  z.string(),
  z.object({ user: z.string(), server: z.string() }).transform(({ user, server }) => {
    return `${user}@${server}`
  }),
  z.object({ _serialized: z.string() }).transform(({ _serialized }) => _serialized),
])

const key = z.object({
  id: z.string().min(1),
  fromMe: z.boolean(),
  remote: address.nullish(),
  participant: address.nullish(),
})

const flag = z.unknown().optional().transform(Boolean)

const message = z.object({
  id: key,
  type: z.string(),
  subtype: z.string().nullish().catch(undefined),
  body: z.string().nullish().catch(undefined),
  caption: z.string().nullish().catch(undefined),
  t: z.number().nullish().catch(undefined),
  from: address.nullish(),
  to: address.nullish(),
  author: address.nullish().catch(undefined),
  quotedStanzaID: z.string().nullish().catch(undefined),
  isForwarded: flag,
  forwardingScore: flag,
  broadcast: flag,
  isStatusV3: flag,
  directPath: flag,
  isViewOnce: flag,
  isDynamicReplyButtonsMsg: flag,
  latestEditMsgKey: flag,
  latestEditSenderTimestampMs: z.number().nullish().catch(undefined),
})

export type WebMessage = z.infer<typeof message>

/** Parses a message as the page serialises it; undefined if its shape is unknown. */
export function parseMessage(value: unknown): WebMessage | undefined {
  const parsed = message.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

const formOfType: Readonly<Record<string, Form>> = {
  chat: 'text',
  ptt: 'voice',
  audio: 'voice',
  image: 'media',
  video: 'media',
  ptv: 'media',
  album: 'media',
  sticker: 'media',
  'sticker-pack': 'media',
  document: 'media',
  reaction: 'reaction',
  poll_creation: 'poll',
  poll_update: 'poll',
  revoked: 'edit',
}

/** Protocol messages and notices by WhatsApp itself: nobody said them. */
const silentTypes: ReadonlySet<string> = new Set([
  'e2e_notification',
  'notification',
  'notification_template',
  'group_notification',
  'broadcast_notification',
  'status_notification',
  'newsletter_notification',
  'gp2',
  'call_log',
  'protocol',
  'ciphertext',
  'debug',
  'debug_placeholder',
  'pinned_message',
  'keep_in_chat',
])

/** A message that somebody sent; undefined if nobody said anything to us. */
export function readMessage(data: WebMessage): ParsedMessage | undefined {
  if (data.isStatusV3 || data.broadcast || silentTypes.has(data.type)) return undefined
  const isEdited = data.latestEditMsgKey || data.latestEditSenderTimestampMs
  if (isEdited) return readEdit(data)
  const form = formOf(data)
  const quotes = data.quotedStanzaID
  return said(data, data.type === 'revoked' ? 'revoked' : undefined, {
    form,
    text: form === 'text' ? (data.body ?? '') : '',
    ...(quotes && { quotes }),
  })
}

/** An edit or deletion, with its own id, so that it is separate from the message it changes. */
export function readEdit(data: WebMessage): ParsedMessage | undefined {
  if (data.isStatusV3 || data.broadcast) return undefined
  const stamp = data.type === 'revoked' ? 'revoked' : `edit-${editStamp(data)}`
  return said(data, stamp, { form: 'edit', text: '' })
}

function editStamp(data: WebMessage): string {
  if (data.latestEditSenderTimestampMs) return String(data.latestEditSenderTimestampMs)
  return sha256(data.body ?? '').slice(0, 12)
}

function formOf(data: WebMessage): Form {
  const form = formOfType[data.type] ?? 'other'
  if (form !== 'text') return form
  if (data.directPath || data.isViewOnce) return 'media'
  if (data.isDynamicReplyButtonsMsg) return 'other'
  return data.isForwarded || data.forwardingScore ? 'forward' : 'text'
}

function said(
  data: WebMessage,
  what: string | undefined,
  content: Pick<ParsedMessage, 'form' | 'text' | 'quotes'>,
): ParsedMessage | undefined {
  const chat = data.from ?? data.id.remote
  if (data.id.fromMe || !chat) return undefined
  const isGroup = readAddress(chat).kind === 'group'
  const sender = isGroup ? (data.author ?? data.id.participant) : chat
  if (!sender) return undefined
  const id = what === undefined ? data.id.id : `${data.id.id}-${what}`
  return { id, chat, sender, ...content, sentAt: timeOf(data.t ?? 0) }
}

const reaction = z.object({ id: key, senderId: address.nullish(), timestamp: z.number() })

/** A reaction; setting and removing one are treated alike. */
export function readReaction(value: unknown): ParsedMessage | undefined {
  const parsed = reaction.safeParse(value)
  if (!parsed.success || parsed.data.id.fromMe) return undefined
  const { id, senderId, timestamp } = parsed.data
  const sender = senderId ?? id.participant ?? id.remote
  const chat = id.remote ?? sender
  if (!sender || !chat) return undefined
  return {
    id: id.id,
    chat,
    sender,
    form: 'reaction',
    text: '',
    sentAt: timeOf(timestamp),
  }
}

const vote = z.object({
  voter: address,
  interractedAtTs: z.number(),
  parentMsgKey: key,
})

/** A vote in a poll. */
export function readVote(value: unknown): ParsedMessage | undefined {
  const parsed = vote.safeParse(value)
  if (!parsed.success) return undefined
  const { voter, interractedAtTs, parentMsgKey } = parsed.data
  return {
    id: `${parentMsgKey.id}-vote-${interractedAtTs}`,
    chat: parentMsgKey.remote ?? voter,
    sender: voter,
    form: 'poll',
    text: '',
    sentAt: timeOf(interractedAtTs / 1_000),
  }
}

/** The address of the person whose identity key changed, if this is WhatsApp's notice of it. */
export function readKeyChange(data: WebMessage): string | undefined {
  if (data.type !== 'e2e_notification' || data.subtype !== 'identity') return undefined
  return data.body || data.author || data.from || undefined
}

export interface InboundFrom {
  readonly heard: InboundMessage
  readonly sender: Sender
}

/**
 * `alternative` is the sender's other address, if known. `openedAt`: when the link was last opened,
 * epoch milliseconds; earlier messages are backlog.
 */
export function toInbound(
  what: ParsedMessage,
  alternative: string | undefined,
  openedAt: number,
  memory: Memory,
): InboundFrom | undefined {
  const chat = readAddress(what.chat)
  const sender = readSender(what.sender, alternative, memory)
  if (chat.kind === 'ignored' || !sender) return undefined
  const direct = chat.kind !== 'group'
  const place = direct ? sender.directJid : chat.jid
  const quotes = quotedIn(what.quotes, place, memory)
  return {
    sender,
    heard: {
      id: inboundId(what.id),
      ...namesIn(sender),
      chat: place,
      direct,
      form: what.form,
      text: what.text,
      ...(quotes !== undefined && { quotes }),
      sentAt: what.sentAt,
      // WhatsApp's times are in whole seconds.
      backlog: what.sentAt < Math.floor(openedAt / 1_000) * 1_000,
    },
  }
}
