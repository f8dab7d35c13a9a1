// A slow preview does not delay an approved effect: effects have slots of their own.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

/** The most previews in progress at once. */
const mostPreviews = 12

/** Ask for so many things at a shop that answers no question: ten an hour each. */
async function flood(bench: Bench, count: number): Promise<void> {
  bench.shop.slowPreviews(count)
  const askers = ['alex', 'max', 'ana']
  for (let order = 0; order < count; order += 1)
    await bench.hear(askers[Math.floor(order / 10)] ?? '', `cancel order ${1000 + order}`)
}

it.each([
  ['16', 16],
  ['29', 29],
])('a granted effect runs at once while %s previews hang', (_, previews) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await flood(bench, previews)
    expect(bench.shop.held()).toBe(mostPreviews)
    expect(evidence(bench, 'command.previewed')).toHaveLength(1)
    bench.leap(1_000)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.held()).toBe(mostPreviews)
    while (bench.shop.held() > 0) {
      bench.shop.release()
      await bench.quiet()
    }
    expect(evidence(bench, 'command.previewed')).toHaveLength(1 + previews)
  }),
)

it('previews get fewer slots while effects use them, and get them back', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names: string[] = []
    for (const who of ['ana', 'alex', 'max'])
      for (let order = 0; order < 5; order += 1)
        names.push(await request(bench, who, `cancel order ${who}${order}`))
    for (const name of names) {
      bench.shop.fates.push('slow')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    }
    expect(bench.shop.held()).toBe(names.length)
    bench.shop.slowPreviews(2)
    await bench.hear('ana', 'cancel order 1')
    await bench.hear('ana', 'cancel order 2')
    expect(bench.shop.held()).toBe(names.length + 1)
    bench.shop.release()
    await bench.quiet()
    bench.shop.release()
    await bench.quiet()
    expect(lastTo(bench, 'ana').text).toContain('cancel order 2')
    expect(names.map((name) => stateOf(bench, name))).toEqual(names.map(() => 'succeeded'))
  }))
