// Benchmarks messages that are stored but not understood: the cost of the store itself, alone and
// in batches.

import { Worker } from 'node:worker_threads'
import { openStoreThread } from '../src/engine/store-client/client-thread.ts'
import { carriedOut, openStoryteller } from './bench-commands.ts'
import { bareDecide, bareMessage } from './bench-message.ts'
import { ascending, quantile } from './bench-quantile.ts'
import { rawFlushes, warming } from './bench-warm.ts'
import { makeHome } from './bench-world.ts'

/** Messages that are stored and not understood, each in its own transaction. */
export function bare(seconds: number): object {
  const home = makeHome()
  const teller = openStoryteller(home)
  const decide = bareDecide(carriedOut(teller))
  const began = Date.UTC(2026, 0, 6)
  const took: number[] = []
  let number = 0
  const settle = () => {
    teller.store.settle([bareMessage(number, began + number)], decide)
    number += 1
  }
  for (const warm = warming(); warm(); ) settle()
  const limit = rawFlushes()
  for (const until = performance.now() + seconds * 1000; performance.now() < until; ) {
    const start = performance.now()
    settle()
    took.push(performance.now() - start)
  }
  teller.store.close()
  home.remove()
  const all = took.reduce((sum, one) => sum + one, 0)
  took.sort(ascending)
  return { ...limit, perSecond: took.length / (all / 1000), p50Ms: quantile(took, 0.5) }
}

/** The same through the store's thread, with so many in flight. */
export async function bareGrouped(seconds: number, inFlight: number): Promise<object> {
  const home = makeHome()
  const teller = openStoryteller(home)
  const like = carriedOut(teller)
  teller.store.close()
  const source = new URL('bench-writer-thread.js', import.meta.url)
  const workerData = { home: { home: home.home, folder: home.folder }, like }
  const storeClient = await openStoreThread(new Worker(source, { workerData }), (error) => {
    throw error
  })
  const began = Date.UTC(2026, 0, 6)
  let [number, done] = [0, 0]
  const run = async (goesOn: () => boolean) => {
    done = 0
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (goesOn()) {
          number += 1
          await storeClient.submit(bareMessage(number, began + number))
          done += 1
        }
      }),
    )
  }
  await run(warming())
  const limit = rawFlushes()
  const start = performance.now()
  await run(() => performance.now() - start < seconds * 1_000)
  const elapsed = (performance.now() - start) / 1000
  await storeClient.close()
  home.remove()
  return { ...limit, perSecond: done / elapsed }
}
