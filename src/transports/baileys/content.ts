// Sends a letter's content: its picture with the text as caption, or only the text.

import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MiscMessageGenerationOptions, WASocket } from '@whiskeysockets/baileys'
import type { Letter } from '../../engine/transport.ts'
import { isCaption } from '../whatsapp/caption.ts'
import type { Log } from '../whatsapp/log.ts'
import { closeCode } from './client.ts'

/** The longest time for uploading media. */
const uploadMs = 20_000

/** Rejects if neither could be sent. */
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
      // An empty thumbnail, because to create one the library would look for other programs.
      const content = { image, caption: text, mimetype: 'image/png', jpegThumbnail: '' }
      await socket.sendMessage(wire, content, { ...options, mediaUploadTimeoutMs: uploadMs })
      return
    } catch (error) {
      // Sent under the same id, so that it is one message even if both arrive.
      log.warn({ code: closeCode(error), letter: letter.id }, 'a picture was not sent; its text is')
    }
  // No preview, which would fetch any address in the text.
  await socket.sendMessage(wire, { text, linkPreview: null }, options)
}

/**
 * Checks that a temporary file can be written: the library encrypts images into one, and a failure
 * there would be an unhandled error that ends the process.
 */
async function tryScratch(bytes: Uint8Array): Promise<void> {
  const file = join(tmpdir(), `aval-${randomUUID()}`)
  try {
    await writeFile(file, bytes, { flag: 'wx', mode: 0o600 })
  } finally {
    await rm(file, { force: true })
  }
}
