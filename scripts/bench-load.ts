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
import { bare, bareGrouped } from './bench-bare.ts'
import { ascending, quantile } from './bench-quantile.ts'
import { openStoryteller } from './bench-storyteller.ts'
import { makeHome, openWorld, requesters } from './bench-world.ts'

const warmUpFlows = 150

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
