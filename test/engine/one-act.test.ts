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

it('of what rules looked at, each act of a list has its own, and one alone has all', () => {
  const asked = { name: 'C-7F3K', idempotencyKey: 'key', tenant: 'dev:acme', requester: 'ana' }
  const act = (mends: string) => ({ does: 'config.units.set', slots: { unit: 'gate' }, mends })
  const named = (name: string, value: string): [string, string] => [name, value]
  const preview = { changes: [], shows: [named('kind', 'service')], looked: ['kind', 'owner'] }
  const ruledOf = (target: [string, string][], ...acts: ReturnType<typeof act>[]) => {
    const command = { ...asked, preview: { ...preview, target } }
    return readyActs(command, acts, { terms: {} }, () => connector).map((one) => one.order.ruled)
  }
  const [one, two] = ['C-7F3K', 'C-9M2D'] as const
  expect(ruledOf([named('owner', 'core')], act(one))).toEqual([
    { kind: ['service'], owner: ['core'] },
  ])
  const both = [named(`${one} owner`, 'core'), named(`${two} kind`, 'job')]
  expect(ruledOf(both, act(one), act(two))).toEqual([
    { kind: [], owner: ['core'] },
    { kind: ['job'], owner: [] },
  ])
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
  const each = ['C-7F3K', 'C-9M2D'].flatMap((name) => [
    [`${name} unit`, 'gate'],
    [`${name} replicas`, '40'],
  ])
  expect(await planActs(both)).toMatchObject({ target: each })
  expect(await planActs(both.slice(1))).toMatchObject({ target: [['replicas', '40']] })
})
