// `compensate 2h`: only commands that the requester may see are compensated, and the cards name
// them.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withLimits } from '../model/content.ts'
import { carryOut, lastTo, onBench, request, stateOf, tokenOf, withBench } from '../model/scenes.ts'

async function cancelOrder(bench: Bench, who: string, order: string): Promise<string> {
  const name = await carryOut(bench, who, `cancel order ${order}`, 'beto')
  return name
}

it('`compensate 2h` takes back only commands its requester may see, and its card names a single one', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const own = await cancelOrder(bench, 'ana', '42')
    const others = await cancelOrder(bench, 'alex', '7')
    await bench.hear('ana', `compensate ${others}`)
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    const name = await request(bench, 'ana', 'compensate 2h')
    const preview = bench.letters.find((one) => one.kind === 'preview' && one.command === name)
    for (const text of [preview?.text, lastTo(bench, 'carla').text]) {
      expect(text).toContain(`${own}: restore order 42`)
      expect(text).not.toContain(others)
    }
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    const done = bench.shop.acts.map(({ operation, order }) => `${operation} ${order}`)
    expect(done).toEqual(['orders.cancel 42', 'orders.cancel 7', 'orders.restore 42'])
  }))

it('`compensate 2h` is refused when its requester may see none of the commands in that time', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await cancelOrder(bench, 'alex', '7')
    await bench.hear('ana', 'compensate 2h')
    expect(lastTo(bench, 'ana')).toMatchObject({ kind: 'refusal' })
    expect(lastTo(bench, 'ana').text).toContain('There is nothing to compensate.')
  }))

it('`compensate` with more names than one may undo says how many it may, and counts a name once', () => {
  const many = { most: 100, within: 3_600_000 }
  const limits = { requests: many, approver_messages: many }
  const rules = withLimits(rulesFor('dev', 'HAPF-Strong'), limits)
  return withBench({ rules, seed: 'many names' }, async (bench) => {
    const names: string[] = []
    for (let order = 1; order <= 21; order += 1)
      names.push(await cancelOrder(bench, 'ana', `${order}`))
    await bench.hear('ana', `compensate ${names.join(' ')}`)
    expect(lastTo(bench, 'ana')).toMatchObject({ kind: 'refusal' })
    expect(lastTo(bench, 'ana').text).toContain('Too many at once: 20 at most.')
    const [first = '', ...others] = names
    await request(bench, 'ana', `compensate ${[first, ...others.slice(0, 19), first].join(' ')}`)
    expect(lastTo(bench, 'carla')).toMatchObject({ kind: 'approval_request' })
  })
})
