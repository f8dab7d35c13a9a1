// Keeps one account connected: a new client in a new browser after each end that can be recovered
// from.

import type { LinkState } from '../../engine/transport.ts'
import { countAttempts, waitBefore } from '../whatsapp/attempts.ts'
import { nameOf } from '../whatsapp/log.ts'
import type { Client } from './client.ts'
import { type End, type WatchParts, watchClient } from './client-watch.ts'
import type { WebCause } from './disconnects.ts'
import type { WebClient } from './library.ts'

export interface LinkParts extends Omit<WatchParts, 'onLink' | 'onEnd'> {
  tell(state: LinkState): void
  /** The account itself is void: only pairing again helps. */
  onVoid(cause: WebCause): void
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
  random(): number
  /** Milliseconds; used to measure how long a connection lasted. */
  now(): number
}

export interface Link {
  /** The client, while it is ready and connected. */
  web(): WebClient | undefined
  state(): LinkState
  start(): void
  /** Ends all waiting. Resolves when no browser is left. */
  stop(): Promise<void>
}

/** The first pause; longer than for a socket, because browsers start slowly. */
const firstWaitMs = 2_000

export function maintainLink(parts: LinkParts): Link {
  const stopping = new AbortController()
  let current: Client | undefined
  const attempts = countAttempts(parts.now)
  let state: LinkState = { state: 'stopped', cause: 'not_started' }
  let closed: Promise<void> = Promise.resolve()

  const enter = (next: LinkState): void => {
    if (stopping.signal.aborted) return
    if (next.state === state.state && next.cause === state.cause) return
    state = next
    parts.tell(next)
  }

  const renew = async (cause: WebCause): Promise<void> => {
    enter({ state: 'waiting', cause })
    const waitMs = waitBefore(firstWaitMs, attempts.failed(), parts.random())
    await parts.pause(waitMs, stopping.signal)
    open()
  }

  const onEnd = async (client: Client, end: End): Promise<void> => {
    parts.log.info({ cause: end.cause, act: end.act }, 'WhatsApp Web ended the link')
    if (end.act === 'stop') {
      if (end.account === 'void') parts.onVoid(end.cause)
      enter({ state: 'stopped', cause: end.cause })
    }
    // The browser locks the profile, so that the next one may start only when it is gone.
    await client.close()
    if (end.act === 'stop' || stopping.signal.aborted) return
    await renew(end.cause)
  }

  const open = (): void => {
    if (stopping.signal.aborted) return
    enter({ state: 'connecting' })
    const client = watchClient({
      ...parts,
      onReady: (web) => {
        attempts.opened()
        parts.onReady(web)
      },
      onLink: (next) => {
        if (client === current) enter(next)
      },
      onEnd: (end) => {
        if (client !== current) return
        current = undefined
        closed = onEnd(client, end).catch((error: unknown) => {
          if (stopping.signal.aborted) return
          parts.log.error({ error: nameOf(error) }, 'no new browser could be started')
          enter({ state: 'stopped', cause: 'broken' })
        })
      },
    })
    current = client
    void client.run()
  }

  return {
    web: () => (state.state === 'open' ? current?.web : undefined),
    state: () => state,
    start: open,
    stop: async () => {
      stopping.abort()
      const last = current
      current = undefined
      state = { state: 'stopped', cause: 'stopped' }
      await last?.close()
      await closed
    },
  }
}
