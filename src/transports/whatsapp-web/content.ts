// Sends a letter's content through the page: its picture with the text as caption, or only the
// text.

import type { Letter } from '../../engine/transport.ts'
import { isCaption } from '../whatsapp/caption.ts'
import { type Log, nameOf } from '../whatsapp/log.ts'
import type { Library, SendOptions, WebClient } from './library.ts'
import type { SentLedger } from './sent-ledger.ts'

export interface ContentParts {
  readonly library: Pick<Library, 'MessageMedia'>
  readonly book: SentLedger
  readonly log: Log
}

const options: SendOptions = {
  // No preview, which would fetch any address in the text.
  linkPreview: false,
  // Only people read messages; the library's function for it also broke in January 2026.
  sendSeen: false,
  parseVCards: false,
  waitUntilMsgSent: true,
}

/** Returns what the page says about the message. Rejects if neither was sent. */
export async function sendContent(
  { library, book, log }: ContentParts,
  web: WebClient,
  wire: string,
  letter: Letter,
): Promise<unknown> {
  const { picture, text } = letter
  if (picture !== undefined && isCaption(text))
    try {
      const data = Buffer.from(picture.png).toString('base64')
      const media = new library.MessageMedia('image/png', data, 'picture.png')
      return await web.sendMessage(wire, media, { ...options, caption: text })
    } catch (error) {
      // The page may have failed after sending; then the echo was seen, and it is not sent again.
      if (book.wireIdOf(letter.id) !== undefined) return undefined
      log.warn({ error: nameOf(error), letter: letter.id }, 'a picture was not sent; its text is')
    }
  return await web.sendMessage(wire, text, options)
}
