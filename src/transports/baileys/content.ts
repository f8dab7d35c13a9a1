// What WhatsApp is given of a letter: its picture with the text below, or the text alone.

import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MiscMessageGenerationOptions, WASocket } from '@whiskeysockets/baileys'
import type { Letter } from '../../engine/transport.ts'
import { isCaption } from '../whatsapp/caption.ts'
import type { Log } from '../whatsapp/log.ts'
import { closeCode } from './client.ts'

/** WhatsApp's servers for media may take this long. */
const uploadMs = 20_000

/** Rejects when neither could be written. */
export async function sendContent(
  socket: WASocket,
  wire: string,
  letter: Letter,
  options: MiscMessageGenerationOptions,
  log: Log,
): Promise<void> {
  const { picture, text } = letter
  if (picture !== undefined && isCaption(text))
    try {
      const image = Buffer.from(picture.png)
      await tryScratch(image)
      // An empty thumbnail: to make one, the library would look for programs that are not ours.
      const content = { image, caption: text, mimetype: 'image/png', jpegThumbnail: '' }
      await socket.sendMessage(wire, content, { ...options, mediaUploadTimeoutMs: uploadMs })
      return
    } catch (error) {
      // Under the same id: should both arrive, they are one message.
      log.warn({ code: closeCode(error), letter: letter.id }, 'a picture was not sent; its text is')
    }
  // No preview: it would fetch whatever address the text holds.
  await socket.sendMessage(wire, { text, linkPreview: null }, options)
}

/**
 * The library enciphers an image into a file for a moment, and when that cannot be written, nobody
 * hears its error and the process ends: so it is tried before.
 */
async function tryScratch(bytes: Uint8Array): Promise<void> {
  const file = join(tmpdir(), `aval-${randomUUID()}`)
  try {
    await writeFile(file, bytes, { flag: 'wx', mode: 0o600 })
  } finally {
    await rm(file, { force: true })
  }
}
