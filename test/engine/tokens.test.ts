// Tokens: they belong to one person, are valid once, and wrong guesses lock.

import { expect, it } from 'vitest'
import { commandRows } from '../model/invariants.ts'
import { carryOut, evidence, lastTo, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

const wrong = ['222222', '333333', '444444', '555555', '666666']

it('a token from anyone but its owner grants nothing and stays valid for its owner', () =>
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

it('a token counts once: later uses are recorded as replays and add no vote', () =>
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

it('a token of a request that was already denied grants nothing', () =>
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

it('five wrong tokens lock the answers of that person alone for 15 minutes', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const other = await request(bench, 'ana', 'cancel order 43')
    for (const token of wrong) await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    expect(lastTo(bench, 'dora').kind).toBe('notice')
    await bench.hear('carla', `1 ${tokenOf(bench, other, 'carla')}`)
    expect(stateOf(bench, other)).toBe('succeeded')
    bench.leap(15 * 60_000 - 1)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    bench.leap(1)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('four wrong tokens do not lock, and wrong tokens older than 15 minutes are not counted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const token of wrong.slice(1)) await bench.hear('beto', `1 ${token}`)
    bench.leap(15 * 60_000)
    const name = await request(bench, 'ana', 'cancel order 42')
    for (const token of wrong.slice(1)) await bench.hear('beto', `1 ${token}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('twenty wrong tokens in an environment suspend its approvals until an admin resumes them', () =>
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

it('the phone number and the id of one person share one vote', () =>
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

it('the requester gets no card for their own request, and one for the requests of others', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const own = await request(bench, 'max', 'cancel order 42')
    expect(() => tokenOf(bench, own, 'max')).toThrow(`max has no card of ${own}.`)
    await carryOut(bench, 'ana', 'cancel order 43', 'max')
    expect(stateOf(bench, own)).toBe('approval_requested')
  }))

it('a six-digit code typed with a denial is cut out of the reason: nobody is sent it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} 492013 too risky`)
    expect(evidence(bench, 'approval.denied')).toMatchObject([{ body: { reason: 'too risky' } }])
    expect(bench.letters.some((one) => one.text.includes('492013'))).toBe(false)
  }))
