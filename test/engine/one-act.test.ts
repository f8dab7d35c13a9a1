// A recovery of one act answers what that act answered: a ticket that it signed is told like any other.

import { expect, it } from 'vitest'
import type { Outcome } from '../../src/command/event.ts'
import type { Connector } from '../../src/engine/ports.ts'
import { applyActs, planActs, type ReadyAct } from '../../src/engine/recovery.ts'
import { orderFor } from '../connectors/fixtures.ts'

const connector: Connector = {
  name: 'config',
  plan: () => Promise.reject(new Error('Nobody plans here.')),
  read: () => Promise.reject(new Error('Nobody reads here.')),
  apply: () => Promise.reject(new Error('The outcome is given.')),
  verify: async () => 'done',
}

const ready = (mends: string): ReadyAct => ({
  act: { does: 'config.units.hand-on', slots: { unit: 'gate' }, mends },
  connector,
  order: orderFor('units.hand-on', { unit: 'gate' }),
})

const ticket = {
  ...{ id: '0123456789abcdef', digest: '0'.repeat(64), issuer: 'aval/0123456789ab/dev' },
  ...{ unit: 'gate', revision: 1, until: 0, signed: { text: 'a.b.c', to: 'test' } },
}
const signed: Outcome = { kind: 'done', ticket }

it('of one act: with its ticket', async () => {
  expect(await applyActs([ready('C-7F3K')], false, async () => signed)).toEqual(signed)
})

it('of one act that was done before a restart: that it was looked up', async () => {
  const outcome = await applyActs([ready('C-7F3K')], true, async () => signed)
  expect(outcome).toEqual({ kind: 'done', verified: true })
})

it('of one act that was done before a restart: with the ticket that it used, where it is known', async () => {
  const { signed: _signed, ...used } = ticket
  const done = { kind: 'done', result: { ticket: used } } as const
  const one = { ...ready('C-7F3K'), connector: { ...connector, verify: async () => done } }
  const outcome = await applyActs([one], true, async () => signed)
  expect(outcome).toEqual({ kind: 'done', ticket: used, verified: true })
})

it('of several acts: that all are done', async () => {
  const both = [ready('C-7F3K'), ready('C-9M2D')]
  expect(await applyActs(both, false, async () => signed)).toEqual({ kind: 'done' })
})

it('a list shows of each what changes, and keeps all else that it has for the rules', async () => {
  const plan = async () => ({
    ...{ kind: 'planned' as const, changes: [], numbers: [] },
    shows: [['unit', 'gate'] as const],
    target: [['replicas', '40'] as const],
  })
  const both = ['C-7F3K', 'C-9M2D'].map((name) => ({
    ...ready(name),
    connector: { ...connector, plan },
  }))
  const each = [
    ['unit', 'gate'],
    ['replicas', '40'],
  ]
  expect(await planActs(both)).toMatchObject({ target: [...each, ...each] })
  expect(await planActs(both.slice(1))).toMatchObject({ target: [['replicas', '40']] })
})
