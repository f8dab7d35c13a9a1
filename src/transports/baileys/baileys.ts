// WhatsApp through Baileys: one linked account as a transport.

import type { Clock } from '../../engine/clock.ts'
import { createTasks, type Tasks } from '../../engine/tasks.ts'
import type { LinkState, Transport, TransportListener } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { startPacing } from '../pacing.ts'
import { chatsAtOnce, directChatOf } from '../whatsapp/chats.ts'
import { settleContradictions } from '../whatsapp/contradictions.ts'
import { type Log, logRejected, nameOf } from '../whatsapp/log.ts'
import { realPause } from '../whatsapp/pause.ts'
import { createSendBackoff } from '../whatsapp/send-backoff.ts'
import { writtenInTime } from '../whatsapp/written-in-time.ts'
import { checkedUrl, connect, loadBaileys, type TestOverrides } from './client.ts'
import { forgetInSession } from './forget.ts'
import { watchKeys } from './key-changes.ts'
import { isPaired, type Library } from './key-store.ts'
import { type Link, maintainLink } from './link.ts'
import { sentMessage, startSending } from './outbound.ts'
import { listenForReceipts } from './receipts.ts'
import { createReceiver } from './receiver.ts'
import type { Groups } from './recipients.ts'
import { forgetStrangers, type Strangers } from './strangers.ts'
import type { TransactionCount } from './transactions.ts'

export interface BaileysOptions {
  /** The open session of this environment; the caller closes it after `stop`. */
  readonly session: SessionStore
  readonly log: Log
  readonly clock: Clock
}

/**
 * A transport over the account linked in the session. `start` resolves at once and connects in the
 * background; the listener's `link` reports the state. Without a linked account it is `stopped`,
 * `not_paired`.
 */
export function createBaileys(options: BaileysOptions, overrides: TestOverrides = {}): Transport {
  if (overrides.socketUrl !== undefined) checkedUrl(overrides.socketUrl)
  const stopping = new AbortController()
  const parts: Parts = {
    ...options,
    overrides,
    tasks: createTasks((error) => logRejected(options.log, error)),
    random: overrides.random ?? Math.random,
    pause: overrides.pause ?? realPause,
  }
  let running: Running | undefined
  return {
    name: 'baileys',
    tellsReceipts: true,
    chatsAtOnce,
    start: async (listener) => {
      const cause =
        options.session.ended() ?? (isPaired(options.session) ? undefined : 'not_paired')
      if (cause !== undefined) {
        listener.link({ state: 'stopped', cause })
        return
      }
      const library = await loadBaileys()
      if (stopping.signal.aborted) return
      running = run(parts, listener, library, stopping.signal)
      running.link.start()
    },
    send: async (letter) =>
      (await running?.send(letter)) ?? { state: 'later', reason: 'not_started' },
    enrolled: (people) => {
      settleContradictions(options.session, people)
      running?.strangers.enrolled(people)
    },
    directChat: ({ identifiers }) => directChatOf(identifiers),
    forget: async (identifiers) => {
      const rows = forgetInSession(options.session, identifiers)
      await options.session.durable()
      return rows
    },
    stop: async () => {
      stopping.abort()
      clearInterval(running?.sweeping)
      await running?.link.stop()
      if (await writtenInTime(options.session)) {
        await parts.tasks.idle()
        running?.tidy()
      } else options.log.error({}, 'the session could not be written; what came last comes again')
    },
  }
}

interface Parts extends BaileysOptions {
  readonly overrides: TestOverrides
  readonly tasks: Tasks
  random(): number
  pause(milliseconds: number, signal: AbortSignal): Promise<void>
}

interface Running {
  readonly link: Link
  readonly send: Transport['send']
  readonly strangers: Strangers
  readonly sweeping: NodeJS.Timeout
  tidy(): void
}

function run(
  parts: Parts,
  listener: TransportListener,
  library: Library,
  stopping: AbortSignal,
): Running {
  const { session, log, clock, random } = parts
  const keep = parts.tasks.track
  const now = () => clock.now()
  const hearing = createReceiver({ session, log, listener, keep, library })
  const refusals = new Map<string, number>()
  const groups: Groups = new Map()
  const transactions: TransactionCount = { underWay: 0 }
  const idle = (): boolean => transactions.underWay === 0
  const strangers = forgetStrangers({ session, log, now, idle })
  const brake = createSendBackoff(now, (state) => listener.link(state))
  const keys = watchKeys({
    session,
    tell: (change) => listener.identity(change),
    keep,
  })
  const link = maintainLink({
    log,
    random,
    now,
    pause: parts.pause,
    connect: () =>
      connect(library, {
        session,
        log,
        overrides: parts.overrides,
        groups,
        transactions,
        now,
        onKeyChanged: keys.changed,
        reader: hearing.reader,
        getMessage: (key) => sentMessage(session, key, library),
      }),
    attach: (socket) => {
      keys.watch(socket, library)
      hearing.listen(socket)
      const tell = listener.receipt.bind(listener)
      const { refused, accepted } = brake
      listenForReceipts(socket, { session, tell, refused, accepted, refusals, now })
    },
    tell: (state: LinkState) => {
      if (state.state !== 'open') return listener.link(state)
      listener.link(brake.shown() ?? state)
      // Letters written to a broken connection, or refused earlier, would otherwise never be sent
      // again.
      for (const id of session.unacknowledged()) listener.receipt({ id, state: 'unsent' })
    },
    onVoid: (cause) => session.end(cause),
  })
  keys.catchUp()
  hearing.catchUp()
  const send = startSending(
    {
      session,
      log,
      brake,
      groups,
      random,
      socket: link.socket,
      linkState: link.state,
      line: link.line,
      now,
      pause: (milliseconds) => parts.pause(milliseconds, stopping),
      acknowledgedBefore: (letterId) => listener.receipt({ id: letterId, state: 'acked' }),
    },
    startPacing(now()),
  )
  const sweep = () => {
    hearing.again()
    hearing.tidy()
    session.sweep(now())
    strangers.sweep()
  }
  return { link, send, strangers, sweeping: sweepOften(sweep, log), tidy: hearing.tidy }
}

/** How often old texts are deleted, and messages that the engine refused are handed over again. */
const sweepEveryMs = 60_000

function sweepOften(sweep: () => void, log: Log): NodeJS.Timeout {
  const attempt = (): void => {
    try {
      sweep()
    } catch (error) {
      log.error({ error: nameOf(error) }, 'texts that were kept long enough could not be forgotten')
    }
  }
  attempt()
  return setInterval(attempt, sweepEveryMs).unref()
}
