// Files are edited between two starts: what people agreed to is what the command came to then.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Flow } from '../../src/command/spec.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { evidence, onBench, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'

const rules = rulesFor('dev', 'HAPF-Strong')

function withFlow(change: Partial<Flow>, name = 'order.cancel'): Rules {
  const flow = rules.flows.get(name)
  if (flow === undefined) throw new Error(`${name} is shipped.`)
  return { ...rules, flows: new Map([...rules.flows, [name, { ...flow, ...change }]]) }
}

function withTenants(sandbox: boolean): Rules {
  const tenants = [...rules.tenants].map(([name, one]) => [name, { ...one, sandbox }] as const)
  return { ...rules, tenants: new Map(tenants) }
}

const elsewhere: Rules = { ...rules, systems: new Map([...rules.systems, ['shop', 'other']]) }

const edits: readonly (readonly [string, Rules])[] = [
  ['does something else', withFlow({ does: 'shop.orders.restore' })],
  ['needs nobody’s approval', withFlow({ risk: 'S1' })],
  ['is approved by others', withFlow({ approval_policy_id: 'enrolment' })],
  ['is for everybody', withFlow({ scopes: [] })],
  ['leads to another system', elsewhere],
  ['is done in a sandbox', withTenants(true)],
]

/** Beto approves what Ana asked; between the two the process stops, and the files are edited. */
async function approvedAfter(before: Rules, after: Rules) {
  const bench = await openBench({ rules: before, seed: 'means' })
  try {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.restart(after)
    await bench.hear('beto', `1 ${token}`)
    const { acts, calls } = bench.shop
    return { state: stateOf(bench, name), reason: reasonOf(bench, name), acts, calls }
  } finally {
    await bench.close()
    discard(bench)
  }
}

const refused = { state: 'rejected', reason: 'policy_changed', acts: [], calls: [] }

it('is done when nothing was edited', async () => {
  expect(await approvedAfter(rules, rulesFor('dev', 'HAPF-Strong'))).toMatchObject({
    state: 'succeeded',
  })
})

it.each(edits)('is asked anew when under the same version it %s', async (_what, after) => {
  expect(await approvedAfter(rules, after)).toEqual(refused)
})

it('is not done for real when it was approved for a sandbox', async () => {
  expect(await approvedAfter(withTenants(true), rules)).toEqual(refused)
})

it.each(edits)('is not tried again under its old approval when it %s', async (_what, after) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.restart(after)
    const again = await request(bench, 'ana', `retry ${name}`).catch(() => '')
    expect(stateOf(bench, again)).not.toBe('succeeded')
    expect(bench.shop.acts).toEqual([])
  }),
)

it('an undo is asked anew when what takes it back is another', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('ana', `undo ${name}`)
    const undo = bench.letters.findLast((one) => one.kind === 'preview')?.command ?? ''
    await bench.restart(withFlow({ preview: 'shop.orders.list' }, 'order.restore'))
    await bench.hear('ana', `1 ${undo}`)
    expect([stateOf(bench, undo), reasonOf(bench, undo)]).toEqual(['rejected', 'policy_changed'])
  }))

/** The process dies while the shop is asked, and nobody knows whether it acted. */
async function begunThen(bench: Bench, after: Rules): Promise<string> {
  const name = await request(bench, 'ana', 'cancel order 42')
  bench.shop.fates.push('slow')
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('started')
  await bench.restart(after)
  return name
}

it('what had begun before is neither repeated nor asked of a system that knows nothing of it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await begunThen(bench, elsewhere)
    expect(stateOf(bench, name)).toBe('uncertain')
    expect(bench.shop.calls.map(({ what }) => what)).toEqual(['apply'])
    expect(bench.shop.acts).toEqual([])
  }))

it('what had begun before is looked at and done once where nothing was edited', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await begunThen(bench, rules)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
  }))

it('evidence says what it came to when it was asked', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const order of [42, 43]) await request(bench, 'ana', `cancel order ${order}`)
    await request(bench, 'alex', 'restore order 41').catch(() => '')
    const means = evidence(bench, 'command.proposed').map((one) => Object(one['body'])['means'])
    expect(means[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(means[1]).toBe(means[0])
    expect(means[2]).not.toBe(means[0])
  }))
