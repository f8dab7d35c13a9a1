// A letter with a picture over the real Baileys client: the image is uploaded, its text is the
// caption.

import { createHash } from 'node:crypto'
import { Agent, createServer } from 'node:https'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { selfSigned } from '../places/certificate.ts'
import { letterTo } from './letter.ts'
import { gets, Linked } from './linked.ts'
import type { Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let chat: string

beforeEach(async () => {
  ;({ linked, ana, chat } = await Linked.greeted())
})
afterEach(() => linked.close())

const png = Uint8Array.from({ length: 3_000 }, (_, index) => index % 251)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** A media server, and settings with which the client trusts only it. */
async function startMedia() {
  const { key, cert } = selfSigned('localhost')
  const uploads: Buffer[] = []
  const server = createServer({ key, cert }, async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    uploads.push(Buffer.concat(parts))
    const path = '/v/t62/picture'
    response.end(JSON.stringify({ url: `https://localhost${path}`, direct_path: path }))
  })
  const port = await listen(server)
  onTestFinished(() => closeServer(server))
  const customUploadHosts = [{ hostname: `localhost:${port}`, maxContentLengthBytes: 1_000_000 }]
  const fetchAgent = new Agent({ ca: cert, keepAlive: false })
  return { uploads, socket: { ...linked.overrides.socket, customUploadHosts, fetchAgent } }
}

async function withPicture(id: string, text: string) {
  const { transport } = linked
  return await transport?.send({ ...letterTo(chat, id, text), picture: { png } })
}

test('a letter with a picture is sent as an image with the text as caption', async () => {
  const media = await startMedia()
  await linked.transport?.stop()
  await linked.start({ socket: media.socket })
  expect(await withPicture('letter-1', 'three requests')).toEqual({ state: 'sent' })
  const got = await ana.received.until(({ message }) => Boolean(message.imageMessage), 'the image')
  const { imageMessage } = got.message
  expect(imageMessage?.caption).toBe('three requests')
  expect(imageMessage?.mimetype).toBe('image/png')
  expect(Buffer.from(imageMessage?.fileSha256 ?? [])).toEqual(sha256(png))
  expect(Buffer.from(imageMessage?.fileEncSha256 ?? [])).toEqual(
    sha256(media.uploads[0] ?? new Uint8Array()),
  )
})

test('a letter with a picture is sent as text when the upload fails, or the text is too long', async () => {
  expect(await withPicture('letter-1', 'three requests')).toEqual({ state: 'sent' })
  await gets(ana, 'three requests')
  const long = 'a'.repeat(1_025)
  const media = await startMedia()
  await linked.transport?.stop()
  await linked.start({ socket: media.socket })
  expect(await withPicture('letter-2', long)).toEqual({ state: 'sent' })
  await gets(ana, long)
  expect(media.uploads).toEqual([])
})
