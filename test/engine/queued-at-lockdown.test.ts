// Granted effects that wait when a lockdown, a freeze or their expiry comes: none begins, and it is
// reported.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { checkChains, checkQuiet } from '../model/invariants.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

/** The most effects in progress; one more waits in the store. */
const mostUnderWay = 16

/** Seventeen granted cancellations with a slow shop, so that the last one waits. */
async function fillTheShop(bench: Bench): Promise<readonly string[]> {
  const ask = (order: number) =>
    request(bench, order % 2 === 0 ? 'ana' : 'alex', `cancel order ${order}`)
  const grant = async (name: string) => {
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  }
  const names: string[] = []
  for (let order = 1; order < mostUnderWay; order += 1) {
    const name = await ask(order)
    await grant(name)
    names.push(name)
    bench.leap(20 * 60_000)
  }
  // A preview needs a place too, so that the last two are shown before the places are full.
  const both = [await ask(mostUnderWay), await ask(mostUnderWay + 1)]
  for (const name of both) await grant(name)
  names.push(...both)
  expect(new Set(names).size).toBe(mostUnderWay + 1)
  expect(bench.shop.held()).toBe(mostUnderWay)
  expect(names.map((name) => stateOf(bench, name))).toEqual(names.map(() => 'started'))
  return names
}

const failures = (bench: Bench) =>
  evidence(bench, 'command.failed').map((one) => {
    const { counted: _counted, ...body } = Object(one['body'])
    return Object.entries(body).flat()
  })

it('a lockdown fails the queued effect, lets those under way finish and tells the requester why', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = await fillTheShop(bench)
    const last = names.at(-1) ?? ''
    await request(bench, 'dora', 'lockdown on stolen phone')
    bench.shop.release()
    await bench.quiet()
    expect(bench.shop.acts).toHaveLength(mostUnderWay)
    expect(names.slice(0, -1).map((name) => stateOf(bench, name))).toEqual(
      names.slice(0, -1).map(() => 'succeeded'),
    )
    expect(stateOf(bench, last)).toBe('failed')
    expect(failures(bench)).toEqual([['name', last, 'reason', 'stopped-by-lockdown']])
    const outcomes = bench.letters.filter((one) => one.command === last && one.kind === 'outcome')
    expect(outcomes.map((one) => one.to).toSorted()).toContain('alex')
    expect(outcomes[0]?.text).toContain('A lockdown began first. Nothing happened.')
    checkChains(bench)
  }))

it('after a lockdown, a stopped effect is not started by itself nor by a retry, but by a new request', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const last = (await fillTheShop(bench)).at(-1) ?? ''
    await request(bench, 'dora', 'lockdown on stolen phone')
    bench.shop.release()
    await bench.quiet()
    await carryOut(bench, 'dora', 'lockdown off', 'beto')
    expect(bench.shop.acts).toHaveLength(mostUnderWay)
    await bench.hear('alex', `retry ${last}`)
    const answer = bench.letters.findLast((one) => one.to === 'alex')
    expect(answer?.kind).toBe('refusal')
    expect(answer?.text).toContain('was stopped before it started')
    bench.shop.fates.splice(0)
    const repeated = await request(bench, 'alex', `cancel order ${mostUnderWay + 1}`)
    expect(stateOf(bench, repeated)).toBe('approval_requested')
    await bench.hear('beto', `1 ${tokenOf(bench, repeated, 'beto')}`)
    expect(stateOf(bench, repeated)).toBe('succeeded')
  }))

it('after a restart in a lockdown, effects under way are uncertain and not sent again', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = await fillTheShop(bench)
    await request(bench, 'dora', 'lockdown on stolen phone')
    await bench.restart()
    expect(bench.shop.acts).toHaveLength(0)
    expect(names.map((name) => stateOf(bench, name))).toEqual(names.map(() => 'uncertain'))
    const why = evidence(bench, 'command.uncertain').map((one) => Object(one['body']).reason)
    expect(new Set(why)).toEqual(new Set(['unclear-under-lockdown']))
    const outcome = bench.letters.findLast((one) => one.kind === 'outcome')
    expect(outcome?.text).toContain('may still arrive')
    expect(outcome?.text).toContain('resolve ')
    // What is too much to hear at once comes in a digest.
    await bench.wait(10 * 60_000)
    checkChains(bench)
    checkQuiet(bench)
  }))

it.each([
  ['class S2', 1],
  ['connector shop', 1],
  ['tenant acme', 1],
  ['class S3', 0],
  ['connector config', 0],
  ['tenant globex', 0],
])('a lockdown of %s stops only queued effects that it covers', (part, stopped) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const last = (await fillTheShop(bench)).at(-1) ?? ''
    await request(bench, 'dora', `lockdown ${part} for 2h a drill`)
    bench.shop.release()
    await bench.quiet()
    bench.shop.release()
    await bench.quiet()
    expect(failures(bench)).toHaveLength(stopped)
    expect(stateOf(bench, last)).toBe(stopped === 1 ? 'failed' : 'succeeded')
  }),
)

