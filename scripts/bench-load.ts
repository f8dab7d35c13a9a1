// One measurement in a process of its own, so that a slow disk can stand before it. Prints one line of JSON.

import {
  closeSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import type { Command } from '../src/command/command.ts'
import type { Event } from '../src/command/event.ts'
import { createDecide, eventId } from '../src/engine/decide.ts'
import { openDeskThread } from '../src/engine/desk-thread.ts'
import { arrivalOf } from '../src/engine/receive.ts'
import { openStoreOf } from '../src/environment/desk.ts'
import { peopleOfFile } from '../src/environment/people.ts'
import type { Arrival } from '../src/store/store.ts'
import { bareDecide, bareMessage } from './bench-message.ts'
import { type Home, makeHome, openWorld, readGround, requesters } from './bench-world.ts'

const warmUpFlows = 150

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

const ascending = (one: number, other: number) => one - other

/** The limit: 4 KiB written in place and flushed, over and over. */
function raw(seconds: number): object {
  const folder = mkdtempSync(join(tmpdir(), 'aval-raw-'))
  const file = openSync(join(folder, 'raw'), 'w')
  const block = Buffer.alloc(4096, 1)
  const blocks = 256
  for (let index = 0; index < blocks; index += 1)
    writeSync(file, block, 0, block.length, index * block.length)
  fdatasyncSync(file)
  const took: number[] = []
  const began = performance.now()
  while (performance.now() - began < seconds * 1000) {
    const start = performance.now()
    writeSync(file, block, 0, block.length, (took.length % blocks) * block.length)
    fdatasyncSync(file)
    took.push(performance.now() - start)
  }
  const perSecond = took.length / ((performance.now() - began) / 1000)
  closeSync(file)
  rmSync(folder, { recursive: true })
  took.sort(ascending)
  return { perSecond, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) }
}

/** Whole commands, straight to the store: no engine, no thread, a transaction for each event. */
function openStoryteller(home: Home) {
  const ground = readGround(home)
  const { store } = openStoreOf(ground.parts, ground.languages, ground.chance)
  const decide = createDecide(ground.rules, ground.languages)
  const took: number[] = []
  let now = Date.UTC(2026, 0, 5)
  let delivered: string[] = []
  const fresh = () => ({ id: eventId(now, ground.chance()), at: now })

  /** The receipts of what went before ride along, as they do in the desk's queue. */
  function settle(arrival: Arrival) {
    const start = performance.now()
    store.together(() => {
      if (delivered.length > 0) store.delivered(delivered, 'sent')
      store.settle([arrival], decide)
    })
    took.push(performance.now() - start)
    const letters = store.outgoing(100)
    delivered = letters.map((letter) => letter.id)
    return letters
  }

  function hear(from: string, text: string) {
    const direct = { from, chat: from, direct: true, form: 'text', text } as const
    const heard = { ...direct, id: `m${took.length}`, sentAt: now, backlog: false }
    return settle(arrivalOf(heard, 'bench', now, fresh().id))
  }

  function finish(event: (commandId: string) => Event): void {
    const work = store.work(1)[0]
    if (work === undefined) throw new Error('There is no work.')
    settle({ event: event(work.command.id), workId: work.id })
  }

  return {
    store,
    took,
    start() {
      const enrol = peopleOfFile(ground.settings)
      const notice = { what: 'service.start', aligned: true, enrol } as const
      settle({ event: { ...fresh(), kind: 'noticed', notice } })
    },
    flow(number: number) {
      now += 120_000
      // What is too old to count is put away at a tick, as each second has one.
      if (number % 100 === 0) settle({ event: { ...fresh(), kind: 'tick' } })
      const from = `r${number % requesters}`
      hear(from, `cancel order ${number}`)
      finish((commandId) => ({
        ...fresh(),
        kind: 'planned',
        commandId,
        result: { kind: 'planned', preview },
      }))
      const card = hear(from, '1').find((letter) => letter.speech.token !== undefined)
      hear(card?.speech.to ?? '', `1 ${card?.speech.token?.text}`)
      finish((commandId) => ({
        ...fresh(),
        kind: 'finished',
        commandId,
        outcome: { kind: 'done' },
      }))
    },
  }
}

const preview = {
  shows: [
    ['customer', 'Rui'],
    ['total', '120'],
  ] satisfies [string, string][],
  changes: [{ field: 'status', before: 'open', after: 'cancelled' }],
}

/** Whole commands, each event in a transaction of its own. */
function single(seconds: number): object {
  const home = makeHome()
  const { store, took, start, flow } = openStoryteller(home)
  start()
  let flows = 0
  for (; flows < warmUpFlows; flows += 1) flow(flows)
  took.length = 0
  const cpu = process.cpuUsage()
  const began = performance.now()
  while (performance.now() - began < seconds * 1000) flow(flows++)
  const elapsed = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  const events = took.length
  took.sort(ascending)
  store.close()
  const bytes = statSync(home.file).size
  home.remove()
  return {
    perSecond: events / elapsed,
    flowsPerSecond: (flows - warmUpFlows) / elapsed,
    cpuMicrosPerEvent: (used.user + used.system) / events,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    bytesPerFlow: bytes / flows,
  }
}

