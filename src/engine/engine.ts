// One environment at work: hears, settles, performs, delivers, and keeps time. The only place that waits.

import type { Noticed, Rules } from '../command/facts.ts'
import { phrase } from '../command/phrase.ts'
import { strangersLocale } from '../command/speech.ts'
import { type Languages, say } from '../conversation/say.ts'
import type { Outgoing, Settled, Work } from '../store/store.ts'
import { eventId } from './decide.ts'
import type { Desk } from './desk.ts'
import { type ConnectorOf, perform } from './perform.ts'
import type { Clock, Ear, Heard, Sending, Transport } from './ports.ts'
import { type AskedAtDoor, arrivalOf, askedArrival } from './receive.ts'

/** The part of pino that the engine uses: object first, message last. */
export interface Log {
  info(about: object, message: string): void
  warn(about: object, message: string): void
  error(about: object, message: string): void
}

export interface EngineParts {
  readonly rules: Rules
  readonly languages: Languages
  readonly desk: Desk
  readonly transport: Transport
  readonly connectorOf: ConnectorOf
  readonly clock: Clock
  readonly log: Log
  /** 64 fresh hexadecimal digits at each call. */
  readonly chance: () => string
}

export interface Engine {
  readonly ear: Ear
  /** Take up what a crash left over; then hear the world. */
  start(): Promise<void>
  notice(notice: Noticed): Promise<void>
  /** A program asks at a door; resolves once that is durable. */
  ask(asked: AskedAtDoor): Promise<Settled>
  /** Settle what is due by now. */
  tick(): Promise<void>
  /** Resolves when nothing is under way: all is settled, performed and handed over. */
  idle(): Promise<void>
  nextDeadline(): Promise<number | null>
  stop(): Promise<void>
}

/** Letters read at once; work done at once; how soon a letter that must wait is tried again. */
const lettersMost = 100
const workMost = 16
const laterMs = 1_000

