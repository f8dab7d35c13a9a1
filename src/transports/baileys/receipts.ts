// Delivery receipts: the server's acknowledgements, and what phones report.

import type { BinaryNode, WASocket } from '@whiskeysockets/baileys'
import type { Receipt } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { letterSentTo } from '../whatsapp/chats.ts'
import { readAddress } from '../whatsapp/identity.ts'

export interface ReceiptParts {
  readonly session: SessionStore
  tell(receipt: Receipt): void
  refused(code: string): void
  accepted(): void
  now(): number
  /** How often the server refused each letter that is still retried. */
  readonly refusals: Map<string, number>
}

/** Errors of the server rather than the letter: too many messages, or an internal failure. */
const passingCode = /^(?:408|429|5[0-9][0-9])$/
/** After this many refusals a letter fails. */
const refusalsMost = 5

/** `WebMessageInfo.Status`: delivered to a phone, read, played. */
const delivered = 3
const read = 4

/** Listens on a socket. Baileys does not report good acknowledgements, so the stanza is read. */
export function listenForReceipts(socket: WASocket, parts: ReceiptParts): void {
  socket.ws.on('CB:ack,class:message', (node: BinaryNode) => {
    const { id = '', error }: Readonly<Record<string, string | undefined>> = node.attrs
    const sent = parts.session.sent(id)
    if (error) {
      parts.refused(error)
      if (sent) parts.tell(refusalOf(parts, sent.letterId, error))
      return
    }
    parts.accepted()
    if (!sent) return
    parts.refusals.delete(sent.letterId)
    parts.session.markAcknowledged(id)
    parts.tell({ id: sent.letterId, state: 'acked' })
  })
  socket.ev.on('messages.update', (updates) => {
    for (const { key, update } of updates) {
      if (key.fromMe) tellProgress(parts, key.id, key.remoteJid, update.status ?? 0)
    }
  })
  socket.ev.on('message-receipt.update', (updates) => {
    for (const { key, receipt } of updates) {
      const status = receipt.readTimestamp ? read : delivered
      if (key.fromMe) tellProgress(parts, key.id, key.remoteJid, status)
    }
  })
}

function refusalOf({ refusals }: ReceiptParts, id: string, error: string): Receipt {
  const times = (refusals.get(id) ?? 0) + 1
  if (passingCode.test(error) && times < refusalsMost) {
    refusals.set(id, times)
    return { id, state: 'unsent', error }
  }
  refusals.delete(id)
  return { id, state: 'failed', error }
}

function tellProgress(
  parts: ReceiptParts,
  wireId: string | null | undefined,
  chat: string | null | undefined,
  status: number,
): void {
  if (status < delivered) return
  // Anybody can name any id, so only the chat that it was sent to counts.
  const letterId = letterSentTo(parts.session, wireId ?? '', chat)
  if (letterId === undefined) return
  // In a group the other phones may still request it again.
  if (readAddress(chat).kind !== 'group') parts.session.markDelivered(wireId ?? '', parts.now())
  parts.tell({ id: letterId, state: status >= read ? 'read' : 'delivered' })
}
