// Delivery of letters: the echo gives a letter's WhatsApp id, acknowledgements give its state.

import { z } from 'zod'
import type { Receipt } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { type SendBackoff, tooFastCode } from '../whatsapp/send-backoff.ts'
import { parseMessage } from './inbound.ts'
import { property, type WebClient } from './library.ts'
import type { SentLedger } from './sent-ledger.ts'

export interface ReceiptParts {
  readonly session: SessionStore
  readonly brake: SendBackoff
  readonly book: SentLedger
  tell(receipt: Receipt): void
}

const level = z.number().int()

export function listenForReceipts(web: WebClient, parts: ReceiptParts): void {
  const { session, brake, book } = parts
  web.on('message_create', (value) => {
    const message = parseMessage(property(value, '_data'))
    if (!message?.id.fromMe) return
    const letter = book.letterOfEcho(
      message.caption || message.body || '',
      message.to ?? message.id.remote ?? undefined,
    )
    if (letter) book.handedOver(letter, message.id.id)
  })
  web.on('message_ack', (value, ack) => {
    const message = parseMessage(property(value, '_data'))
    const letterId = message?.id.fromMe ? book.letterIdOf(message.id.id) : undefined
    const state = stateOfAck(level.safeParse(ack).data)
    if (!message || letterId === undefined || state === undefined) return
    if (state === 'failed') {
      book.fail(letterId)
      // The page gives no reason; it is treated as a warning to send more slowly.
      brake.refused(tooFastCode)
      parts.tell({ id: letterId, state, error: 'unknown' })
      return
    }
    brake.accepted()
    session.markAcknowledged(message.id.id)
    parts.tell({ id: letterId, state })
  })
}

/** `MessageAck` of the library: error, pending, server, device, read, played. */
function stateOfAck(ack: number | undefined): Receipt['state'] | undefined {
  if (ack === undefined || ack === 0) return undefined
  if (ack < 0) return 'failed'
  if (ack === 1) return 'acked'
  return ack === 2 ? 'delivered' : 'read'
}
