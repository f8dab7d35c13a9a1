// A freeze, or a rule of a time, begins after the last check and before the effect: nothing begins.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { checkChains } from '../model/invariants.ts'
import {
  carryOut,
  evidence,
  lastTo,
  request,
  requestAndGrant,
  stateOf,
  withBench,
} from '../model/scenes.ts'

const minute = 60_000

/** Granted at 9:00; the process dies while the shop is asked, and starts again at 9:10. */
const once = { from: '2026-01-05T09:10:00Z', to: '2026-01-05T18:00:00Z' }
const freeze: Pack['freezes'][number] = { name: 'sale', classes: ['S2'], once }
const weekday = { days: ['mon' as const], from: '09:10', to: '18:00', zone: 'UTC' }
const rule: Pack['rules'][number] = {
  name: 'not-by-day',
  when: { commands: ['order.cancel'], during: weekday },
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  then: { refuse: true },
}

const rulesWith = (more: Partial<Pack>) => withPack(rulesFor('dev', 'HAPF-Strong'), more)

function underPack(more: Partial<Pack>, test: (bench: Bench) => Promise<void>): Promise<void> {
  return withBench({ rules: rulesWith(more), seed: 'freeze' }, test)
}

async function grantedThenDown(bench: Bench, milliseconds: number): Promise<string> {
  const name = await request(bench, 'ana', 'cancel order 42')
  bench.shop.fates.push('slow')
  const card = bench.letters.findLast((one) => one.to === 'beto' && one.command === name)
  await bench.hear('beto', `1 ${card?.token}`)
  expect(stateOf(bench, name)).toBe('started')
  bench.leap(milliseconds)
  await bench.restart()
  return name
}

it.each<[string, Partial<Pack>]>([
  ['a freeze of its class', { freezes: [freeze] }],
  ['a rule that forbids it by day', { rules: [rule] }],
])('an effect whose request was granted before %s began is not sent again in it', (_, more) =>
  underPack(more, async (bench) => {
    const name = await grantedThenDown(bench, 10 * minute)
    expect(stateOf(bench, name)).toBe('uncertain')
    expect(bench.shop.acts).toEqual([])
    const why = evidence(bench, 'command.uncertain').map((one) => Object(one['body']).reason)
    expect(why).toEqual(['unclear-under-policy'])
    expect(lastTo(bench, 'ana').text).toContain('may still arrive')
    checkChains(bench)
  }),
)

it.each<[string, Partial<Pack>, number]>([
  ['a millisecond before the freeze', { freezes: [freeze] }, 10 * minute - 1],
  [
    'in a freeze of another class',
    { freezes: [{ ...freeze, classes: ['S1', 'S3'] }] },
    10 * minute,
  ],
  [
    'at the end of the freeze',
    { freezes: [{ ...freeze, once: { from: once.from, to: '2026-01-05T09:20:00Z' } }] },
    20 * minute,
  ],
])('%s an interrupted effect is done once', (_, more, down) =>
  underPack(more, async (bench) => {
    const name = await grantedThenDown(bench, down)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
  }),
)

it('in a declared emergency an interrupted effect is done in the freeze', () =>
  underPack({ freezes: [freeze] }, async (bench) => {
    await carryOut(bench, 'dora', 'break glass the shop is on fire')
    const name = await grantedThenDown(bench, 10 * minute)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

/** With another command before it that asks the shop for the same, of a class that is not frozen. */
function rulesWithTwin(more: Partial<Pack>): Rules {
  const rules = rulesWith(more)
  const flow = rules.flows.get('order.cancel')
  if (flow === undefined) throw new Error('Orders are cancelled.')
  const twin = { ...flow, command: 'order.annul', risk: 'S1' } as const
  return { ...rules, flows: new Map([[twin.command, twin], ...rules.flows]) }
}

it.each([
  ['what it tries again', rulesWith],
  ['what it tries again, which another command of another class does too', rulesWithTwin],
])('a retry that was under way is not sent again in a freeze of %s', (_, rulesUnder) =>
  withBench({ rules: rulesUnder({ freezes: [freeze] }), seed: 'freeze' }, async (bench) => {
    bench.shop.fates.push('fails')
    const failed = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    expect(stateOf(bench, failed)).toBe('failed')
    bench.shop.fates.push('slow')
    const retry = await request(bench, 'ana', `retry ${failed}`)
    expect(stateOf(bench, retry)).toBe('started')
    bench.leap(10 * minute)
    await bench.restart()
    expect(stateOf(bench, retry)).toBe('uncertain')
    expect(bench.shop.acts).toEqual([])
  }),
)
