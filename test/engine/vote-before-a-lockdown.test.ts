// Two must approve, and a lockdown comes between their answers: the first one no longer counts.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { checkChains } from '../model/invariants.ts'
import {
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
} from '../model/scenes.ts'

const inTest = (test: (bench: Bench) => Promise<void>) => onBench('test', 'HAPF-Operational', test)

const bind = 'use policy careful 1.0.0 HAPF-Operational'

/** Beto grants a request that needs two; then everything is locked, and unlocked by two others. */
async function grantThenLock(bench: Bench, what: string): Promise<string> {
  const name = await requestAndGrant(bench, 'dora', bind, 'beto')
  await request(bench, 'dora', `lockdown ${what} for 5m a drill`)
  await bench.wait(300_001)
  return name
}

it('a grant before a lockdown does not count: the second one ends the request, and all are told why', () =>
  inTest(async (bench) => {
    const name = await grantThenLock(bench, 'everything')
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

it('a grant that was revoked and given again after a lockdown counts', () =>
  inTest(async (bench) => {
    const name = await grantThenLock(bench, 'everything')
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
])('a lockdown of %s voids only the grants of requests that it covers', (what, state) =>
  inTest(async (bench) => {
    const name = await grantThenLock(bench, what)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe(state)
  }),
)

it('a grant in the same instant before a lockdown does not count', () =>
  inTest(async (bench) => {
    const name = await requestAndGrant(bench, 'dora', bind, 'beto')
    await request(bench, 'dora', 'lockdown class S3 a drill')
    await requestAndGrant(bench, 'dora', 'lockdown off class S3', 'beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
  }))

it('a grant in the same instant after a lockdown counts', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown class S3 a drill')
    await requestAndGrant(bench, 'dora', 'lockdown off class S3', 'beto')
    const name = await requestAndGrant(bench, 'dora', bind, 'beto')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('grants of a request to lift a lockdown count though another lockdown begins between them', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const off = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    bench.leap(60_000)
    await request(bench, 'dora', 'lockdown class S3 another one')
    await bench.hear('carla', `1 ${tokenOf(bench, off, 'carla')}`)
    expect(stateOf(bench, off)).toBe('succeeded')
  }))

it('a grant does not count when the clock was set back before the lockdown', () =>
  inTest(async (bench) => {
    const name = await requestAndGrant(bench, 'dora', bind, 'beto')
    bench.leap(-3_600_000)
    await request(bench, 'dora', 'lockdown class S3 for 1m a drill')
    await bench.wait(60_001)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('rejected')
  }))

it('a grant after a lockdown counts though the tallies of that day are deleted meanwhile', () =>
  inTest(async (bench) => {
    await request(bench, 'dora', 'lockdown class S3 for 1m a drill')
    await bench.wait(86_400_000 - 5 * 60_000)
    const name = await requestAndGrant(bench, 'dora', bind, 'beto')
    await bench.wait(10 * 60_000)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

/** A waiting request; a lockdown comes and ends, and a message from before it arrives after it. */
async function answerDelayed(bench: Bench, what: string, order = 42) {
  const name = await request(bench, 'ana', `cancel order ${order}`)
  await bench.wait(60_000)
  const sentAt = bench.now()
  await bench.wait(30_000)
  await request(bench, 'dora', `lockdown ${what} for 1m a drill`)
  await bench.wait(180_000)
  return { name, sentAt, answer: `1 ${tokenOf(bench, name, 'beto')}` }
}

it.each([
  ['delivered as backlog', { backlog: true }],
  ['delivered as new', { backlog: false }],
])('a yes sent before a lockdown and %s after it does not count; sent again it does', (_, how) =>
  inTest(async (bench) => {
    const { name, sentAt, answer } = await answerDelayed(bench, 'class S2')
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

it('a delayed no counts, and so does a yes delayed past a lockdown that did not cover its request', () =>
  inTest(async (bench) => {
    const of = await answerDelayed(bench, 'connector config')
    await bench.hear('beto', of.answer, { sentAt: of.sentAt })
    expect(stateOf(bench, of.name)).toBe('succeeded')
    const { name, sentAt, answer } = await answerDelayed(bench, 'class S2', 43)
    await bench.hear('beto', answer.replace('1', '2'), { sentAt })
    expect(reasonOf(bench, name)).toBe('approval_denied')
  }))

it('a yes of a sender whose clock is four minutes behind counts after a lockdown', () =>
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

it('a confirmation delayed past a lockdown is asked for once more', () =>
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

it('a queued yes to the request of a program does not count after a lockdown; sent again it does', () =>
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
