// What a connector does in our own store is done or not done, and never unclear after a crash.

import { expect, it } from 'vitest'
import type { Connector } from '../../src/engine/connector.ts'
import { perform, type StopReason } from '../../src/engine/perform.ts'
import { onBench, request } from '../model/scenes.ts'

const reason = { id: 'connector-lost', args: { connector: 'config' } }

/** LockdownTimes in an earlier life, and looked at in this one. */
async function performAfterCrash(
  more: Partial<Connector>,
  {
    stop = null,
    lists = false,
  }: { readonly stop?: StopReason | null; readonly lists?: boolean } = {},
) {
  const asked: string[] = []
  const connector: Connector = {
    name: 'config',
    plan: async () => ({ kind: 'unavailable', reason }),
    read: async () => ({ kind: 'failed', reason }),
    apply: async ({ again }) => {
      asked.push(again === true ? 'again' : 'anew')
      return { kind: 'done', result: {} }
    },
    verify: async () => 'undone',
    ...more,
  }
  let outcome: unknown
  await onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'create config web for payments')
    const [command] = bench.store().commandNamed(name).commands
    if (command === undefined) throw new Error('It was asked for.')
    const act = { does: 'config.units.create', slots: command.slots, mends: name }
    const acts = lists ? { acts: [act, act] } : {}
    const performed = await perform(
      { id: 'w', what: 'apply', command: { ...command, ...acts } },
      bench.rules.flows.get('config.create'),
      () => connector,
      true,
      { defect: () => undefined, stopped: async () => stop, asDefined: () => true, terms: {} },
    )
    outcome = performed.kind === 'finished' ? performed.outcome : null
  })
  return { outcome, asked }
}

const inOurStore = { actsInStore: true } as const

it.each(['stopped-by-lockdown', 'stopped-by-expiry', 'stopped-by-policy'] as const)(
  'an act in our own store that was stopped (%s) failed for certain; elsewhere it is unknown',
  async (stop) => {
    expect(await performAfterCrash(inOurStore, { stop })).toMatchObject({
      outcome: { kind: 'failed', reason: { id: stop } },
      asked: [],
    })
    expect((await performAfterCrash({}, { stop })).outcome).toMatchObject({ kind: 'unknown' })
    const list = await performAfterCrash(inOurStore, { stop, lists: true })
    expect(list.outcome).toMatchObject({ kind: 'failed', reason: { cause: { id: stop } } })
  },
)

it('after a crash, an act in our own store runs as a first try, or is reported done if it was', async () => {
  expect(await performAfterCrash(inOurStore)).toMatchObject({
    outcome: { kind: 'done' },
    asked: ['anew'],
  })
  expect(await performAfterCrash({})).toMatchObject({ outcome: { kind: 'done' }, asked: ['again'] })
  const done = await performAfterCrash(
    { ...inOurStore, verify: async () => 'done' },
    { stop: 'stopped-by-lockdown' },
  )
  expect(done).toMatchObject({ outcome: { kind: 'done', verified: true }, asked: [] })
})

it('an act in our own store failed when its answer was lost and the store says it was not done', async () => {
  const apply = async () => ({ kind: 'unknown', reason }) as const
  expect((await performAfterCrash({ ...inOurStore, apply })).outcome).toEqual({
    kind: 'failed',
    reason,
  })
  expect((await performAfterCrash({ apply })).outcome).toMatchObject({ kind: 'unknown' })
  const verify = async () => 'unknown' as const
  expect((await performAfterCrash({ ...inOurStore, apply, verify })).outcome).toMatchObject({
    kind: 'unknown',
  })
})
