// The client of the store: the same guarantees with and without a worker thread.

import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  type Home,
  makeHome,
  openWorld,
  readGround,
  type World,
} from '../../scripts/bench-world.ts'
import { createDecide } from '../../src/engine/decide.ts'
import { batchSize } from '../../src/engine/store-client/batch-size.ts'
import {
  openStoreThread,
  StoreThreadLost,
  serveStore,
} from '../../src/engine/store-client/client-thread.ts'
import { answerAll } from '../../src/engine/store-client/store-client.ts'
import { openStoreOf, openStoreOnThread } from '../../src/environment/threads/open-store.ts'

function counted(file: string, sql: string): number {
  const db = new Database(file, { readonly: true })
  try {
    return Number(db.prepare(sql).pluck().get())
  } finally {
    db.close()
  }
}

async function inWorld(
  place: 'here' | 'aside',
  run: (world: World, at: Home) => Promise<void>,
): Promise<void> {
  const at = makeHome()
  const world = await openWorld(at, place)
  await run(world, at)
  await world.close()
}

describe.each(['here', 'aside'] as const)('the store client with the store %s', (place) => {
  it('takes twelve commands at once from request to outcome and acts once for each', async () => {
    await inWorld(place, async (world) => {
      await Promise.all(Array.from({ length: 12 }, (_, number) => world.approve(number)))
      expect(world.acts()).toBe(12)
      const reports = await world.storeClient.verify()
      expect(reports.flatMap((one) => one.breaks)).toEqual([])
    })
  })

  it('acknowledges a message after it is written', async () => {
    await inWorld(place, async (world, at) => {
      await world.hear('r0', 'cancel order 5')
      expect(counted(at.file, 'SELECT count(*) FROM inbox')).toBe(1)
      expect(
        counted(at.file, "SELECT count(*) FROM artifacts WHERE type = 'command.proposed'"),
      ).toBe(1)
    })
  })

  it('rejects only the call that fails, with the name and code of its error', async () => {
    await inWorld(place, async (world) => {
      const bad = world.storeClient.keep('key', { wrong: '\ud800' })
      const good = world.storeClient.keep('other', { right: 'yes' })
      await Promise.allSettled([bad, good])
      expect(await world.storeClient.kept('other')).toEqual({ right: 'yes' })
      // A null where the table wants none: SQLite's own error crosses.
      const broken = Reflect.apply(world.storeClient.keep, world.storeClient, [null, { a: 1 }])
      await expect(broken).rejects.toMatchObject({ name: 'SqliteError' })
      await expect(broken).rejects.toHaveProperty('code', expect.stringContaining('SQLITE_'))
      expect(await world.storeClient.kept('other')).toEqual({ right: 'yes' })
    })
  })

  it('writes everything that waits before it closes', async () => {
    const at = makeHome()
    const world = await openWorld(at, place)
    const kept = Array.from({ length: 200 }, (_, number) =>
      world.storeClient.keep(`k${number}`, { number }),
    )
    await world.storeClient.close()
    await Promise.all(kept)
    expect(counted(at.file, 'SELECT count(*) FROM kept')).toBe(200)
  })
})

describe('one transaction for all waiting calls', () => {
  it('writes them together or, when one fails, the others one by one', () => {
    const ground = readGround(makeHome())
    const { store } = openStoreOf(ground.parts, ground.languages, ground.randomHex)
    const decide = createDecide(ground.rules, ground.languages)
    let commits = 0
    const counting = {
      ...store,
      together: <T>(run: () => T) => {
        commits += 1
        return store.together(run)
      },
    }
    const keep = (key: unknown) => ({ name: 'keep', args: [key, { a: 1 }] }) as const
    expect(
      answerAll(counting, decide, [keep('a'), keep('b'), keep('c')]).every((one) => one.ok),
    ).toBe(true)
    expect(commits).toBe(1)
    const mixed = answerAll(counting, decide, [keep('d'), keep(null), keep('e')])
    expect(mixed.map((one) => one.ok)).toEqual([true, false, true])
    expect(store.kept('d')).toEqual({ a: 1 })
    expect(store.kept('e')).toEqual({ a: 1 })
    store.close()
  })

  it('leaves nothing behind when it fails, not even in memory', () => {
    const ground = readGround(makeHome())
    const { store } = openStoreOf(ground.parts, ground.languages, ground.randomHex)
    const before = store.heads()
    expect(() =>
      store.together(() => {
        store.keep('a', { a: 1 })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.kept('a')).toBeNull()
    expect(store.heads()).toEqual(before)
    store.close()
  })
})

describe('the thread of the store', () => {
  it('answers the first calls after their own commit, before it begins the others', async () => {
    const ground = readGround(makeHome())
    const { port1: here, port2: there } = new MessageChannel()
    serveStore(there, () => ({
      ...openStoreOf(ground.parts, ground.languages, ground.randomHex),
      decide: createDecide(ground.rules, ground.languages),
    }))
    const answered: number[] = []
    const closed = new Promise<void>((resolve) => {
      here.on('message', (told: { kind: string; replies?: readonly unknown[] }) => {
        if (told.kind === 'replies') answered.push(told.replies?.length ?? 0)
        if (told.kind === 'closed') resolve()
      })
    })
    const calls = Array.from({ length: 40 }, (_, number) => ({
      number,
      call: { name: 'keep', args: [`k${number}`, { number }] },
    }))
    here.postMessage([...calls, 'close'])
    await closed
    here.close()
    expect(answered[0]).toBe(batchSize().most())
    expect(answered.reduce((sum, one) => sum + one, 0)).toBe(40)
  })

  it('reports why it cannot open the file', async () => {
    const at = makeHome()
    const { parts } = readGround(at)
    const foreign = new Database(at.file)
    foreign.pragma('application_id = 1')
    foreign.exec('CREATE TABLE other (a)')
    foreign.close()
    await expect(openStoreOnThread(parts, () => undefined)).rejects.toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('belongs to another program'),
    })
  })

  it('reports no loss when it ends after it could not open', async () => {
    const losses: Error[] = []
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads')
       parentPort.postMessage({ kind: 'refused', failure: { name: 'StoreError', message: 'no' } })`,
      { eval: true },
    )
    const exited = once(worker, 'exit')
    await expect(openStoreThread(worker, (error) => losses.push(error))).rejects.toThrow('no')
    await exited
    expect(losses).toEqual([])
  })

  it('rejects pending and later calls when it dies, and reports the loss once', async () => {
    const losses: Error[] = []
    // It reports that it is ready, takes one call, and dies of it.
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads')
       parentPort.on('message', () => { throw new Error('dead') })
       parentPort.postMessage({ kind: 'ready' })`,
      { eval: true },
    )
    const storeClient = await openStoreThread(worker, (error) => losses.push(error))
    const waiting = [storeClient.kept('a'), storeClient.keep('b', {})]
    for (const one of waiting) await expect(one).rejects.toBeInstanceOf(StoreThreadLost)
    await expect(storeClient.kept('c')).rejects.toBeInstanceOf(StoreThreadLost)
    expect(losses).toHaveLength(1)
    await storeClient.close()
  })
})
