// Props of the conformance stage: an authenticator app, and a trap where the real systems would be.

import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { listening } from '../../engine/listening.ts'

export const codeMs = 30_000

/** RFC 6238 with SHA-1, 6 digits and 30 seconds, apart from the code that checks it. */
export function totpAt(secret: Buffer, at: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / codeMs)))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = (digest.at(-1) ?? 0) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 1_000_000).padStart(6, '0')
}

/** Listens where the real systems would be, and only counts. */
export async function openTrap() {
  let count = 0
  const server: Server = createServer((socket) => {
    count += 1
    socket.destroy()
  })
  return {
    port: await listening(server),
    connections: () => count,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
