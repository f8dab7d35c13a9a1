// Watches one client from start to end, and reports once how it ended.

import type { LinkState } from '../../engine/transport.ts'
import { type Log, nameOf } from '../whatsapp/log.ts'
import type { Client, ClientEvents } from './client.ts'
import { type AfterState, afterState } from './disconnects.ts'
import type { WebClient } from './library.ts'

export type End = Extract<AfterState, { act: 'renew' | 'stop' }>

export interface WatchParts {
  readonly log: Log
  connect(events: ClientEvents): Client
  /** Called before anything can arrive on the client. */
  attach(web: WebClient): void
  /** While pairing: receives each code. If absent, a code means that the account is not linked. */
  readonly onQr?: (text: string) => void
  /** A client that is not ready after this time is given up. */
  readonly readyWithinMs: number
  onReady(web: WebClient): void
  /** The link is open, or temporarily not. */
  onLink(state: LinkState): void
  /** Called once; the client must still be closed. */
  onEnd(end: End): void
}

/** A client whose `run` never rejects: failures end it. */
export function watchClient(parts: WatchParts): Client {
  let ready = false
  let ended = false
  let deadline: NodeJS.Timeout | undefined

  const end = (how: End): void => {
    clearTimeout(deadline)
    if (ended) return
    ended = true
    parts.onEnd(how)
  }

  const onState = (state: string): void => {
    // Before it is linked, a page is always in state UNPAIRED.
    if (ended || (!ready && state === 'UNPAIRED')) return
    const after = afterState(state)
    if (after.act === 'connected') {
      if (ready) parts.onLink({ state: 'open' })
    } else if (after.act === 'wait') {
      if (ready) parts.onLink({ state: 'waiting', cause: after.cause })
    } else {
      end(after)
    }
  }

  const expectReady = (): void => {
    clearTimeout(deadline)
    deadline = setTimeout(() => end({ act: 'renew', cause: 'never_ready' }), parts.readyWithinMs)
  }

  const client = parts.connect({
    onState,
    onReload: () => {
      if (ended || !ready) return
      ready = false
      expectReady()
      parts.onLink({ state: 'connecting' })
    },
    onBroken: (cause) => end({ act: 'renew', cause }),
  })
  const { web } = client
  web.on('qr', (text) => {
    clearTimeout(deadline)
    if (!parts.onQr) end({ act: 'stop', cause: 'logged_out', account: 'kept' })
    else if (!ended) parts.onQr(String(text))
  })
  web.on('ready', () => {
    clearTimeout(deadline)
    if (ended) return
    if (!ready) parts.onReady(web)
    ready = true
    parts.onLink({ state: 'open' })
  })
  web.on('disconnected', (reason) => onState(String(reason)))
  parts.attach(web)

  const run = async (): Promise<void> => {
    expectReady()
    try {
      await client.run()
    } catch (error) {
      if (ended) return
      const isStarted = Boolean(web.pupBrowser)
      parts.log.warn(failure(error, isStarted), 'WhatsApp Web could not be opened')
      end({ act: 'renew', cause: isStarted ? 'network' : 'browser' })
    }
  }
  const close = async (): Promise<void> => {
    ended = true
    clearTimeout(deadline)
    await client.close()
  }
  return { web, run, close }
}

/** Why the browser did not start is logged; a page's error text could quote people. */
function failure(error: unknown, isStarted: boolean): object {
  if (isStarted || !(error instanceof Error)) return { error: nameOf(error) }
  return { error: error.name, why: error.message.slice(0, 500).replaceAll(/[0-9]{5,}/g, '…') }
}
