// Two must approve, and a lockdown comes between their answers: the first one no longer counts.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { checkChains } from '../model/invariants.ts'
import { evidence, lastTo, onBench, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'

const inTest = (test: (bench: Bench) => Promise<void>) => onBench('test', 'HAPF-Operational', test)

const bind = 'use policy careful 1.0.0 HAPF-Operational'

/** Beto grants a request that needs two; then everything is locked, and unlocked by two others. */
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
    expect(lastTo(bench, 'carla').text).toContain('No longer counts: Beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
    expect(reasonOf(bench, name)).toBe('locked_down')
    expect(lastTo(bench, 'dora').text).toContain('A lockdown made an approval void')
    expect(lastTo(bench, 'carla').text).toContain('A lockdown made an approval void')
    expect(lastTo(bench, 'beto').text).toContain('A lockdown made an approval void')
    expect(evidence(bench, 'policy.bound')).toHaveLength(1)
    await bench.hear('dora', `why ${name}`)
    expect(lastTo(bench, 'dora').text).toContain('A lockdown made an approval void')
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

/** A waiting request; a lockdown comes and ends, and a message from before it arrives after it. */
async function keptBack(bench: Bench, what: string, order = 42) {
  const name = await request(bench, 'ana', `cancel order ${order}`)
  await bench.wait(60_000)
  const sentAt = bench.now()
  await bench.wait(30_000)
  await request(bench, 'dora', `lockdown ${what} for 1m a drill`)
  await bench.wait(180_000)
  return { name, sentAt, answer: `1 ${tokenOf(bench, name, 'beto')}` }
}

it.each([
  ['of late', { backlog: true }],
  ['as if it were of now', { backlog: false }],
])('a yes that was kept back until the lockdown was over does not count: %s', (_, how) =>
  inTest(async (bench) => {
    const { name, sentAt, answer } = await keptBack(bench, 'class S2')
    await bench.hear('beto', answer, { sentAt, ...how })
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(lastTo(bench, 'beto').text).toContain('You sent this before a lockdown.')
    expect(evidence(bench, 'auth.denied').at(-1)).toMatchObject({
      body: { why: 'sent_before_lockdown' },
    })
    // It is no guess, and nothing is spent: whoever means it says it once more.
    await bench.hear('beto', answer)
    expect(stateOf(bench, name)).toBe('succeeded')
  }),
)

it('a no that was kept back counts, and so does a yes past a lockdown of something else', () =>
  inTest(async (bench) => {
    const of = await keptBack(bench, 'connector config')
    await bench.hear('beto', of.answer, { sentAt: of.sentAt })
    expect(stateOf(bench, of.name)).toBe('succeeded')
    const { name, sentAt, answer } = await keptBack(bench, 'class S2', 43)
    await bench.hear('beto', answer.replace('1', '2'), { sentAt })
    expect(reasonOf(bench, name)).toBe('approval_denied')
  }))

it('whose clock is behind by minutes is heard all the same, by what passed since it was asked', () =>
  inTest(async (bench) => {
    const behind = (from: string, text: string) =>
      bench.hear(from, text, { sentAt: bench.now() - 240_000 })
    await behind('ana', 'cancel order 42')
    const name = lastTo(bench, 'ana').command ?? ''
    await behind('ana', `1 ${name}`)
    await request(bench, 'dora', 'lockdown class S2 for 1m a drill')
    await bench.wait(61_000)
    await behind('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('a confirmation that was kept back past a lockdown is asked for once more', () =>
  inTest(async (bench) => {
    await bench.hear('ana', 'create config web for core')
    const name = lastTo(bench, 'ana').command ?? ''
    const sentAt = bench.now() + 5_000
    await bench.wait(30_000)
    await request(bench, 'dora', 'lockdown class S1 for 1m a drill')
    await bench.wait(90_000)
    for (const answer of ['1', `1 ${name}`]) {
      await bench.hear('ana', answer, { sentAt, backlog: true })
      expect(lastTo(bench, 'ana').text).toContain('You sent this before a lockdown.')
    }
    await bench.hear('ana', '1')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('of what a program asked for, an answer that waited for us since before the lockdown counts no more', () =>
  inTest(async (bench) => {
    const wish = { requester: 'ana', flow: 'order.cancel', slots: { order: '42' } } as const
    await bench.during(bench.engine().ask({ door: 'http', key: 'a key', ...wish }))
    const { command: name = '', token } = lastTo(bench, 'beto')
    const sentAt = bench.now()
    await bench.wait(30_000)
    await request(bench, 'dora', 'lockdown class S2 for 1m a drill')
    await bench.wait(90_000)
    await bench.hear('beto', `1 ${token}`, { sentAt, backlog: true })
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.hear('beto', `1 ${token}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))
