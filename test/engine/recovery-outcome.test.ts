// The outcome of a recovery: that of its only act, with its ticket, or that all acts are done.

import { expect, it } from 'vitest'
import type { Outcome } from '../../src/command/event.ts'
import type { Connector } from '../../src/engine/connector.ts'
import { applyActs, planActs, type ReadyAct, readyActs } from '../../src/engine/recovery.ts'
import { orderFor } from '../connectors/fixtures.ts'

const connector: Connector = {
  name: 'config',
  plan: () => Promise.reject(new Error('Nobody plans here.')),
  read: () => Promise.reject(new Error('Nobody reads here.')),
  apply: () => Promise.reject(new Error('The outcome is given.')),
  verify: async () => 'done',
}

const readyAct = (mends: string): ReadyAct => ({
  act: { does: 'config.units.hand-on', slots: { unit: 'gate' }, mends },
  connector,
  order: orderFor('units.hand-on', { unit: 'gate' }),
})

const ticket = {
  ...{ id: '0123456789abcdef', digest: '0'.repeat(64), issuer: 'aval/0123456789ab/dev' },
  ...{ unit: 'gate', revision: 1, until: 0, signed: { text: 'a.b.c', to: 'test' } },
}
const signed: Outcome = { kind: 'done', ticket }

it('the outcome of one act carries its ticket', async () => {
  expect(await applyActs([readyAct('C-7F3K')], false, async () => signed)).toEqual(signed)
})

it('the outcome of one act verified after a restart says so', async () => {
  const outcome = await applyActs([readyAct('C-7F3K')], true, async () => signed)
  expect(outcome).toEqual({ kind: 'done', verified: true })
})

it('the outcome of one act verified after a restart carries the ticket it used, where it is known', async () => {
  const { signed: _signed, ...used } = ticket
  const done = { kind: 'done', result: { ticket: used } } as const
  const one = { ...readyAct('C-7F3K'), connector: { ...connector, verify: async () => done } }
  const outcome = await applyActs([one], true, async () => signed)
  expect(outcome).toEqual({ kind: 'done', ticket: used, verified: true })
})

it('the outcome of several acts is done, without a ticket', async () => {
  const both = [readyAct('C-7F3K'), readyAct('C-9M2D')]
  expect(await applyActs(both, false, async () => signed)).toEqual({ kind: 'done' })
})

it('each act of a list gets its own values of the fields that rules looked at; a single act gets all', () => {
  const asked = { name: 'C-7F3K', idempotencyKey: 'key', tenant: 'dev:acme', requester: 'ana' }
  const act = (mends: string) => ({ does: 'config.units.set', slots: { unit: 'gate' }, mends })
  const named = (name: string, value: string): [string, string] => [name, value]
  const preview = { changes: [], shows: [named('kind', 'service')], looked: ['kind', 'owner'] }
  const ruledFieldsOf = (target: [string, string][], ...acts: ReturnType<typeof act>[]) => {
    const command = { ...asked, preview: { ...preview, target } }
    return readyActs(command, acts, { terms: {} }, () => connector).map((one) => one.order.ruled)
  }
  const [one, two] = ['C-7F3K', 'C-9M2D'] as const
  expect(ruledFieldsOf([named('owner', 'core')], act(one))).toEqual([
    { kind: ['service'], owner: ['core'] },
  ])
  const both = [named(`${one} owner`, 'core'), named(`${two} kind`, 'job')]
  expect(ruledFieldsOf(both, act(one), act(two))).toEqual([
    { kind: [], owner: ['core'] },
    { kind: ['job'], owner: [] },
  ])
})

it('the plan of a list holds all fields of each act; that of one act only those it does not show', async () => {
  const plan = async () => ({
    ...{ kind: 'planned' as const, changes: [], numbers: [] },
    shows: [['unit', 'gate'] as const],
    target: [['replicas', '40'] as const],
  })
  const both = ['C-7F3K', 'C-9M2D'].map((name) => ({
    ...readyAct(name),
    connector: { ...connector, plan },
  }))
  const each = ['C-7F3K', 'C-9M2D'].flatMap((name) => [
    [`${name} unit`, 'gate'],
    [`${name} replicas`, '40'],
  ])
  expect(await planActs(both)).toMatchObject({ target: each })
  expect(await planActs(both.slice(1))).toMatchObject({ target: [['replicas', '40']] })
})
