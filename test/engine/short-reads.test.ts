// Short queries do not wait for the writer thread, and see all that it acknowledged.

import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Change } from '../../src/command/changes.ts'
import { withShortReads } from '../../src/engine/store-client/short-reads.ts'
import { storeClientOver } from '../../src/engine/store-client/store-client.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import type { Person } from '../../src/policy/people.ts'
import { openShortReads } from '../../src/store/short-reads.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { vault } from '../model/bench.ts'
import { seededChance } from '../model/chance.ts'
import { castOf } from '../model/content.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'

/** A store in a file, and a store client that never answers, as when it waits for the disk. */
async function withStuckClient(
  run: (file: string, store: Store, answered: ReturnType<typeof withShortReads>) => Promise<void>,
): Promise<void> {
  const folder = freshFolder()
  const file = join(folder, 'aval.db')
  const store = openStore({
    file,
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance('short reads'),
    vault: { seal: (text) => text, open: (text) => text, mark: sha256 },
  })
  const closed: string[] = []
  const stuck = storeClientOver(
    () => new Promise(() => undefined),
    async () => {
      closed.push('store')
      store.close()
    },
  )
  const reads = openShortReads(file, 'dev', { open: (text) => text, mark: sha256 })
  const storeClient = withShortReads(stuck, {
    ...reads,
    close() {
      closed.push('reads')
      reads.close()
    },
  })
  await run(file, store, storeClient)
  await storeClient.close()
  // The last to close writes the log back.
  expect(closed).toEqual(['reads', 'store'])
}

const about = { type: 'service.start', time: 1, tenant: '-', actor: 'aval' } as const

function enrol(store: Store, people: readonly Person[]): void {
  store.settle([{ event: { kind: 'tick', id: 'e', at: 1 } }], {
    keys: () => ({
      ...{ tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 },
    }),
    step: () => [
      ...people.map((person): Change => ({ kind: 'person', person })),
      { kind: 'evidence', draft: { ...about, body: {} } },
    ],
  })
}

it('short reads answer while the writer waits for the disk, with all that was committed before', () =>
  withStuckClient(async (_file, store, storeClient) => {
    const [ana, ...others] = castOf('dev')
    if (ana === undefined) throw new Error('The cast has people.')
    expect(await storeClient.people()).toEqual([])
    enrol(store, [ana])
    expect(await storeClient.people()).toEqual([ana])
    enrol(store, others)
    expect(await storeClient.people()).toHaveLength(1 + others.length)
    expect(await storeClient.locked()).toEqual({
      mode: { kind: 'open' },
      partLocks: [],
      emergencies: [],
      begun: new Map(),
    })
    expect(await storeClient.bound()).toBeNull()
    expect(await storeClient.nextDeadline()).toBeNull()
    expect(await storeClient.work(1)).toEqual([])
    expect(await storeClient.outgoing(1)).toEqual([])
  }))

it('after another event, short reads parse only the people who changed', () =>
  withStuckClient(async (_file, store, storeClient) => {
    enrol(store, castOf('dev'))
    const [first, ...others] = await storeClient.people()
    if (first === undefined) throw new Error('The cast has people.')
    enrol(store, [{ ...first, name: 'Somebody Else' }])
    const [renamed, ...after] = await storeClient.people()
    expect(renamed?.name).toBe('Somebody Else')
    expect(after).not.toEqual([])
    for (const [index, person] of after.entries()) expect(person).toBe(others[index])
  }))

it('short reads answer as the store does, also for a letter whose token was used meanwhile', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const reads = openShortReads(bench.file, 'dev', vault)
    const same = () => {
      for (const most of [1, 100])
        expect(reads.outgoing(most)).toEqual(bench.store().outgoing(most))
      expect(reads.locked()).toEqual(bench.store().locked())
      expect(reads.bound()).toEqual(bench.store().bound())
      expect(reads.people()).toEqual(bench.store().people())
      expect(reads.nextDeadline()).toEqual(bench.store().nextDeadline())
      expect(reads.work(9)).toEqual(bench.store().work(9))
    }
    // Put back into the outbox, as after a crash: its card still shows a token that is open.
    const card = bench.letters.find((one) => one.token === tokenOf(bench, name, 'carla'))
    const again = () =>
      bench.store().settle([{ event: { kind: 'tick', id: 'e', at: bench.now() } }], {
        keys: () => ({
          ...{ tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 },
        }),
        step: () => [{ kind: 'letter_again', letter: card?.id ?? '', since: 0 }],
      })
    const token = card?.token ?? 'no card'
    same()
    again()
    same()
    expect(JSON.stringify(reads.outgoing(9))).toContain(token)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    again()
    same()
    expect(reads.outgoing(9)).toHaveLength(1)
    expect(JSON.stringify(reads.outgoing(9))).not.toContain(token)
    reads.close()
  }))
