// Tools for conformance vectors: an authenticator app, and a server in place of real systems.

import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { listen } from '../../engine/listen.ts'

export const codeMs = 30_000

/** RFC 6238 with SHA-1, 6 digits and 30 seconds; independent of the code under test. */
export function totpAt(secret: Buffer, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / codeMs)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** A server in place of the real systems; it only counts connections. */
export async function openSinkServer() {
  let count = 0
  const server: Server = createServer((socket) => {
    count += 1
    socket.destroy()
  })
  return {
    port: await listen(server),
    connections: () => count,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
