// WhatsApp through whatsapp-web.js: one linked account in its own Chromium, as a transport.

import { join } from 'node:path'
import type { Clock } from '../../engine/clock.ts'
import { createTasks, type Tasks } from '../../engine/tasks.ts'
import type { Transport, TransportListener } from '../../engine/transport.ts'
import type { OpenedSession } from '../../store/session/journal.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { startPacing } from '../pacing.ts'
import { chatsAtOnce, directChatOf } from '../whatsapp/chats.ts'
import { settleContradictions } from '../whatsapp/contradictions.ts'
import { type Log, logRejected, nameOf } from '../whatsapp/log.ts'
import { realPause } from '../whatsapp/pause.ts'
import { createSendBackoff } from '../whatsapp/send-backoff.ts'
import { writtenInTime } from '../whatsapp/written-in-time.ts'
import { findBrowserSetup, readAccount, writeAccount } from './account.ts'
import { buildClient, type TestOverrides } from './client.ts'
import { type Link, maintainLink } from './link.ts'
import { listenForReceipts } from './receipts.ts'
import { createReceiver } from './receiver.ts'
import { startSending } from './sending.ts'
import { openSentLedger } from './sent-ledger.ts'

/** Where an account is and how to reach it. */
export interface AccountOptions {
  /** The account's own folder, mode 0700. */
  readonly folder: string
  readonly log: Log
  readonly clock: Clock
  /** The browser to use instead of the installed one. */
  readonly executablePath?: string
}

export interface WhatsappWebOptions extends AccountOptions {
  /** Opens the session's file. */
  readonly openSession: (file: string) => Promise<OpenedSession>
}

/** A page not ready after this time is reloaded; an account's first load is slow. */
export const readyWithinMs = 180_000
const answerWithinMs = 20_000

/**
 * A transport over the account linked in the folder. `start` throws a sentence if the package, the
 * browser or the session is missing or broken; otherwise it resolves at once, and the listener's
 * `link` reports the state. Without a linked account it is `stopped`, `not_paired`. Letters are
 * sent at least once.
 */
export function createWhatsappWeb(
  options: WhatsappWebOptions,
  overrides: TestOverrides = {},
): Transport {
  const stopping = new AbortController()
  const tasks = createTasks((error) => logRejected(options.log, error))
  let opened: OpenedSession | undefined
  let running: Running | undefined
  return {
    name: 'whatsapp-web',
    tellsReceipts: true,
    chatsAtOnce,
    start: async (listener) => {
      const account = await findBrowserSetup(options, overrides)
      if (stopping.signal.aborted) return
      opened = await options.openSession(join(options.folder, 'session.db'))
      const { session } = opened
      const cause = session.ended() ?? (readAccount(session) ? undefined : 'not_paired')
      if (cause !== undefined) {
        listener.link({ state: 'stopped', cause })
        return
      }
      const parts = { ...options, ...account, overrides, session, tasks }
      running = run(parts, listener, stopping.signal)
      running.link.start()
    },
    send: async (letter) => {
      if (!running) return { state: 'later', reason: 'not_started' }
      const sending = running.send(letter)
      tasks.track(sending.catch(() => undefined))
      return await sending
    },
    enrolled: (people) => {
      if (opened !== undefined) settleContradictions(opened.session, people)
    },
    directChat: ({ identifiers }) => directChatOf(identifiers),
    stop: async () => {
      stopping.abort()
      await running?.link.stop()
      running = undefined
      // What is ending may still need the open session.
      if (opened === undefined || (await writtenInTime(opened.session))) await tasks.idle()
      else options.log.error({}, 'the session could not be written; what came last comes again')
      await opened?.close().catch((error: unknown) => {
        // A failure here must not keep the rest from stopping.
        options.log.error({ error: nameOf(error) }, 'the session was not written to its end')
      })
      opened = undefined
    },
  }
}

interface Parts extends Omit<AccountOptions, 'executablePath'> {
  readonly library: Parameters<typeof buildClient>[0]['library']
  readonly executablePath: string
  readonly overrides: TestOverrides
  readonly session: SessionStore
  readonly tasks: Tasks
}

interface Running {
  readonly link: Link
  readonly send: Transport['send']
}

function run(parts: Parts, listener: TransportListener, stopping: AbortSignal): Running {
  const { session, log, clock, overrides } = parts
  const random = overrides.random ?? Math.random
  const pause = overrides.pause ?? realPause
  const now = (): number => clock.now()
  let openedAt = now()
  const keep = parts.tasks.track
  const brake = createSendBackoff(now, (state) => listener.link(state))
  const within = overrides.answerWithinMs ?? answerWithinMs
  const hearing = createReceiver({
    session,
    log,
    listener,
    keep,
    openedAt: () => openedAt,
    answerWithinMs: within,
    pause: (milliseconds) => pause(milliseconds, stopping),
  })
  const book = openSentLedger(session, now)
  const tell = listener.receipt.bind(listener)
  const send = startSending(
    {
      library: parts.library,
      session,
      log,
      brake,
      random,
      now,
      web: () => link.web(),
      linkState: () => link.state(),
      pause: (milliseconds) => pause(milliseconds, stopping),
      tell,
      book,
      answerWithinMs: within,
    },
    startPacing(now()),
  )
  const link = maintainLink({
    log,
    random,
    now,
    pause,
    readyWithinMs: overrides.readyWithinMs ?? readyWithinMs,
    connect: (events) => buildClient(parts, events),
    attach: (web) => {
      hearing.attach(web)
      listenForReceipts(web, { session, brake, book, tell })
    },
    onReady: (web) => {
      const account = readAccount(session)
      openedAt = now()
      session.sweep(openedAt)
      if (!account) return
      const reached = openedAt
      // Only after catching up: a crash before that would lose the waiting messages.
      hearing.catchUp(web, account.openedAt, () =>
        writeAccount(session, { ...account, openedAt: reached }),
      )
    },
    tell: (state) => listener.link(state.state === 'open' ? (brake.shown() ?? state) : state),
    onVoid: (cause) => session.end(cause),
  })
  hearing.reportChanges()
  return { link, send }
}
