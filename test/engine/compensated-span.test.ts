// `compensate 2h`: only commands that the requester may see are compensated, and the cards name
// them.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

async function cancelled(bench: Bench, who: string, order: string): Promise<string> {
  const name = await request(bench, who, `cancel order ${order}`)
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('succeeded')
  return name
}

it('takes back of it what its requester may see, and names it where it is one alone', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const own = await cancelled(bench, 'ana', '42')
    const others = await cancelled(bench, 'alex', '7')
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

it('is nothing to take back for whoever may see nothing of it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await cancelled(bench, 'alex', '7')
    await bench.hear('ana', 'compensate 2h')
    expect(lastTo(bench, 'ana')).toMatchObject({ kind: 'refusal' })
    expect(lastTo(bench, 'ana').text).toContain('There is nothing to compensate.')
  }))
