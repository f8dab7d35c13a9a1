// Two must approve, and a lockdown comes between their answers: the first one counts no more.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, lastTo, onBench, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'

const inTest = (test: (bench: Bench) => Promise<void>) => onBench('test', 'HAPF-Operational', test)

const bind = 'use policy careful 1.0.0 HAPF-Operational'

/** Beto grants what two must grant; then all is locked, and opened again by two others. */
async function lockedBetween(bench: Bench, what: string): Promise<string> {
  const name = await request(bench, 'dora', bind)
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  await request(bench, 'dora', `lockdown ${what} for 5m a drill`)
  await bench.wait(300_001)
  return name
}

it('it is rejected when the second one answers, and everybody hears why', () =>
  inTest(async (bench) => {
    const name = await lockedBetween(bench, 'everything')
    await bench.hear('carla', `who is missing ${name}`)
    expect(lastTo(bench, 'carla').text).toContain('0 of 2 approved')
    expect(lastTo(bench, 'carla').text).toContain('Counts no more: Beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(reasonOf(bench, name)).toBe('locked_down')
    expect(lastTo(bench, 'dora').text).toContain('A lockdown came after an approval')
    expect(lastTo(bench, 'carla').text).toContain('A lockdown came after an approval')
    expect(lastTo(bench, 'beto').text).toContain('A lockdown came after an approval')
    expect(evidence(bench, 'policy.bound')).toHaveLength(1)
    await bench.hear('dora', `why ${name}`)
    expect(lastTo(bench, 'dora').text).toContain('A lockdown came after an approval')
    checkChains(bench)
  }))

it('who takes the old answer back and answers anew is counted', () =>
  inTest(async (bench) => {
    const name = await lockedBetween(bench, 'everything')
    await bench.hear('beto', `revoke ${name}`)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it.each([
  ['class S3', 'rejected'],
  ['tenant acme', 'rejected'],
  ['class S2', 'succeeded'],
  ['connector shop', 'succeeded'],
])('a lockdown of %s ends the answers to what it means alone', (what, state) =>
  inTest(async (bench) => {
    const name = await lockedBetween(bench, what)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe(state)
  }),
)

it('an answer that comes in the same moment as the lockdown, and before it, counts no more', () =>
  inTest(async (bench) => {
    const name = await request(bench, 'dora', bind)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await request(bench, 'dora', 'lockdown class S3 a drill')
    const off = await request(bench, 'dora', 'lockdown off class S3')
    await bench.hear('beto', `1 ${tokenOf(bench, off, 'beto')}`)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
  }))

it('answers that come in the same moment as the lockdown, and after it, count', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown class S3 a drill')
    const off = await request(bench, 'dora', 'lockdown off class S3')
    await bench.hear('beto', `1 ${tokenOf(bench, off, 'beto')}`)
    const name = await request(bench, 'dora', bind)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('what lifts a lockdown is meant by none: its answers count though another one begins', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const off = await request(bench, 'dora', 'lockdown off')
    await bench.hear('beto', `1 ${tokenOf(bench, off, 'beto')}`)
    bench.leap(60_000)
    await request(bench, 'dora', 'lockdown class S3 another one')
    await bench.hear('carla', `1 ${tokenOf(bench, off, 'carla')}`)
    expect(stateOf(bench, off)).toBe('succeeded')
  }))

it('an answer of before counts no more where the clock was set back in between', () =>
  inTest(async (bench) => {
    const name = await request(bench, 'dora', bind)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    bench.leap(-3_600_000)
    await request(bench, 'dora', 'lockdown class S3 for 1m a drill')
    await bench.wait(60_001)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
  }))

it('an answer counts though what was counted before it is forgotten by then', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown class S3 for 1m a drill')
    await bench.wait(86_400_000 - 5 * 60_000)
    const name = await request(bench, 'dora', bind)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await bench.wait(10 * 60_000)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
