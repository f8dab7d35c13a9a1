// Two people ask for the same change and one is granted: nobody is asked for the other any more.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import {
  carryOut,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

const inTest = (test: (bench: Bench) => Promise<void>) => onBench('test', 'HAPF-Operational', test)

/** The second of two requests lifts the lockdown; the first one still waits. */
async function requestOvertaken(bench: Bench): Promise<string> {
  await request(bench, 'dora', 'lockdown on a drill')
  const first = await request(bench, 'dora', 'lockdown off')
  bench.leap(60_000)
  await carryOut(bench, 'dora', 'lockdown off', 'beto', 'carla')
  return first
}

it('a request to lift a lockdown that another one lifted ends as policy_changed, without a reminder', () =>
  inTest(async (bench) => {
    const first = await requestOvertaken(bench)
    const before = bench.letters.length
    await bench.wait(12 * 60_000)
    const since = bench.letters.slice(before).filter((one) => one.command === first)
    expect(since.map((one) => one.text).join()).not.toContain('Still waiting')
    expect([stateOf(bench, first), reasonOf(bench, first)]).toEqual(['rejected', 'policy_changed'])
    expect(lastTo(bench, 'dora').text).toContain('It must be asked again')
  }))

it('a lockdown-off request stays open between its two answers while the lockdown still holds', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    await bench.wait(8 * 60_000)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
