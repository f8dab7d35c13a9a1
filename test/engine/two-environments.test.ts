// Two environments in one process with the same people, words and tokens: neither sees the other.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { allText } from '../model/invariants.ts'
import { request, stateOf, tokenOf, withBench } from '../model/scenes.ts'

const within = <Result>(environment: 'dev' | 'test', test: (bench: Bench) => Promise<Result>) =>
  withBench({ rules: rulesFor(environment, 'HAPF-Strong'), seed: 'twin' }, test)

/** The conversation of one environment, in parts that can be interleaved with another one's. */
const parts: readonly ((bench: Bench, say: (text: string) => Promise<void>) => Promise<void>)[] = [
  (bench) => bench.hear('ana', 'cancel order 42'),
  (bench) => bench.hear('ana', '1'),
  (bench, say) => say(`1 ${tokenOf(bench, lastName(bench), 'carla')}`),
  (bench) => bench.hear('ana', 'create config web for payments'),
  (bench) => bench.wait(600_000),
  (bench) => bench.hear('dora', 'verify evidence'),
]

function lastName(bench: Bench): string {
  return bench.letters.findLast((one) => one.command !== undefined)?.command ?? ''
}

function runAlone(environment: 'dev' | 'test'): Promise<string> {
  return within(environment, async (bench) => {
    for (const part of parts) await part(bench, (text) => bench.hear('carla', text))
    return allText(bench)
  })
}

it('each of two environments in one process writes the same bytes as it does alone', () =>
  within('dev', (dev) =>
    within('test', async (test) => {
      for (const part of parts)
        await Promise.all(
          [dev, test].map((bench) => part(bench, (text) => bench.hear('carla', text))),
        )
      expect(allText(dev)).toBe(await runAlone('dev'))
      expect(allText(test)).toBe(await runAlone('test'))
      expect(dev.shop.acts).toHaveLength(1)
      expect(test.shop.acts).toHaveLength(1)
    }),
  ))

it('a token of one environment does not count in another', () =>
  within('dev', async (dev) => {
    const other = { ...rulesFor('test', 'HAPF-Strong'), key: 'a1'.repeat(32) }
    await withBench({ rules: other, seed: 'another' }, async (test) => {
      const here = await request(dev, 'ana', 'cancel order 42')
      const there = await request(test, 'ana', 'cancel order 42')
      await test.hear('beto', `1 ${tokenOf(dev, here, 'beto')}`)
      expect(stateOf(test, there)).toBe('approval_requested')
      expect(stateOf(dev, here)).toBe('approval_requested')
      await dev.hear('beto', `1 ${tokenOf(dev, here, 'beto')}`)
      expect(stateOf(dev, here)).toBe('succeeded')
      expect(test.shop.acts).toHaveLength(0)
    })
  }))
