// After a suspension, earlier grants of that person no longer count, and a new answer does.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import {
  evidence,
  lastTo,
  onBench,
  request,
  requestAndGrant,
  rewritePerson,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

const inTest = (test: (bench: Bench) => Promise<void>) => onBench('test', 'HAPF-Operational', test)

/** Beto grants a request that needs two; then his number changes, and his rights are restored. */
async function grantThenSuspend(bench: Bench): Promise<string> {
  await request(bench, 'dora', 'lockdown on a drill')
  const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
  await bench.identity('+5511900000012')
  rewritePerson(bench, 'beto', "json_remove(record, '$.suspended')")
  return name
}

it('a grant given before a suspension does not count after it', () =>
  inTest(async (bench) => {
    const name = await grantThenSuspend(bench)
    await bench.hear('carla', `who is missing ${name}`)
    expect(lastTo(bench, 'carla').text).toContain('0 of 2 approved')
    expect(lastTo(bench, 'carla').text).toContain('No longer counts: Beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(evidence(bench, 'lockdown.off')).toHaveLength(0)
  }))

it('a requester suspended meanwhile gets the outcome of their request once restored, not before', () =>
  inTest(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.identity('+5511900000010')
    const before = bench.letters.length
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    await bench.wait(3_600_000)
    const lettersToAna = () => bench.letters.slice(before).filter((one) => one.to === 'ana')
    expect(lettersToAna()).toEqual([])
    rewritePerson(bench, 'ana', "json_remove(record, '$.suspended')")
    await bench.wait(600_000)
    expect(lettersToAna()).toHaveLength(1)
    expect(lettersToAna()[0]?.text).toContain(`${name} · cancel order 42`)
  }))

it('a grant given again after a suspension counts', () =>
  inTest(async (bench) => {
    const name = await grantThenSuspend(bench)
    await bench.hear('beto', `revoke ${name}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
