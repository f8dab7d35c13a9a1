// Delays everything sent to WhatsApp until all earlier changes are on disk.

import type { WASocket } from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'

/** The part of a WebSocket that Baileys writes through. */
interface Line {
  send(bytes: Uint8Array, done?: (error?: Error) => void): void
}

/**
 * Keys and credentials change in memory and are written a moment later. Each frame waits for
 * earlier changes to be on disk, so that after a crash no message or receipt is ahead of the file.
 * Frames keep their order, as the cipher requires. While the disk fails nothing is sent, and the
 * connection is finally lost.
 */
export function sendAfterWrites(socket: WASocket, session: Pick<SessionStore, 'durable'>): void {
  // Baileys creates it with the socket, and all frames go through it.
  const line: unknown = Reflect.get(socket.ws, 'socket')
  if (!isLine(line)) throw new Error('Baileys writes in another way than Aval knows.')
  const send = line.send.bind(line)
  line.send = (bytes, done) => {
    session.durable().then(
      () => send(bytes, done),
      (error: unknown) => done?.(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

function isLine(value: unknown): value is Line {
  return typeof value === 'object' && value !== null && 'send' in value
}
