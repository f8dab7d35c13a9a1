// What the page is given of a letter: its picture with the text below, or the text alone.

import type { Letter } from '../../engine/transport.ts'
import { isCaption } from '../whatsapp/caption.ts'
import { type Log, nameOf } from '../whatsapp/log.ts'
import type { LetterBook } from './letter-book.ts'
import type { Library, SendOptions, WebClient } from './library.ts'

export interface ContentParts {
  readonly library: Pick<Library, 'MessageMedia'>
  readonly book: LetterBook
  readonly log: Log
}

const options: SendOptions = {
  // No preview: it would fetch whatever address the text holds.
  linkPreview: false,
  // Reading is what people do; the library's own way of it broke in January 2026.
  sendSeen: false,
  parseVCards: false,
  waitUntilMsgSent: true,
}

/** Answers with what the page tells of the message. Rejects when it took neither. */
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
      // The page may have failed after it sent: then its echo was heard, and once is enough.
      if (book.wireIdOf(letter.id) !== undefined) return undefined
      log.warn({ error: nameOf(error), letter: letter.id }, 'a picture was not sent; its text is')
    }
  return await web.sendMessage(wire, text, options)
}
