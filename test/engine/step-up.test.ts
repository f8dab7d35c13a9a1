// The second factor in prod: with the token, correct, fresh, and accepted once.

import { expect, it } from 'vitest'
import { codeOf } from '../model/content.ts'
import { allText } from '../model/invariants.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

const inProd = (test: Parameters<typeof onBench>[2]) => onBench('prod', 'HAPF-Operational', test)

it('a grant without a code, with a wrong code or with the code of somebody else does not count', () =>
  inProd(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    const wrong = String((Number(codeOf('beto', bench.now())) + 1) % 1_000_000).padStart(6, '0')
    await bench.hear('beto', `1 ${token} ${wrong}`)
    await bench.hear('beto', `1 ${token} ${codeOf('carla', bench.now())}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.hear('beto', `1 ${token} ${codeOf('beto', bench.now())}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(evidence(bench, 'auth.accepted')).toHaveLength(1)
  }))

it('a code counts once, and not 61 s after its time', () =>
  inProd(async (bench) => {
    const first = await request(bench, 'ana', 'cancel order 41')
    const second = await request(bench, 'alex', 'cancel order 42')
    const code = codeOf('beto', bench.now())
    await bench.hear('beto', `1 ${tokenOf(bench, first, 'beto')} ${code}`)
    expect(stateOf(bench, first)).toBe('succeeded')
    await bench.hear('beto', `1 ${tokenOf(bench, second, 'beto')} ${code}`)
    expect(stateOf(bench, second)).toBe('approval_requested')
    bench.leap(61_000)
    await bench.hear(
      'beto',
      `1 ${tokenOf(bench, second, 'beto')} ${codeOf('beto', bench.now() - 61_000)}`,
    )
    expect(stateOf(bench, second)).toBe('approval_requested')
    await bench.hear('beto', `1 ${tokenOf(bench, second, 'beto')} ${codeOf('beto', bench.now())}`)
    expect(stateOf(bench, second)).toBe('succeeded')
  }))

it('for S2 a code counts for an hour: after that the token alone does not grant', () =>
  inProd(async (bench) => {
    const one = await request(bench, 'ana', 'cancel order 40')
    await bench.hear('beto', `1 ${tokenOf(bench, one, 'beto')} ${codeOf('beto', bench.now())}`)
    await bench.wait(3_600_000 - 1)
    await carryOut(bench, 'ana', 'cancel order 41', 'beto')
    bench.leap(1)
    const three = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    expect(stateOf(bench, three)).toBe('approval_requested')
  }))

it('for S3 the request names the environment, and each grant needs its own code', () =>
  inProd(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    await bench.hear('dora', 'lockdown off')
    await bench.hear('dora', '1')
    expect(lastTo(bench, 'dora').text).toContain('1 PROD')
    await bench.hear('dora', '1 PROD')
    const name = bench.letters.findLast((one) => one.token !== undefined)?.command ?? ''
    const answer = (who: string) =>
      bench.hear(who, `1 ${tokenOf(bench, name, who)} ${codeOf(who, bench.now())}`)
    await answer('beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(bench.store().standing().mode.kind).toBe('locked')
    await answer('carla')
    expect(bench.store().standing().mode.kind).toBe('open')
  }))

it('five wrong codes lock as five wrong tokens do, and no code is stored', () =>
  inProd(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const token = tokenOf(bench, name, 'beto')
    for (let guess = 0; guess < 5; guess += 1) await bench.hear('beto', `1 ${token} 00000${guess}`)
    const right = codeOf('beto', bench.now())
    await bench.hear('beto', `1 ${token} ${right}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    for (const code of ['000003', right])
      expect(allText(bench)).not.toMatch(new RegExp(`(?<![0-9A-Za-z])${code}(?![0-9A-Za-z])`))
  }))

it('a used code is refused and recorded, but is no wrong answer', () =>
  inProd(async (bench) => {
    const first = await request(bench, 'ana', 'cancel order 41')
    const second = await request(bench, 'alex', 'cancel order 42')
    const code = codeOf('beto', bench.now())
    await bench.hear('beto', `1 ${tokenOf(bench, first, 'beto')} ${code}`)
    // The token alone would do for an hour; a used code beside it still does not pass.
    const token = tokenOf(bench, second, 'beto')
    for (let time = 0; time < 6; time += 1) await bench.hear('beto', `1 ${token} ${code}`)
    expect(lastTo(bench, 'beto').text).toContain('send the token alone')
    expect(stateOf(bench, second)).toBe('approval_requested')
    expect(evidence(bench, 'auth.denied')).toHaveLength(6)
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, second)).toBe('succeeded')
  }))

it('five wrong codes lock, even while the token alone would do', () =>
  inProd(async (bench) => {
    const first = await request(bench, 'ana', 'cancel order 41')
    const second = await request(bench, 'alex', 'cancel order 42')
    await bench.hear('beto', `1 ${tokenOf(bench, first, 'beto')} ${codeOf('beto', bench.now())}`)
    const token = tokenOf(bench, second, 'beto')
    for (let guess = 0; guess < 5; guess += 1) await bench.hear('beto', `1 ${token} 00000${guess}`)
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, second)).toBe('approval_requested')
  }))

it('a valid code in a reason is cut out: nobody is sent it, and it is not stored', () =>
  inProd(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const code = codeOf('beto', bench.now())
    const typed = `too early ${code.slice(0, 3)} ${code.slice(3)} or 123456, ${code}`
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')} ${typed}`)
    expect(lastTo(bench, 'ana').text).toContain('too early … or 123456, …')
    expect(allText(bench)).not.toContain(code)
  }))
