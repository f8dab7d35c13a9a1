// Keeps one account connected: a new socket after each close that can be recovered from.

import type { WASocket } from '@whiskeysockets/baileys'
import type { LinkState } from '../../engine/transport.ts'
import { withTimeout } from '../../engine/with-timeout.ts'
import { countAttempts } from '../whatsapp/attempts.ts'
import type { Log } from '../whatsapp/log.ts'
import { type Client, closeCode } from './client.ts'
import { afterClose, type CloseCause } from './close-codes.ts'

export interface LinkParts {
  readonly log: Log
  /** A socket is single-use: each connection builds a new one from the saved credentials. */
  connect(): Client
  /** Called with each new socket, before anything can arrive on it. */
  attach(socket: WASocket): void
  tell(state: LinkState): void
  /** The account itself is void: only pairing again helps. */
  onVoid(cause: CloseCause): void
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
  random(): number
  /** Milliseconds; used to measure how long a connection lasted. */
  now(): number
}

export interface Link {
  /** The socket, while it is logged in. */
  socket(): WASocket | undefined
  state(): LinkState
  /** Aborts when the current socket has closed, because Baileys leaves its callers waiting. */
  line(): AbortSignal
  start(): void
  /** Closes the socket and ends all waiting. Resolves when the socket has closed. */
  stop(): Promise<void>
}

/** How long to wait for the server to answer our close. */
const goodbyeMs = 2_000

export function maintainLink(parts: LinkParts): Link {
  const stopping = new AbortController()
  let current: WASocket | undefined
  const attempts = countAttempts(parts.now)
  let state: LinkState = { state: 'connecting' }
  let closed: Promise<void> = Promise.resolve()
  let line = new AbortController()

  const enter = (next: LinkState): void => {
    state = next
    parts.tell(next)
  }

  const onClose = (socket: WASocket, error: unknown): void => {
    // Baileys drops its buffered messages on close, though they were acknowledged already.
    socket.ev.flush()
    current = undefined
    if (stopping.signal.aborted) return
    const code = closeCode(error)
    const attempt = attempts.failed()
    const next = afterClose(code, attempt, parts.random())
    parts.log.info({ code, cause: next.cause, act: next.act, attempt }, 'WhatsApp closed the link')
    if (next.act === 'stop') {
      if (next.account === 'void') parts.onVoid(next.cause)
      enter({ state: 'stopped', cause: next.cause })
      return
    }
    enter({ state: 'waiting', cause: next.cause })
    parts
      .pause(next.waitMs, stopping.signal)
      .then(open)
      .catch((error: unknown) => {
        if (stopping.signal.aborted) return
        parts.log.error({ error }, 'no new connection could be made')
        enter({ state: 'stopped', cause: 'broken' })
      })
  }

  const open = (): void => {
    if (stopping.signal.aborted) return
    enter({ state: 'connecting' })
    const { socket } = parts.connect()
    const ownLine = new AbortController()
    current = socket
    line = ownLine
    closed = new Promise((resolve) => {
      socket.ev.on('connection.update', ({ connection, lastDisconnect }) => {
        if (connection === 'open') {
          attempts.opened()
          enter({ state: 'open' })
        }
        if (connection === 'close') {
          ownLine.abort()
          onClose(socket, lastDisconnect?.error)
          resolve()
        }
      })
    })
    parts.attach(socket)
  }

  return {
    socket: () => (state.state === 'open' ? current : undefined),
    state: () => state,
    line: () => line.signal,
    start: open,
    stop: async () => {
      stopping.abort()
      await closeSocket(current, closed)
      state = { state: 'stopped', cause: 'stopped' }
    },
  }
}

/** Closes a socket; does not wait long for a silent server. */
export async function closeSocket(
  socket: WASocket | undefined,
  closed: Promise<void>,
): Promise<void> {
  if (!socket) return
  socket.end(undefined)
  await withTimeout(goodbyeMs, closed)
}
