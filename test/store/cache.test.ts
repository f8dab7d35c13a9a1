// The writer's cache of its file is never older than the file, and never holds what was not
// committed.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '../../src/command/changes.ts'
import type { Command } from '../../src/command/command.ts'
import { nameCandidates } from '../../src/command/draw.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Keys, Store, StoredFacts } from '../../src/store/store.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from '../model/chance.ts'
import { onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

const at = Date.UTC(2026, 0, 5, 9)
const nothing = { tokenHashes: [], names: [], commandIds: [], fresh: [], tallies: [], since: 0 }
let folder = ''
const open: Store[] = []
beforeEach(() => {
  folder = freshFolder()
})
afterEach(() => {
  for (const store of open.splice(0)) store.close()
})

function connection(): Store {
  const store = openStore({
    file: join(folder, 'aval.db'),
    system: { environment: 'dev', instance: 'model', version: '0.0.0' },
    keys: [],
    randomHex: seededChance(`connection ${open.length}`),
    vault: { seal: (text) => text, open: (text) => text, mark: sha256 },
  })
  open.push(store)
  return store
}

/** Settles one event that knows these keys and writes these changes; returns what was known. */
function settle(
  store: Store,
  keys: Partial<Keys>,
  changes: readonly Change[] = [],
  kind: 'tick' | 'planned' = 'planned',
): StoredFacts {
  const seen: StoredFacts[] = []
  const event =
    kind === 'tick'
      ? { kind, id: 'e', at }
      : ({ kind, id: 'e', at, commandId: 'c', result: { kind: 'planned', preview } } as const)
  store.settle([{ event }], {
    keys: () => ({ ...nothing, ...keys }),
    step(_event, known) {
      seen.push(known)
      return changes
    },
  })
  const [known] = seen
  if (known === undefined) throw new Error('Nothing was settled.')
  return known
}

const preview = { shows: [], changes: [] }
const tally: Change = { kind: 'tally', key: 'asks/ana' }
const asks = { tallies: ['asks/ana'], tallyPrefixes: [{ start: 'denied/', since: 0, ranks: [] }] }
const unwritable: Change = {
  kind: 'token_state',
  hash: null,
  commandId: 'c',
  state: 'no such state' as 'void',
}
const proof: Change = {
  kind: 'evidence',
  draft: { type: 'lockdown.off', time: at, tenant: '-', actor: 'dora', body: {} },
}
const opened: Change = { kind: 'mode', mode: { kind: 'open' } }
const locked: Change = {
  kind: 'mode',
  mode: { kind: 'locked', cause: 'by_request', by: 'dora', reason: 'test', since: at },
}

function timesOf(known: StoredFacts, key = 'asks/ana'): number {
  return known.tallies.get(key)?.newest.length ?? 0
}

it('the cache of a store sees what another process wrote since the last event', () => {
  const [ours, theirs] = [connection(), connection()]
  settle(ours, asks, [tally, opened, proof])
  expect(settle(ours, asks).mode.kind).toBe('open')
  settle(theirs, asks, [tally, { kind: 'tally', key: 'denied/order 7' }, locked, proof])
  const known = settle(ours, asks)
  expect(timesOf(known)).toBe(2)
  expect(timesOf(known, 'denied/order 7')).toBe(1)
  expect(known.mode.kind).toBe('locked')
})

it('of a thousand counted keys under one prefix, each is found when a step asks for it', () => {
  const store = connection()
  const keys = Array.from({ length: 1_000 }, (_, index): string => `denied/order ${index}`)
  settle(
    store,
    asks,
    keys.map((key) => ({ kind: 'tally', key })),
  )
  const known = settle(store, asks)
  expect(keys.filter((key) => timesOf(known, key) !== 1)).toEqual([])
})

it('old times are not looked for at each tick, but once a minute', () => {
  const store = connection()
  const times = () => timesOf(settle(store, asks))
  settle(store, asks, [tally])
  settle(store, { ...asks, since: at - 30_000 }, [], 'tick')
  settle(store, { ...asks, since: at + 1 }, [], 'tick')
  expect(times()).toBe(1)
  settle(store, { ...asks, since: at + 30_000 }, [], 'tick')
  expect(times()).toBe(0)
})

it('a store deletes untold news that another process wrote since its last event', () => {
  const [ours, theirs] = [connection(), connection()]
  const about = { person: 'beto', commandId: 'c' }
  settle(ours, {}, [{ kind: 'told', ...about }])
  settle(theirs, {}, [{ kind: 'untold', ...about }])
  settle(ours, {}, [{ kind: 'told', ...about }])
  const db = new Database(join(folder, 'aval.db'), { readonly: true })
  expect(db.prepare('SELECT count(*) FROM untold').pluck().get()).toBe(0)
  db.close()
})

it('the cache of a store keeps counting events that were deleted from the file', () => {
  const [ours, theirs] = [connection(), connection()]
  settle(ours, asks, [tally, { kind: 'tally', key: 'denied/order 7' }])
  expect(timesOf(settle(ours, asks), 'denied/order 7')).toBe(1)
  settle(theirs, asks, [tally])
  const db = new Database(join(folder, 'aval.db'))
  expect(timesOf(settle(ours, asks))).toBe(2)
  db.exec('DELETE FROM tallies')
  const known = settle(ours, asks)
  expect([timesOf(known), timesOf(known, 'denied/order 7')]).toEqual([2, 1])
  settle(ours, asks, [tally])
  db.exec("UPDATE tallies SET at = 0 WHERE key = 'asks/ana'")
  db.close()
  expect(timesOf(settle(ours, asks))).toBe(3)
  // What is old goes all the same, by its own time.
  settle(ours, { ...asks, since: at + 1 }, [], 'tick')
  expect(timesOf(settle(ours, asks))).toBe(0)
})

it('the cache of a store forgets what a failed transaction wrote', () => {
  const store = connection()
  settle(store, asks, [tally, opened, proof])
  const before = settle(store, asks)
  expect(() =>
    store.together(() => {
      settle(store, asks, [tally, { kind: 'tally', key: 'denied/order 7' }, locked, proof])
      throw new Error('The disk is full.')
    }),
  ).toThrow('The disk is full.')
  const after = settle(store, asks)
  expect([timesOf(after), timesOf(after, 'denied/order 7'), after.mode.kind]).toEqual([
    timesOf(before),
    0,
    'open',
  ])
  settle(connection(), asks, [tally])
  expect(settle(store, asks).mode.kind).toBe('open')
})

it('the cache of a store forgets what a step wrote that failed in the middle', () => {
  const store = connection()
  settle(store, asks, [tally])
  const token: Change = {
    kind: 'token',
    token: { hash: 'h', commandId: 'c', approver: 'beto', state: 'open' },
  }
  settle(store, asks, [token])
  expect(() => settle(store, asks, [tally, unwritable])).toThrow(/CHECK/)
  expect(timesOf(settle(store, asks))).toBe(1)
})

it('the cache of a store drops counted times that are too old, and counts on from there', () => {
  const store = connection()
  for (let time = 0; time < 3; time += 1) settle(store, asks, [tally])
  settle(store, { ...asks, since: at + 1 }, [], 'tick')
  expect(timesOf(settle(store, asks))).toBe(0)
  settle(store, asks, [tally])
  expect(timesOf(settle(store, asks))).toBe(1)
})

it('the cache of a store finds a new key with a prefix that matched nothing before', () => {
  const store = connection()
  expect(settle(store, asks).tallies.has('denied/order 7')).toBe(false)
  settle(store, asks, [{ kind: 'tally', key: 'denied/order 7' }])
  expect(timesOf(settle(store, asks), 'denied/order 7')).toBe(1)
})

it('the store draws names of commands only up to the first free one', () => {
  let drawn = 0
  const store = connection()
  const fresh = {
    *[Symbol.iterator]() {
      for (const name of nameCandidates('0'.repeat(64))) {
        drawn += 1
        yield name
      }
    },
  }
  expect(settle(store, { fresh }).taken.size).toBe(0)
  expect(drawn).toBe(1)
})

it('the store hands out work with the state of the command that another process wrote', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const command = bench.store().commandNamed(name).commands[0]
    if (command === undefined) throw new Error('The command is there.')
    const [ours, theirs] = [connection(), connection()]
    const work: Change = { kind: 'work', what: 'apply', commandId: command.id }
    settle(ours, {}, [{ kind: 'command', command }, work])
    expect(ours.work(1)[0]?.command.state).toBe('approval_requested')
    settle(theirs, {}, [{ kind: 'command', command: { ...command, state: 'started' } }])
    expect(ours.work(1)[0]?.command.state).toBe('started')
  }))