export function createEngine(parts: EngineParts): Engine {
  const { desk, transport, clock, log, rules } = parts
  const running = new Set<Promise<unknown>>()
  const atWork = new Set<string>()
  /** Work that was begun, here or before a restart, and of which no outcome is known. */
  const begun = new Set<string>()
  /** Until `start` has looked, what an earlier life had begun would pass for new work. */
  let looked = false
  /** Letters that the transport took and the store could not yet note; they are not sent again. */
  const handedOver = new Set<string>()
  let delivering = false
  let more = false
  let taking = false
  let moreWork = false
  let retry: NodeJS.Timeout | null = null
  let stopped = false

  function track(task: Promise<unknown>): void {
    const tracked = task
      .catch((error: unknown) => log.error(errorFields(error), 'A task of the engine failed.'))
      .finally(() => running.delete(tracked))
    running.add(tracked)
  }

  function move(): void {
    if (!looked || stopped) return
    track(takeWork())
    track(deliver())
  }

  /** One look at a time; who comes meanwhile is served by one more look. */
  async function takeWork(): Promise<void> {
    moreWork = true
    if (taking) return
    taking = true
    try {
      while (moreWork && !stopped) {
        moreWork = false
        await takeWaiting()
      }
    } finally {
      taking = false
    }
  }

  async function takeWaiting(): Promise<void> {
    const all = await desk.work(workMost + atWork.size)
    for (const work of all) {
      if (stopped || atWork.has(work.id) || atWork.size >= workMost) continue
      atWork.add(work.id)
      track(doWork(work).finally(() => atWork.delete(work.id)))
    }
  }

  async function doWork(work: Work): Promise<void> {
    const flow = rules.flows.get(work.command.flow)
    const leftOver = begun.has(work.id)
    begun.add(work.id)
    const performed = await perform(work, flow, parts.connectorOf, leftOver, (error) =>
      log.error(errorFields(error), 'A connector threw, which none may.'),
    )
    const at = clock.now()
    const event = { ...performed, id: eventId(at, parts.chance()), at }
    await desk.submit({ event, workId: work.id })
    begun.delete(work.id)
    atWork.delete(work.id)
    move()
  }

  /** One pass after another, never two at once, so that letters keep their order. */
  async function deliver(): Promise<void> {
    more = true
    if (delivering) return
    delivering = true
    try {
      while (more && !stopped) {
        more = false
        await deliverPass()
      }
    } finally {
      delivering = false
    }
  }

  async function deliverPass(): Promise<void> {
    const letters = await desk.outgoing(lettersMost)
    if (letters.length === 0 || stopped) return
    const people = new Map((await desk.people()).map((one) => [one.id, one]))
    const waiting = new Set<string>()
    const sent: string[] = []
    const now = clock.now()
    for (const letter of letters) {
      const { to } = letter.speech
      if (waiting.has(to) || letter.notBefore > now) {
        waiting.add(to)
        continue
      }
      const person = people.get(to)
      const chat = letter.speech.chat ?? (person === undefined ? to : transport.directChat(person))
      const result = handedOver.has(letter.id)
        ? ({ state: 'sent' } as const)
        : await transport.send(written(letter, chat)).catch((error: unknown): Sending => {
            log.warn(errorFields(error), 'A message could not be handed over; it is kept.')
            return { state: 'later', reason: 'error' }
          })
      if (result.state === 'sent') sent.push(letter.id)
      else if (result.state === 'never') await desk.delivered([letter.id], 'failed')
      else {
        waiting.add(to)
        await desk.postpone(letter.id, now + (result.waitMs ?? laterMs))
      }
    }
    for (const id of sent) handedOver.add(id)
    if (sent.length > 0) await desk.delivered(sent, 'sent')
    for (const id of sent) handedOver.delete(id)
    if (waiting.size > 0) again()
    else if (letters.length === lettersMost) more = true
  }

  function again(): void {
    if (retry !== null || stopped) return
    retry = setTimeout(() => {
      retry = null
      track(deliver())
    }, laterMs)
    retry.unref()
  }

  function written(letter: Outgoing, chat: string) {
    const { to, kind, locale, lines, command, token } = letter.speech
    return {
      id: letter.id,
      to,
      chat,
      kind,
      text: say(parts.languages, locale, lines, clock.now()),
      environment: rules.environment,
      ...(command === undefined ? {} : { command }),
      ...(token === undefined ? {} : { token: token.text }),
    }
  }

  async function message(heard: Heard): Promise<void> {
    const at = clock.now()
    const arrival = arrivalOf(heard, transport.name, at, eventId(at, parts.chance()))
    try {
      const settled = await desk.submit(arrival)
      if (settled === 'other_content')
        await notice({ what: 'content.changed', from: heard.from, messageId: heard.id })
    } catch (error) {
      log.error(errorFields(error), 'A message could not be settled; nothing was done.')
      await unsettled(heard)
    }
    move()
  }

  /** No evidence, no effect: nothing could be written, so the person is told to try again. */
  async function unsettled(heard: Heard): Promise<void> {
    const people = await desk.people().catch(() => [])
    const known = people.find(
      (one) => one.id === heard.from || one.identifiers.includes(heard.from),
    )
    const at = clock.now()
    await transport.send({
      id: eventId(at, parts.chance()),
      to: known?.id ?? heard.from,
      chat: heard.chat,
      kind: 'refusal',
      text: say(parts.languages, known?.locale ?? strangersLocale, [phrase('not-settled')]),
      environment: rules.environment,
    })
  }

  async function notice(what: Noticed): Promise<void> {
    const at = clock.now()
    await desk.submit({
      event: { kind: 'noticed', id: eventId(at, parts.chance()), at, notice: what },
    })
    move()
  }

  async function ask(asked: AskedAtDoor): Promise<Settled> {
    const at = clock.now()
    const settled = await desk.submit(askedArrival(asked, at, eventId(at, parts.chance())))
    move()
    return settled
  }

  async function tick(): Promise<void> {
    for (;;) {
      const due = await desk.nextDeadline()
      const at = clock.now()
      if (due === null || due > at) return move()
      await desk.submit({ event: { kind: 'tick', id: eventId(at, parts.chance()), at } })
      move()
    }
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all([...running])
  }

  return {
    ear: {
      message,
      receipt: ({ id, state }) => track(desk.delivered([id], state)),
      identity: (change) =>
        notice({ what: 'identity.changed', identifier: change.identifier, change: change.what }),
      link: ({ state, cause }) => log.info({ state, cause }, 'The connection changed.'),
    },
    async start() {
      for (const work of await desk.work(Number.MAX_SAFE_INTEGER)) begun.add(work.id)
      looked = true
      move()
      await tick()
    },
    notice,
    ask,
    tick,
    idle,
    nextDeadline: () => desk.nextDeadline(),
    async stop() {
      await idle()
      stopped = true
      if (retry !== null) clearTimeout(retry)
    },
  }
}

/** What a log may hold of an error: its name and code, never a message that could quote a person. */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error ? String(error.code) : undefined
  const at = error.stack
    ?.split('\n')
    .slice(1, 4)
    .map((line) => line.trim())
  return { error: error.name, ...(code === undefined ? {} : { code }), at }
}
