// Tokens: they belong to one person, are valid once, and wrong guesses lock.

import { expect, it } from 'vitest'
import { commandRows } from '../model/invariants.ts'
import { evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

const wrong = ['222222', '333333', '444444', '555555', '666666']

it('a token is its owner’s: in anybody else’s hand it grants and spends nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    for (const who of ['carla', 'ana', 'dora', 'rita', 'max']) {
      await bench.hear(who, `1 ${token}`)
      expect(stateOf(bench, name), who).toBe('approval_requested')
    }
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    expect(evidence(bench, 'auth.denied')).toHaveLength(5)
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('a token is good once: the second time it replays the decision and counts for nothing', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `2 ${token}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(evidence(bench, 'approval.granted')).toHaveLength(1)
    expect(evidence(bench, 'approval.denied')).toHaveLength(0)
    expect(evidence(bench, 'approval.replayed')).toHaveLength(2)
    expect(commandRows(bench).at(-1)?.approval?.votes).toHaveLength(1)
  }))

it('a token of a command that has ended is no longer good', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'carla')
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} too risky`)
    expect(stateOf(bench, name)).toBe('rejected')
    await bench.hear('carla', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(bench.shop.acts).toHaveLength(0)
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
  }))

it('five wrong tokens lock the answers of that person for 15 minutes, and of nobody else', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    for (const token of wrong) await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    expect(lastTo(bench, 'dora').kind).toBe('notice')
    bench.leap(15 * 60_000 - 1)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    bench.leap(1)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('four wrong tokens lock nobody, and those of a quarter of an hour ago are forgotten', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const token of wrong.slice(1)) await bench.hear('beto', `1 ${token}`)
    bench.leap(15 * 60_000)
    const name = await request(bench, 'ana', 'cancel order 42')
    for (const token of wrong.slice(1)) await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('twenty wrong ones in an environment suspend approvals there until an admin lifts it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    for (const who of ['ana', 'alex', 'beto', 'edu'])
      for (const token of wrong) await bench.hear(who, `1 ${token}`)
    expect(bench.store().standing().approvalsSuspended).toBe(true)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await request(bench, 'dora', 'resume approvals')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('a phone number and an id are one person, with one vote', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const phone =
      bench
        .store()
        .people()
        .find((one) => one.id === 'beto')?.identifiers[0] ?? ''
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear(phone, `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))

it('whoever asks gets no card of it and cannot approve it, though they approve for others', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const own = await request(bench, 'max', 'cancel order 42')
    expect(() => tokenOf(bench, own, 'max')).toThrow()
    const others = await request(bench, 'ana', 'cancel order 43')
    await bench.hear('max', `1 ${tokenOf(bench, others, 'max')}`)
    expect(stateOf(bench, others)).toBe('succeeded')
    expect(stateOf(bench, own)).toBe('approval_requested')
  }))

it('a code that comes with a denial is no reason: it is neither told nor kept', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} 492013 too risky`)
    expect(evidence(bench, 'approval.denied')).toMatchObject([{ body: { reason: 'too risky' } }])
    expect(bench.letters.some((one) => one.text.includes('492013'))).toBe(false)
  }))
