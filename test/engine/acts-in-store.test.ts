// What a connector does in our own store is done or not done, and never unclear after a crash.

import { expect, it } from 'vitest'
import type { Connector } from '../../src/engine/connector.ts'
import { perform, type StopReason } from '../../src/engine/perform.ts'
import { onBench, request } from '../model/scenes.ts'

const reason = { id: 'connector-lost', args: { connector: 'config' } }

/** Begun in an earlier life, and looked at in this one. */
async function leftOver(
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

const ours = { actsInStore: true } as const

it.each(['stopped-by-lockdown', 'stopped-by-expiry'] as const)(
  'has failed for certain where it was %s, and may still arrive anywhere else',
  async (stop) => {
    expect(await leftOver(ours, { stop })).toMatchObject({
      outcome: { kind: 'failed', reason: { id: stop } },
      asked: [],
    })
    expect((await leftOver({}, { stop })).outcome).toMatchObject({ kind: 'unknown' })
    const list = await leftOver(ours, { stop, lists: true })
    expect(list.outcome).toMatchObject({ kind: 'failed', reason: { cause: { id: stop } } })
  },
)

it('is done anew where nothing stands in the way, and is told where it was done', async () => {
  expect(await leftOver(ours)).toMatchObject({ outcome: { kind: 'done' }, asked: ['anew'] })
  expect(await leftOver({})).toMatchObject({ outcome: { kind: 'done' }, asked: ['again'] })
  const done = await leftOver(
    { ...ours, verify: async () => 'done' },
    { stop: 'stopped-by-lockdown' },
  )
  expect(done).toMatchObject({ outcome: { kind: 'done', verified: true }, asked: [] })
})

it('has failed where its answer was lost and the store says that it was not done', async () => {
  const apply = async () => ({ kind: 'unknown', reason }) as const
  expect((await leftOver({ ...ours, apply })).outcome).toEqual({ kind: 'failed', reason })
  expect((await leftOver({ apply })).outcome).toMatchObject({ kind: 'unknown' })
  const verify = async () => 'unknown' as const
  expect((await leftOver({ ...ours, apply, verify })).outcome).toMatchObject({ kind: 'unknown' })
})