it('a queued effect granted before a lockdown fails though it is over; one granted later starts', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const last = (await fillTheShop(bench)).at(-1) ?? ''
    await request(bench, 'dora', 'lockdown everything for 5m a drill')
    bench.leap(5 * 60_000)
    bench.shop.release()
    await bench.quiet()
    expect(bench.shop.acts).toHaveLength(mostUnderWay)
    expect(stateOf(bench, last)).toBe('failed')
    expect(failures(bench)).toEqual([['name', last, 'reason', 'stopped-by-lockdown']])
    const outcomes = bench.letters.filter((one) => one.command === last && one.kind === 'outcome')
    expect(outcomes.map((one) => one.to)).toContain('alex')
    bench.shop.fates.splice(0)
    await carryOut(bench, 'alex', `cancel order ${mostUnderWay + 1}`, 'beto')
    checkChains(bench)
  }))

it('a lockdown that began and ended before the grant stops nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const asked = await request(bench, 'ana', 'cancel order 42')
    await request(bench, 'dora', 'lockdown on a drill')
    await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    await bench.hear('beto', `1 ${tokenOf(bench, asked, 'beto')}`)
    expect(stateOf(bench, asked)).toBe('succeeded')
  }))

it('a policy that became unreadable makes granted effects uncertain after a restart', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = await fillTheShop(bench)
    const noPolicy = { packs: new Map(), pack: null, binding: null, failure: 'the pack is gone' }
    await bench.restart({ ...bench.rules, ...noPolicy })
    expect(bench.shop.acts).toHaveLength(0)
    expect(names.map((name) => stateOf(bench, name))).toEqual(names.map(() => 'uncertain'))
    checkChains(bench)
  }))

it('a policy bound by chat still holds when the settings name none: the queued effect runs', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = await fillTheShop(bench)
    bench.shop.fates.splice(0)
    await bench.restart({ ...bench.rules, pack: null, binding: null, failure: 'unreadable' })
    expect(stateOf(bench, names.at(-1) ?? '')).toBe('succeeded')
  }))

it('a queued effect whose approval expired while it waited fails and cannot be retried', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = await fillTheShop(bench)
    bench.leap(30 * 60_000)
    bench.shop.release()
    await bench.quiet()
    expect(stateOf(bench, names.at(-1) ?? '')).toBe('failed')
    expect(failures(bench)).toEqual([['name', names.at(-1), 'reason', 'stopped-by-expiry']])
    expect(bench.shop.acts).toHaveLength(mostUnderWay)
    await bench.hear('alex', `retry ${names.at(-1)}`)
    expect(lastTo(bench, 'alex').text).toContain('was stopped before it started')
  }))

it('a queued effect fails when a freeze begins first, and cannot be retried after it', () => {
  const once = { from: '2026-01-05T14:01:00Z', to: '2026-01-05T14:02:00Z' }
  const freeze = { name: 'sale', classes: ['S2' as const], once }
  const rules = withPack(rulesFor('dev', 'HAPF-Strong'), { freezes: [freeze] })
  return withBench({ rules, seed: 'freeze' }, async (bench) => {
    const last = (await fillTheShop(bench)).at(-1) ?? ''
    bench.leap(Date.parse(once.from) - bench.now())
    bench.shop.release()
    await bench.quiet()
    expect(failures(bench)).toEqual([['name', last, 'reason', 'stopped-by-policy']])
    expect(bench.shop.acts).toHaveLength(mostUnderWay)
    bench.leap(60_000)
    await bench.hear('alex', `retry ${last}`)
    expect(lastTo(bench, 'alex').text).toContain('was stopped before it started')
    checkChains(bench)
  })
})

it.each([
  [0, 'stopped-by-expiry'],
  [-1, undefined],
])(
  'an unapproved effect starts within a day of its confirmation (%i ms over), or fails',
  (early, why) =>
    onBench('dev', 'HAPF-Basic', async (bench) => {
      for (let order = 1; order < mostUnderWay; order += 1) {
        bench.shop.fates.push('slow')
        await request(bench, order % 2 === 0 ? 'ana' : 'alex', `cancel order ${order}`)
        bench.leap(20 * 60_000)
      }
      const last: string[] = []
      for (const order of [mostUnderWay, mostUnderWay + 1]) {
        await bench.hear('ana', `cancel order ${order}`)
        last.push(lastTo(bench, 'ana').command ?? '')
      }
      bench.shop.fates.push('slow')
      for (const name of last) await bench.hear('ana', `1 ${name}`)
      expect(bench.shop.held()).toBe(mostUnderWay)
      const waits = last.at(-1) ?? ''
      expect(stateOf(bench, waits)).toBe('started')
      bench.leap(24 * 3_600_000 + early)
      bench.shop.release()
      await bench.quiet()
      expect(stateOf(bench, waits)).toBe(why === undefined ? 'succeeded' : 'failed')
      expect(failures(bench).map((one) => one.at(-1))).toEqual(why === undefined ? [] : [why])
    }),
)

it('a list of acts that started in time goes on though its approval expires meanwhile', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const done: string[] = []
    for (const order of [42, 43]) {
      const name = await requestAndGrant(bench, 'ana', `cancel order ${order}`, 'beto')
      done.push(name)
    }
    const list = await request(bench, 'ana', `compensate ${done.join(' ')}`)
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, list, 'beto')}`)
    bench.leap(16 * 60_000)
    bench.shop.release()
    await bench.quiet()
    expect(stateOf(bench, list)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(4)
  }))