it('the columns of a command follow its recorded state', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const row = () =>
      bench.look.prepare('SELECT state, open, record FROM commands WHERE name = ?').get(name) as {
        state: string
        open: number
        record: string
      }
    const recorded = () => (JSON.parse(row().record) as Command).state
    expect([row().state, row().open, recorded()]).toEqual([
      'approval_requested',
      1,
      'approval_requested',
    ])
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect([row().state, row().open, recorded()]).toEqual(['succeeded', 0, 'succeeded'])
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.store().openCommands().commands).toEqual([])
  }))

it('an open command that this process wrote needs no evidence again, however many are open or ended since', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const [command] = bench.store().commandNamed(name).commands
    if (command === undefined) throw new Error('The command is there.')
    const store = connection()
    // Nothing here has evidence, so that whatever is read from the file again is unproven.
    const written = (index: number, state: Command['state'] = 'approval_requested'): Change => {
      const id = `${command.id}-${index}`
      return { kind: 'command', command: { ...command, id, name: `C-${index}`, state } }
    }
    settle(store, {}, [written(0)])
    settle(
      store,
      {},
      Array.from({ length: 900 }, (_, index) => written(index + 1)),
    )
    settle(
      store,
      {},
      Array.from({ length: 300 }, (_, index) => written(index + 1_001, 'rejected')),
    )
    const { proofs } = settle(store, { commandIds: [`${command.id}-0`], prove: true })
    expect([...proofs.values()]).toEqual([{ kind: 'proven' }])
  }))
