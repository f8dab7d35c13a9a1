// One environment at work: receives, settles, performs, delivers, and keeps time. The only place
// that waits.

import type { Noticed } from '../command/event.ts'
import { strangersLocale } from '../command/message-draft.ts'
import { phrase } from '../command/phrase.ts'
import { wordMessage } from '../conversation/say.ts'
import type { Settled } from '../store/store.ts'
import { eventId } from './decide.ts'
import { createDelivery } from './deliver.ts'
import type { EngineParts, Log } from './engine-parts.ts'
import { forwardErasures } from './forward-erasures.ts'
import { endLifetimes } from './lifetimes.ts'
import { errorFields } from './observability/error-fields.ts'
import { gatherReceipts } from './receipts.ts'
import { arrivalOf, askedArrival, type ProgramRequest } from './receive.ts'
import { delayedMarksClient } from './store-client/delayed-marks.ts'
import { createTasks, oncePerTurn } from './tasks.ts'
import type { IdentityChange, InboundMessage, TransportListener } from './transport.ts'
import { withTimeout } from './with-timeout.ts'
import { createWorkRunner } from './work-runner.ts'

export interface Engine {
  readonly listener: TransportListener
  /** Takes up what a crash left unfinished, then starts to receive. */
  start(): Promise<void>
  notice(notice: Noticed): Promise<void>
  /** A program's request; resolves once it is durable. */
  ask(asked: ProgramRequest): Promise<Settled>
  /** Handles all deadlines that are due. */
  tick(): Promise<void>
  /** Resolves when nothing is under way: all is settled, performed and handed over. */
  idle(): Promise<void>
  nextDeadline(): Promise<number | null>
  stop(): Promise<void>
}

export function createEngine(given: EngineParts): Engine {
  const storeClient = delayedMarksClient(given.storeClient)
  const parts = { ...given, storeClient }
  const { log } = parts
  const tasks = createTasks((error) =>
    log.error(errorFields(error), 'A task of the engine failed.'),
  )
  const receipts = gatherReceipts(async (some) => {
    await storeClient.submit({ event: { kind: 'receipts', ...stamp(), receipts: some } })
    takeUpWork()
  }, tasks.track)
  const delivery = createDelivery(parts, tasks, receipts)
  const workRunner = createWorkRunner(parts, tasks, () => takeUpWork())
  /** Until `start` has read unfinished work, that work would be taken for new. */
  let [looked, stopped] = [false, false]

  /** Looks once for everything that became durable in one turn of the event loop. */
  const takeUpWork = oncePerTurn(tasks, () => {
    if (!looked || stopped) return
    tasks.track(workRunner.take())
    tasks.track(delivery.deliver())
  })

  const stamp = () => stampOf(parts)

  async function message(heard: InboundMessage): Promise<void> {
    receipts.flush()
    const { at, id } = stamp()
    try {
      const settled = await storeClient.submit(arrivalOf(heard, parts.transport.name, at, id))
      if (settled === 'other_content')
        await notice({ what: 'content.changed', from: heard.from, messageId: heard.id })
    } catch (error) {
      log.error(errorFields(error), 'A message could not be settled; nothing was done.')
      await tellNotSettled(parts, heard, stamp().id)
    }
    takeUpWork()
  }

  async function notice(what: Noticed): Promise<void> {
    await storeClient.submit({ event: { kind: 'noticed', ...stamp(), notice: what } })
    takeUpWork()
  }

  async function ask(asked: ProgramRequest): Promise<Settled> {
    const { at, id } = stamp()
    const settled = await storeClient.submit(askedArrival(asked, at, id))
    takeUpWork()
    return settled
  }

  async function tick(): Promise<void> {
    receipts.flush()
    await forwardErasures(parts)
    await settleDue(parts, takeUpWork)
    // After the deadlines: a unit whose expiry cannot be recorded must not delay them.
    await endLifetimes(parts)
    takeUpWork()
  }

  /** Delivery marks are written at once while somebody waits for idleness. */
  async function idle(): Promise<void> {
    storeClient.writeAtOnce()
    do await tasks.idle()
    while (receipts.flush())
    storeClient.holdBack()
  }

  return {
    listener: {
      message,
      receipt: (receipt) => {
        if (receipt.state === 'unsent') delivery.refused(receipt.id)
        receipts.hear(receipt)
      },
      identity: (change) => notice(identityNotice(change)),
      link: ({ state, cause }) => log.info({ state, cause }, 'The connection changed.'),
    },
    async start() {
      await workRunner.look()
      looked = true
      takeUpWork()
      await tick()
    },
    notice,
    ask,
    tick,
    idle,
    nextDeadline: () => storeClient.nextDeadline(),
    async stop() {
      await waitForIdle(idle(), log)
      stopped = true
      workRunner.stop()
      delivery.stop()
    },
  }
}

/** Sends ticks until no due deadline is left. */
async function settleDue(parts: EngineParts, takeUpWork: () => void): Promise<void> {
  const { storeClient, clock } = parts
  while (await storeClient.isDue(clock.now())) {
    await storeClient.submit({ event: { kind: 'tick', ...stampOf(parts) } })
    takeUpWork()
  }
}

/** A part of the time that the supervisor grants for stopping; checkpoints need some of it too. */
const stopMs = 6_000

/** Waits for idleness, but not long: the next start takes up the rest, as after a crash. */
async function waitForIdle(idle: Promise<void>, log: Log): Promise<void> {
  if (
    (await withTimeout(
      stopMs,
      idle.then(() => true),
    )) === null
  )
    log.warn({}, 'Something was still under way; the next start takes it up.')
}

/** The time of an event, and a new id for it. */
function stampOf(parts: EngineParts): { readonly at: number; readonly id: string } {
  const at = parts.clock.now()
  return { at, id: eventId(at, parts.randomHex()) }
}

function identityNotice({ identifier, alias, what }: IdentityChange): Noticed {
  const known = alias === undefined ? {} : { alias }
  return { what: 'identity.changed', identifier, ...known, change: what }
}

/**
 * An event could not be written, so that it has no effect; the sender is told to try again. Rejects
 * if that could not be told either; the transport must then keep the message.
 */
async function tellNotSettled(
  parts: EngineParts,
  heard: InboundMessage,
  id: string,
): Promise<void> {
  const people = await parts.storeClient.people().catch(() => [])
  const known = people.find((one) => one.id === heard.from || one.identifiers.includes(heard.from))
  const { state } = await parts.transport.send({
    id,
    to: known?.id ?? heard.from,
    chat: heard.chat,
    kind: 'refusal',
    text: wordMessage(parts.languages, known?.locale ?? strangersLocale, [phrase('not-settled')]),
    environment: parts.rules.environment,
  })
  if (state === 'later') throw new Error('Nobody could be told that a message was not settled.')
}
