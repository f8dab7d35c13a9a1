// Runs one measurement in its own process, which can be started on a slowed disk. Prints one line
// of JSON.

import { statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { bare, bareGrouped } from './bench-bare.ts'
import { openStoryteller } from './bench-commands.ts'
import { ascending, quantile } from './bench-quantile.ts'
import { sameRows } from './bench-rows.ts'
import { rawFlushes, warming } from './bench-warm.ts'
import { makeHome, openWorld, requesters } from './bench-world.ts'

/** Whole commands, each event in its own transaction. */
function single(seconds: number): object {
  const home = makeHome()
  const { store, took, start, flow } = openStoryteller(home)
  start()
  let flows = 0
  for (const warm = warming(); warm(); flows += 1) flow(flows)
  const limit = rawFlushes()
  const before = flows
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
    ...limit,
    perSecond: events / elapsed,
    flowsPerSecond: (flows - before) / elapsed,
    cpuMicrosPerEvent: (used.user + used.system) / events,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
    bytesPerFlow: bytes / flows,
  }
}

/** CPU time per event, independent of other load on the machine. */
function cost(seconds: number, parent: string): object {
  const home = makeHome(parent)
  const { store, took, start, flow } = openStoryteller(home)
  start()
  let number = 0
  for (const warm = warming(); warm(); number += 1) flow(number)
  took.length = 0
  const cpu = process.cpuUsage()
  const until = performance.now() + seconds * 1000
  for (; performance.now() < until; number += 1) flow(number)
  const used = process.cpuUsage(cpu)
  store.close()
  home.remove()
  return { cpuMicrosPerEvent: (used.user + used.system) / took.length }
}

/** Whole commands through the real engine and the store's thread, with so many in flight. */
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
  const warm = warming()
  await run(() => !warm())
  const limit = rawFlushes()
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
    ...limit,
    // Requested, planned, confirmed, approved and finished: five events per flow.
    perSecond: (5 * done) / elapsed,
    flowsPerSecond: done / elapsed,
    cpuMicrosPerEvent: (used.user + used.system) / (5 * done),
    stallP99Ms: delay.percentile(99) / 1e6,
  }
}

/** Requests arrive at fixed times, whether or not the ones before are done. */
async function openLoop(seconds: number, offered: number, way: 'here' | 'aside'): Promise<object> {
  const home = makeHome()
  const world = await openWorld(home, way)
  for (let [flow, warm] = [0, warming()]; warm(); flow += 1) await world.approve(flow)
  const limit = rawFlushes()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const took: number[] = []
  const waiting: Promise<void>[] = []
  delay.enable()
  const began = performance.now()
  for (let sent = 0; ; ) {
    const elapsed = performance.now() - began
    if (elapsed >= seconds * 1000) break
    for (; sent < (elapsed / 1000) * offered; sent += 1) {
      // The latency counts from when it was due, not from when this loop came to it.
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
    ...limit,
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
  bare: () => bare(long),
  'bare-grouped': () => bareGrouped(long, Number(more)),
  'same-rows': () => sameRows(long, Number(more)),
  single: () => single(long),
  cost: () => cost(long, more),
  grouped: () => grouped(long, Number(more)),
  open: () => openLoop(long, Number(more), way === 'here' ? 'here' : 'aside'),
}
console.log(JSON.stringify(await kinds[kind]?.()))
