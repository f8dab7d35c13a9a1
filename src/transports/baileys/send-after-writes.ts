// Nothing leaves for WhatsApp before everything that was changed by then is on the disk.

import type { WASocket } from '@whiskeysockets/baileys'
import type { SessionStore } from '../../store/session/tables.ts'

/** The part of a WebSocket that Baileys writes through. */
interface Line {
  send(bytes: Uint8Array, done?: (error?: Error) => void): void
}

/**
 * Keys and credentials change in memory, and become durable a moment later. A crash in between may
 * not be noticed by anybody, so that each frame waits for what was changed before it: neither a
 * message nor a receipt is ever ahead of the file. Frames keep their order, as their cipher
 * demands. While the disk takes nothing, nothing goes out, and in the end the line is lost.
 */
export function sendAfterWrites(socket: WASocket, session: Pick<SessionStore, 'durable'>): void {
  // Baileys makes it when the socket is made, and each of its frames goes through it.
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
