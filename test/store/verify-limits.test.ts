// Limits that the program did not keep: verify counts the earlier requests itself and reports each
// request beyond a limit, whatever the evidence says was counted.

import { expect, it } from 'vitest'
import type { Pack } from '../../src/policy/pack.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withLimits } from '../model/content.ts'
import { onBench, request, requestAndGrant, stateOf, tokenOf, withBench } from '../model/scenes.ts'
import { forge } from './forged.ts'
import { found, texts } from './found-breaks.ts'

/** A program that keeps other limits than the text of its pack says. */
async function withOwnLimits(
  more: Partial<Pack['limits']>,
  test: (bench: Bench) => Promise<void>,
  by = texts,
): Promise<readonly string[]> {
  const rules = withLimits(rulesFor('dev', 'HAPF-Strong'), more)
  return withBench({ rules, seed: 'limits' }, async (bench) => {
    await test(bench)
    await bench.quiet()
    return found(bench, 'dev', by)
  })
}

const wide = { open_requests: 100, requests: { most: 100, within: 3_600_000 } }
const limitReached = (limit: string) =>
  expect.stringContaining(`policy refuses it: the limit ${limit} was reached`)

/** Asks and withdraws, so that nothing stays open. */
async function asked(bench: Bench, who: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const name = await request(bench, who, 'cancel order 42')
    await bench.hear(who, `cancel ${name}`)
  }
}

/** Asks for each of these, and leaves them open. */
async function left(bench: Bench, who: string, count: number): Promise<readonly string[]> {
  const names: string[] = []
  for (let order = 0; order < count; order += 1)
    names.push(await request(bench, who, `cancel order ${order}`))
  return names
}

it('verify reports the eleventh request of one person within an hour', async () => {
  expect(await withOwnLimits(wide, (bench) => asked(bench, 'ana', 10))).toEqual([])
  expect(await withOwnLimits(wide, (bench) => asked(bench, 'ana', 11))).toEqual([
    limitReached('requests'),
  ])
  // Those of somebody else, and of an hour ago, are none of hers.
  const others = async (bench: Bench) => {
    await asked(bench, 'alex', 6)
    await asked(bench, 'ana', 6)
    await bench.wait(3_600_000)
    await asked(bench, 'ana', 6)
  }
  expect(await withOwnLimits(wide, others)).toEqual([])
})

it('verify reports a request beyond the limit although the evidence states an empty count', async () => {
  const silent = (bench: Bench) =>
    asked(bench, 'ana', 11).then(() =>
      forge(
        bench.file,
        (one) => [{ ...one, body: { ...one.body, counted: [] } }],
        'DELETE FROM tallies',
      ),
    )
  expect(await withOwnLimits(wide, silent)).toEqual([limitReached('requests')])
})

it('verify reports the sixth request of one person while five are open', async () => {
  expect(await withOwnLimits(wide, async (bench) => void (await left(bench, 'ana', 5)))).toEqual([])
  expect(await withOwnLimits(wide, async (bench) => void (await left(bench, 'ana', 6)))).toEqual([
    limitReached('open_requests'),
  ])
  // Those that were withdrawn, denied or approved, and somebody else's, are not open.
  const others = async (bench: Bench) => {
    const [withdrawn, denied = '', approved = ''] = await left(bench, 'ana', 5)
    await bench.hear('ana', `cancel ${withdrawn}`)
    await bench.hear('beto', `2 ${tokenOf(bench, denied, 'beto')} no`)
    await bench.hear('beto', `1 ${tokenOf(bench, approved, 'beto')}`)
    await left(bench, 'alex', 5)
    await left(bench, 'ana', 3)
  }
  expect(await withOwnLimits(wide, others)).toEqual([])
})

it.each<[string, Partial<Pack['limits']>]>([
  ['tenant_requests', { tenant_requests: { most: 5, within: 3_600_000 } }],
  ['class_requests', { class_requests: { S2: { most: 5, within: 3_600_000 } } }],
])('verify reports a request beyond the limit %s, whoever asked', async (limit, tight) => {
  const by: typeof texts = (kept) => {
    const pack = (digest: string) => {
      const one = texts(kept).pack(digest)
      return one === null ? null : { ...one, limits: { ...one.limits, ...tight } }
    }
    return { ...texts(kept), pack }
  }
  const all = async (bench: Bench) => {
    for (const who of ['ana', 'alex']) await asked(bench, who, 3)
  }
  expect(await withOwnLimits(wide, all)).toEqual([])
  expect(await withOwnLimits(wide, all, by)).toEqual([limitReached(limit)])
})

it('verify reports a request that was made after three denials of the same', async () => {
  const denied = async (bench: Bench, count: number) => {
    for (let index = 0; index < count; index += 1) {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe('rejected')
    }
    await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
  }
  const lax = { ...wide, denials: { most: 100, within: 3_600_000 } }
  expect(await withOwnLimits(lax, (bench) => denied(bench, 2))).toEqual([])
  expect(await withOwnLimits(lax, (bench) => denied(bench, 3))).toEqual([limitReached('denials')])
})

it('verify reports nothing where the program kept the limits', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let index = 0; index < 12; index += 1) {
      await bench.hear('ana', 'cancel order 42')
      await bench.hear('ana', 'status')
      await bench.hear('ana', '2')
    }
    expect(bench.letters.some(({ text }) => text.includes('Too many requests'))).toBe(true)
    await bench.wait(3_600_000)
    await request(bench, 'ana', 'cancel order 42')
    expect(found(bench, 'dev')).toEqual([])
  }))
