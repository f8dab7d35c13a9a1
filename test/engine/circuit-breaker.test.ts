// Circuit breaker of a connector: open after so many failures, until one trial call succeeds.

import { expect, it } from 'vitest'
import type { Noticed } from '../../src/command/event.ts'
import { breakerKey, breakerOf, type CircuitBreaker } from '../../src/engine/circuit-breaker.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'

const terms = { after: 3, forMs: 30_000 }

/** A breaker with a clock of its own; `kept` survives it, as the store does. */
function makeBreaker(kept = new Map<string, JsonObject>(), canKeep = true) {
  let at = 1_000
  const news: Noticed[] = []
  const changes: boolean[] = []
  const complaints: string[] = []
  const breaker = breakerOf({
    connector: 'shop',
    terms,
    clock: { now: () => at },
    storeClient: {
      kept: async (key) => {
        if (!canKeep) throw new Error('The store is away.')
        return kept.get(key) ?? null
      },
      keep: async (key, value) => void kept.set(key, value),
    },
    log: { error: (_about, message) => void complaints.push(message) },
    notice: async (notice) => void news.push(notice),
    changed: (isResting) => void changes.push(isResting),
  })
  return {
    breaker,
    kept,
    news,
    changes,
    complaints,
    pass: (milliseconds: number) => (at += milliseconds),
  }
}

async function call(breaker: CircuitBreaker, isAnswered: boolean): Promise<string> {
  const admission = await breaker.enter()
  if (admission.kind !== 'resting') admission.end(isAnswered)
  return admission.kind
}

async function callEach(
  breaker: CircuitBreaker,
  answers: readonly boolean[],
): Promise<readonly string[]> {
  const kinds: string[] = []
  for (const one of answers) kinds.push(await call(breaker, one))
  return kinds
}

it('the breaker opens after three failures in a row, and not while a success lies between them', async () => {
  const { breaker, news } = makeBreaker()
  expect(await callEach(breaker, [false, false, true, false, false])).not.toContain('resting')
  expect(await callEach(breaker, [false, false, false])).toEqual(['open', 'resting', 'resting'])
  expect(news).toEqual([
    { what: 'connector.stalled', connector: 'shop', since: 1_000, failures: 3 },
  ])
})

it('after its pause the breaker lets one call through as a trial, and closes when that succeeds', async () => {
  const { breaker, news, changes, kept, pass } = makeBreaker()
  await callEach(breaker, [false, false, false])
  pass(29_999)
  expect(await call(breaker, true)).toBe('resting')
  pass(1)
  const trial = await breaker.enter()
  expect(trial.kind).toBe('trial')
  expect(await breaker.enter()).toEqual({ kind: 'resting', since: 1_000 })
  if (trial.kind !== 'resting') trial.end(true)
  expect(await callEach(breaker, [false, false, true])).toEqual(['open', 'open', 'open'])
  expect(news.map((one) => one.what)).toEqual(['connector.stalled', 'connector.resumed'])
  expect(changes).toEqual([true, false])
  expect(kept.get(breakerKey('shop'))).toEqual({})
})

it('each failed trial doubles the pause, up to ten minutes, and only the first opening is reported', async () => {
  const { breaker, news, pass } = makeBreaker()
  await callEach(breaker, [false, false, false])
  for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
    pass(seconds * 1_000 - 1)
    expect(await call(breaker, true), `${seconds} s`).toBe('resting')
    pass(1)
    expect(await call(breaker, false), `${seconds} s`).toBe('trial')
  }
  expect(news).toHaveLength(1)
})

it('late failures of calls under way do not lengthen the pause; a late success closes the breaker', async () => {
  const { breaker, pass } = makeBreaker()
  const underWay = [await breaker.enter(), await breaker.enter()]
  await callEach(breaker, [false, false, false])
  const [late, last] = underWay.map((one) => (one.kind === 'resting' ? null : one.end))
  late?.(false)
  pass(30_000)
  expect(await call(breaker, false)).toBe('trial')
  last?.(true)
  expect(await call(breaker, true)).toBe('open')
})

it('after a restart an open breaker starts with a trial and does not report its opening again', async () => {
  const { breaker, kept } = makeBreaker()
  await callEach(breaker, [false, false, false])
  const next = makeBreaker(kept)
  expect(await callEach(next.breaker, [false, true])).toEqual(['trial', 'resting'])
  expect(next.changes).toEqual([true])
  next.pass(30_000)
  expect(await callEach(next.breaker, [true, true])).toEqual(['trial', 'open'])
  expect(next.news).toEqual([{ what: 'connector.resumed', connector: 'shop', since: 1_000 }])
})

it('the breaker stays closed and logs it when the store cannot read its state', async () => {
  const { breaker, complaints } = makeBreaker(new Map(), false)
  expect(await callEach(breaker, [true, true])).toEqual(['open', 'open'])
  expect(complaints).toHaveLength(1)
})
