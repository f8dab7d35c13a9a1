// Files edited between two starts: a pending command runs only if it still means what people agreed
// to.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { redefined, rulesFor } from '../model/content.ts'
import { onBench, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'
import type { Fate } from '../model/shop.ts'

const rules = rulesFor('dev', 'HAPF-Strong')

function withTenants(sandbox: boolean): Rules {
  const tenants = [...rules.tenants].map(([name, one]) => [name, { ...one, sandbox }] as const)
  return { ...rules, tenants: new Map(tenants) }
}

/** Beto approves Ana's request; in between the process stops, and the files are edited. */
async function approvedAfter(before: Rules, after: Rules) {
  const bench = await openBench({ rules: before, seed: 'edited' })
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

const refused = { state: 'rejected', reason: 'definition_changed', acts: [], calls: [] }

it('is not done in a sandbox when it was approved for real, nor the other way round', async () => {
  expect(await approvedAfter(rules, withTenants(true))).toEqual(refused)
  expect(await approvedAfter(withTenants(true), rules)).toEqual(refused)
})

/** The process dies during the shop's call, so the result is unknown. */
async function begunThen(bench: Bench, after: Rules, fate: Fate = 'done'): Promise<string> {
  const name = await request(bench, 'ana', 'cancel order 42')
  bench.shop.fates.push('slow')
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('started')
  bench.shop.fates.push(fate)
  await bench.restart(after)
  return name
}

it('what had begun before is neither repeated nor asked of a system that knows nothing of it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await begunThen(bench, redefined(rules, 'shop'))
    expect(stateOf(bench, name)).toBe('uncertain')
    expect(bench.shop.calls.map(({ what }) => what)).toEqual(['apply'])
    expect(bench.shop.acts).toEqual([])
  }))

it('what had begun before and is refused now may still arrive: nobody says that it failed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await begunThen(bench, rules, 'fails')
    expect(bench.shop.calls.map(({ what }) => what)).toEqual(['apply', 'undone', 'apply', 'undone'])
    expect(stateOf(bench, name)).toBe('uncertain')
  }))

it('what had begun before is looked at and done once where nothing was edited', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await begunThen(bench, rules)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
  }))
