// Sends letters: at a human pace, only to known chats, and each one once as far as can be known.

import type { Letter, LinkState, Receipt, SendResult } from '../../engine/transport.ts'
import { withTimeout } from '../../engine/with-timeout.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { type Pacing, takeTurn } from '../pacing.ts'
import { knownChat } from '../whatsapp/chats.ts'
import { nameOf } from '../whatsapp/log.ts'
import { longestTypingMs, typingPauseMs } from '../whatsapp/pause.ts'
import { type SendBackoff, tooFastCode } from '../whatsapp/send-backoff.ts'
import { unformatted } from '../whatsapp/unformatted.ts'
import { type ContentParts, sendContent } from './content.ts'
import { parseMessage } from './inbound.ts'
import { property, type WebClient } from './library.ts'
import { showTyping } from './page.ts'

export interface SendingParts extends ContentParts {
  readonly session: SessionStore
  readonly brake: SendBackoff
  web(): WebClient | undefined
  linkState(): LinkState
  now(): number
  pause(milliseconds: number): Promise<void>
  random(): number
  tell(receipt: Receipt): void
  /** How long the page may take to send one letter. */
  readonly answerWithinMs: number
}

/** Sends letters; `sent` means that the page has taken it, receipts report the rest. */
export function startSending(parts: SendingParts, full: Pacing) {
  const { session, brake, book } = parts
  let pacing = full
  return async (said: Letter): Promise<SendResult> => {
    const letter = { ...said, text: unformatted(said.text) }
    // A first message to a stranger gets numbers banned.
    const known = knownChat(session, letter.chat)
    if (!known) return { state: 'never', reason: 'never_wrote_to_us' }
    const web = parts.web()
    if (!web) return { state: 'later', reason: parts.linkState().cause ?? 'connecting' }
    const prior = book.wireIdOf(letter.id)
    if (prior !== undefined) {
      if (session.sent(prior)?.acknowledged) parts.tell({ id: letter.id, state: 'acked' })
      return { state: 'sent' }
    }
    if (book.isUnderWay(letter.id)) return { state: 'later', reason: 'under_way' }
    const braked = brake.reason()
    if (braked) return { state: 'later', ...braked }
    const turn = takeTurn(pacing, letter.chat, parts.now(), parts.random())
    if (!turn.granted) return { state: 'later', reason: 'pacing', waitMs: turn.waitMs }
    pacing = turn.pacing
    book.begin(letter)
    await type(parts, web, known.wire, letter)
    const sending = await withTimeout(parts.answerWithinMs, write(parts, web, known.wire, letter))
    if (sending !== null) return sending
    // The page may still send it; a retry waits for that, so that it is not sent twice.
    return book.wireIdOf(letter.id) === undefined
      ? { state: 'later', reason: 'under_way' }
      : { state: 'sent' }
  }
}

async function type(
  parts: SendingParts,
  web: WebClient,
  wire: string,
  { id, text }: Letter,
): Promise<void> {
  try {
    await showTyping(web, wire, longestTypingMs)
    await parts.pause(typingPauseMs(text, parts.random()))
  } catch (error) {
    parts.book.done(id)
    throw error
  }
}

/** The page's answer may be empty although it sent the letter; the echo then gave its id. */
async function write(
  parts: SendingParts,
  web: WebClient,
  wire: string,
  letter: Letter,
): Promise<SendResult> {
  const { book, log, brake } = parts
  try {
    const sent = parseMessage(property(await sendContent(parts, web, wire, letter), '_data'))
    if (sent) book.handedOver(letter, sent.id.id)
  } catch (error) {
    log.warn({ error: nameOf(error), letter: letter.id }, 'the page failed to send a letter')
  }
  book.done(letter.id)
  await parts.session.durable()
  if (book.wireIdOf(letter.id) !== undefined || book.hasFailed(letter.id)) return { state: 'sent' }
  // Retrying at full speed would flood WhatsApp, whatever the reason.
  brake.refused(tooFastCode)
  return { state: 'later', reason: 'not_written' }
}