/** What an event costs the processor once the program is warm, however busy the machine is. */
function cost(flows: number, parent: string): object {
  const home = makeHome(parent)
  const { store, took, start, flow } = openStoryteller(home)
  start()
  let number = 0
  for (; number < flows; number += 1) flow(number)
  took.length = 0
  const cpu = process.cpuUsage()
  for (; number < 2 * flows; number += 1) flow(number)
  const used = process.cpuUsage(cpu)
  store.close()
  home.remove()
  return { cpuMicrosPerEvent: (used.user + used.system) / took.length }
}

/** A command that was carried out, in the home's file. */
function carriedOut({ store, start, flow }: ReturnType<typeof openStoryteller>): Command {
  start()
  flow(0)
  const [command] = store.commandsSince(0, 1)
  if (command === undefined) throw new Error('No command was carried out.')
  return command
}

/** Messages that are written and not understood, each in a transaction of its own. */
function bare(seconds: number): object {
  const home = makeHome()
  const teller = openStoryteller(home)
  const decide = bareDecide(carriedOut(teller))
  const began = Date.UTC(2026, 0, 6)
  const took: number[] = []
  let [number, until] = [0, 0]
  for (const part of [1, seconds]) {
    took.length = 0
    until = performance.now() + part * 1000
    while (performance.now() < until) {
      const start = performance.now()
      teller.store.settle([bareMessage(number, began + number)], decide)
      took.push(performance.now() - start)
      number += 1
    }
  }
  teller.store.close()
  home.remove()
  const all = took.reduce((sum, one) => sum + one, 0)
  took.sort(ascending)
  return { perSecond: took.length / (all / 1000), p50Ms: quantile(took, 0.5) }
}

/** The same through the thread of the store, so many at the same time. */
async function bareGrouped(seconds: number, inFlight: number): Promise<object> {
  const home = makeHome()
  const teller = openStoryteller(home)
  const like = carriedOut(teller)
  teller.store.close()
  const entry = JSON.stringify(new URL('bench-writer-thread.ts', import.meta.url).href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const text = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}) })`
  const workerData = { home: { home: home.home, folder: home.folder }, like }
  const desk = await openDeskThread(new Worker(text, { eval: true, workerData }), (error) => {
    throw error
  })
  const began = Date.UTC(2026, 0, 6)
  let [number, done] = [0, 0]
  const run = async (forMs: number) => {
    const until = performance.now() + forMs
    done = 0
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (performance.now() < until) {
          number += 1
          await desk.submit(bareMessage(number, began + number))
          done += 1
        }
      }),
    )
  }
  await run(1_000)
  const start = performance.now()
  await run(seconds * 1_000)
  const elapsed = (performance.now() - start) / 1000
  await desk.close()
  home.remove()
  return { perSecond: done / elapsed }
}

/** Whole commands through the real engine and the thread, so many at the same time. */
async function grouped(seconds: number, inFlight: number): Promise<object> {
  const home = makeHome()
  const world = await openWorld(home, 'aside')
  let flows = 0
  const run = async (until: () => boolean) => {
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (!until()) await world.approve(flows++)
      }),
    )
  }
  await run(() => flows >= warmUpFlows)
  const before = flows
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.cpuUsage()
  const began = performance.now()
  await run(() => performance.now() - began >= seconds * 1000)
  const elapsed = (performance.now() - began) / 1000
  const used = process.cpuUsage(cpu)
  delay.disable()
  const done = flows - before
  await world.close()
  home.remove()
  return {
    // Asked, planned, confirmed, approved and finished: five events to a flow.
    perSecond: (5 * done) / elapsed,
    flowsPerSecond: done / elapsed,
    cpuMicrosPerEvent: (used.user + used.system) / (5 * done),
    stallP99Ms: delay.percentile(99) / 1e6,
  }
}

/** Requests arrive by the clock, whether or not the ones before them are done. */
async function openLoop(seconds: number, offered: number, way: 'here' | 'aside'): Promise<object> {
  const home = makeHome()
  const world = await openWorld(home, way)
  for (let flow = 0; flow < warmUpFlows; flow += 1) await world.approve(flow)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const took: number[] = []
  const waiting: Promise<void>[] = []
  delay.enable()
  const began = performance.now()
  for (let sent = 0; ; ) {
    const elapsed = performance.now() - began
    if (elapsed >= seconds * 1000) break
    for (; sent < (elapsed / 1000) * offered; sent += 1) {
      // It arrived when it was due, not when this loop came to it.
      const due = began + (sent / offered) * 1000
      waiting.push(
        world
          .hear(`r${sent % requesters}`, 'status')
          .then(() => void took.push(performance.now() - due)),
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(waiting)
  delay.disable()
  took.sort(ascending)
  await world.close()
  home.remove()
  return {
    offered,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    stallP99Ms: delay.percentile(99) / 1e6,
    stallMostMs: delay.max / 1e6,
  }
}

const [kind = '', seconds = '2', more = '32', way = 'aside'] = process.argv.slice(2)
const long = Number(seconds)
const kinds: Readonly<Record<string, () => object | Promise<object>>> = {
  raw: () => raw(long),
  bare: () => bare(long),
  'bare-grouped': () => bareGrouped(long, Number(more)),
  single: () => single(long),
  cost: () => cost(long, more),
  grouped: () => grouped(long, Number(more)),
  open: () => openLoop(long, Number(more), way === 'here' ? 'here' : 'aside'),
}
console.log(JSON.stringify(await kinds[kind]?.()))
