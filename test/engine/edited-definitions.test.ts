// Files edited between two starts: a pending command runs only if it still means what people agreed
// to.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Bench } from '../model/bench.ts'
import { redefined, rulesFor } from '../model/content.ts'
import { onBench, reasonOf, request, stateOf, tokenOf, withBench } from '../model/scenes.ts'
import type { Fate } from '../model/shop.ts'

const rules = rulesFor('dev', 'HAPF-Strong')

function withTenants(sandbox: boolean): Rules {
  const tenants = [...rules.tenants].map(([name, one]) => [name, { ...one, sandbox }] as const)
  return { ...rules, tenants: new Map(tenants) }
}

/** Beto approves Ana's request; in between the process stops, and the files are edited. */
async function approveAfterEdit(before: Rules, after: Rules) {
  return withBench({ rules: before, seed: 'edited' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.restart(after)
    await bench.hear('beto', `1 ${token}`)
    const { acts, calls } = bench.shop
    return { state: stateOf(bench, name), reason: reasonOf(bench, name), acts, calls }
  })
}

const refused = { state: 'rejected', reason: 'definition_changed', acts: [], calls: [] }

it('a request approved for a sandbox is rejected when the tenant is real by then, and the reverse', async () => {
  expect(await approveAfterEdit(rules, withTenants(true))).toEqual(refused)
  expect(await approveAfterEdit(withTenants(true), rules)).toEqual(refused)
})

/** The process dies during the shop's call, so the result is unknown. */
async function restartDuringEffect(
  bench: Bench,
  after: Rules,
  fate: Fate = 'done',
): Promise<string> {
  const name = await request(bench, 'ana', 'cancel order 42')
  bench.shop.fates.push('slow')
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('started')
  bench.shop.fates.push(fate)
  await bench.restart(after)
  return name
}

it('an effect under way is uncertain, neither repeated nor looked up, when its API was edited', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, redefined(rules, 'shop'))
    expect(stateOf(bench, name)).toBe('uncertain')
    expect(bench.shop.calls.map(({ what }) => what)).toEqual(['apply'])
    expect(bench.shop.acts).toEqual([])
  }))

it('an effect under way whose second try is refused is uncertain and not called failed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, rules, 'fails')
    expect(bench.shop.calls.map(({ what }) => what)).toEqual(['apply', 'undone', 'apply', 'undone'])
    expect(stateOf(bench, name)).toBe('uncertain')
  }))

it('an effect under way is looked up and done once when no file was edited', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await restartDuringEffect(bench, rules)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
  }))
