// One environment over the real WhatsApp client in its own process, driven by `npm run soak`.

import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import type { Letter, Transport, TransportListener } from '../../src/engine/transport.ts'
import { openEnvironment } from '../../src/environment/environment.ts'
import { openSessionOnThread } from '../../src/environment/threads/session.ts'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'

/** The driver's command-line argument. */
const orderSchema = z.object({
  home: z.string(),
  session: z.string(),
  socketUrl: z.string(),
  /** The environment's clock starts here and runs `speed` times as fast as real time. */
  epoch: z.number(),
  speed: z.number(),
  /** Divides the times for typing and for reconnecting; 0 for none. */
  writeAtOnce: z.number(),
  /**
   * Whether pacing delays letters; without it, its clock advances a minute between any two letters.
   */
  pacing: z.boolean(),
})
export type Order = z.output<typeof orderSchema>

/** Bytes: resident set, used heap, and buffers outside of the heap. */
export interface Memory {
  readonly rss: number
  readonly heap: number
  readonly external: number
}

/** Messages to the driver. Times are milliseconds since the epoch, with fractions. */
export type Word =
  | { readonly kind: 'link'; readonly state: string; readonly cause: string }
  | ({ readonly kind: 'memory' } & Memory)
  | { readonly kind: 'heard' | 'handed' | 'written'; readonly at: number; readonly id: string }
  | { readonly kind: 'problem'; readonly message: string }

// Node caches the source maps of this file at its first error: that is not Aval's memory.
process.setSourceMapsEnabled(false)
const order = orderSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
const say = (word: Word) => void process.send?.(word)
const instant = () => performance.timeOrigin + performance.now()

const memoryMs = 5_000

let skipped = 0
const now = () => order.epoch + (Date.now() - order.epoch) * order.speed
const pause = async (milliseconds: number) => void (await after(milliseconds / order.speed))
const clock = { now, elapsed: now, pause }
const leaping = () => {
  skipped += 60_000
  return now() + skipped
}
const paceClock = order.pacing ? clock : { ...clock, now: leaping }

const problem = (about: object, message: string): void => {
  const error =
    'reason' in about
      ? JSON.stringify(about)
      : 'error' in about
        ? String(about.error)
        : 'err' in about
          ? String(about.err)
          : ''
  say({ kind: 'problem', message: `${message} ${error}`.trim() })
}
const quiet = () => undefined
const log = { debug: quiet, info: quiet, warn: problem, error: problem }

const { session, close: closeSession } = await openSessionOnThread(order.session, {
  refused: (error) => problem({ error }, 'The session cannot be written.'),
  lost(error) {
    problem({ error }, 'The session is lost.')
    process.exit(1)
  },
  pause,
})
const baileys = createBaileys(
  { session, log, clock: paceClock },
  {
    socketUrl: order.socketUrl,
    pause: async (milliseconds, signal) => {
      if (order.writeAtOnce > 0)
        await after(milliseconds / order.writeAtOnce, undefined, { signal })
    },
    socket: { shouldSyncHistoryMessage: ({ syncType }) => syncType !== 3, connectTimeoutMs: 2_000 },
  },
)

/** Reports when a message is received, given to the transport and written; otherwise unchanged. */
const watched: Transport = {
  ...baileys,
  start: (listener) => baileys.start(watchedEar(listener)),
  async send(letter: Letter) {
    say({ kind: 'handed', at: instant(), id: letter.id })
    const sending = await baileys.send(letter)
    say({ kind: 'written', at: instant(), id: letter.id })
    return sending
  },
}

function watchedEar(listener: TransportListener): TransportListener {
  return {
    ...listener,
    message(heard) {
      say({ kind: 'heard', at: instant(), id: heard.id })
      return listener.message(heard)
    },
    link(state) {
      say({ kind: 'link', state: state.state, cause: state.cause ?? '' })
      listener.link(state)
    },
  }
}

const opened = await openEnvironment({
  home: order.home,
  environment: 'test',
  version: '0.0.0',
  clock,
  log,
  transport: watched,
  variables: { SHOP_TOKEN: 'soak' },
  aside: {
    lost(error) {
      problem({ error }, 'The store is lost.')
      process.exit(1)
    },
  },
})
const ticks = setInterval(() => void opened.engine.tick(), 50)
const checkpoints = setInterval(() => void opened.checkpoint(), 5_000)
const memory = setInterval(() => {
  // Only memory that survives garbage collection counts as a leak.
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  say({ kind: 'memory', rss, heap: heapUsed, external })
}, memoryMs)

process.on('message', () => {
  void (async () => {
    for (const timer of [ticks, checkpoints, memory]) clearInterval(timer)
    await opened.close()
    await closeSession()
    process.exit(0)
  })()
})
process.on('disconnect', () => process.exit(1))
