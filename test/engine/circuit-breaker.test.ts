// Circuit breaker of a connector: open after so many failures, until one trial call succeeds.

import { expect, it } from 'vitest'
import type { Noticed } from '../../src/command/event.ts'
import { breakerKey, breakerOf, type CircuitBreaker } from '../../src/engine/circuit-breaker.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'

const terms = { after: 3, forMs: 30_000 }

/** A breaker with a clock of its own; `kept` survives it, as the store does. */
function resting(kept = new Map<string, JsonObject>(), canKeep = true) {
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

async function ask(breaker: CircuitBreaker, isAnswered: boolean): Promise<string> {
  const admission = await breaker.enter()
  if (admission.kind !== 'resting') admission.end(isAnswered)
  return admission.kind
}

async function asked(
  breaker: CircuitBreaker,
  answers: readonly boolean[],
): Promise<readonly string[]> {
  const kinds: string[] = []
  for (const one of answers) kinds.push(await ask(breaker, one))
  return kinds
}

it('rests after failures in a row, and not after as many with an answer between', async () => {
  const { breaker, news } = resting()
  expect(await asked(breaker, [false, false, true, false, false])).not.toContain('resting')
  expect(await asked(breaker, [false, false, false])).toEqual(['open', 'resting', 'resting'])
  expect(news).toEqual([
    { what: 'connector.stalled', connector: 'shop', since: 1_000, failures: 3 },
  ])
})

it('lets one in as a trial when its rest is over, and wakes when that one is answered', async () => {
  const { breaker, news, changes, kept, pass } = resting()
  await asked(breaker, [false, false, false])
  pass(29_999)
  expect(await ask(breaker, true)).toBe('resting')
  pass(1)
  const trial = await breaker.enter()
  expect(trial.kind).toBe('trial')
  expect(await breaker.enter()).toEqual({ kind: 'resting', since: 1_000 })
  if (trial.kind !== 'resting') trial.end(true)
  expect(await asked(breaker, [false, false, true])).toEqual(['open', 'open', 'open'])
  expect(news.map((one) => one.what)).toEqual(['connector.stalled', 'connector.resumed'])
  expect(changes).toEqual([true, false])
  expect(kept.get(breakerKey('shop'))).toEqual({})
})

it('rests twice as long after each trial that fails, ten minutes at most, and tells it once', async () => {
  const { breaker, news, pass } = resting()
  await asked(breaker, [false, false, false])
  for (const seconds of [30, 60, 120, 240, 480, 600, 600]) {
    pass(seconds * 1_000 - 1)
    expect(await ask(breaker, true), `${seconds} s`).toBe('resting')
    pass(1)
    expect(await ask(breaker, false), `${seconds} s`).toBe('trial')
  }
  expect(news).toHaveLength(1)
})

it('is not put to rest longer by those who were under way, and an answer to one wakes it', async () => {
  const { breaker, pass } = resting()
  const underWay = [await breaker.enter(), await breaker.enter()]
  await asked(breaker, [false, false, false])
  const [late, last] = underWay.map((one) => (one.kind === 'resting' ? null : one.end))
  late?.(false)
  pass(30_000)
  expect(await ask(breaker, false)).toBe('trial')
  last?.(true)
  expect(await ask(breaker, true)).toBe('open')
})

it('begins a new life with a trial, and does not tell again what was told', async () => {
  const { breaker, kept } = resting()
  await asked(breaker, [false, false, false])
  const next = resting(kept)
  expect(await asked(next.breaker, [false, true])).toEqual(['trial', 'resting'])
  expect(next.changes).toEqual([true])
  next.pass(30_000)
  expect(await asked(next.breaker, [true, true])).toEqual(['trial', 'open'])
  expect(next.news).toEqual([{ what: 'connector.resumed', connector: 'shop', since: 1_000 }])
})

it('asks as ever where the store cannot say how it was', async () => {
  const { breaker, complaints } = resting(new Map(), false)
  expect(await asked(breaker, [true, true])).toEqual(['open', 'open'])
  expect(complaints).toHaveLength(1)
})
