// The token buckets: per person, per number, over time, with jitter.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPaces, maxBuckets, startPacing, takeTurn } from '../../src/transports/pacing.ts'

/** Asks for one turn per entry; returns the times at which it was granted. */
function granted(requests: readonly (readonly [number, string])[]): number[] {
  let pacing = startPacing(0)
  return requests.flatMap(([now, person]) => {
    const turn = takeTurn(pacing, person, now, 0)
    if (!turn.granted) return []
    pacing = turn.pacing
    return [now]
  })
}

test('a person gets three turns at once and then one every six seconds', () => {
  const requests = Array.from({ length: 30 }, (_, second) => [second * 1_000, 'ana'] as const)
  const burst = [0, 0].map((now) => [now, 'ana'] as const)
  expect(granted([...burst, ...requests])).toEqual([0, 0, 0, 6_000, 12_000, 18_000, 24_000])
})

test('an account gets twenty turns at once and then one every three seconds', () => {
  const requests = Array.from({ length: 40 }, (_, i) => [0, `person ${i}`] as const)
  const later = Array.from({ length: 10 }, (_, i) => [(i + 1) * 1_000, `other ${i}`] as const)
  const turns = granted([...requests, ...later])
  expect(turns.filter((now) => now === 0)).toHaveLength(20)
  expect(turns.slice(20)).toEqual([3_000, 6_000, 9_000])
})

test('a refused turn states its waiting time, after which it is granted', () => {
  let pacing = startPacing(0)
  for (let i = 0; i < 3; i++) {
    const turn = takeTurn(pacing, 'ana', 0, 0)
    if (turn.granted) pacing = turn.pacing
  }
  expect(takeTurn(pacing, 'ana', 1_000, 0)).toEqual({ granted: false, waitMs: 5_000 })
  expect(takeTurn(pacing, 'ana', 1_000, 0.5)).toEqual({ granted: false, waitMs: 5_625 })
  expect(takeTurn(pacing, 'ana', 6_000, 0).granted).toBe(true)
  expect(takeTurn(pacing, 'beto', 1_000, 0).granted).toBe(true)
})

test('a clock that goes back neither fills nor empties a bucket', () => {
  const requests = [60_000, 0, 60_000, 60_000, 66_000].map((now) => [now, 'ana'] as const)
  expect(granted(requests)).toEqual([60_000, 0, 60_000, 66_000])
})

test('no order of requests gives a person more turns than the pace allows', () => {
  const ask = fc.tuple(fc.nat(5_000), fc.constantFrom('ana', 'beto', 'carla'))
  fc.assert(
    fc.property(fc.array(ask, { maxLength: 60 }), (gaps) => {
      let now = 0
      let pacing = startPacing(0)
      const turns = new Map<string, number>()
      for (const [gap, person] of gaps) {
        now += gap
        const turn = takeTurn(pacing, person, now, 0)
        if (!turn.granted) continue
        pacing = turn.pacing
        turns.set(person, (turns.get(person) ?? 0) + 1)
      }
      const { everyMs, burst } = defaultPaces.person
      for (const count of turns.values()) expect(count).toBeLessThanOrEqual(burst + now / everyMs)
    }),
  )
})

test('full buckets are dropped when there are too many', () => {
  const paces = { person: { everyMs: 1, burst: 1 }, number: { everyMs: 1, burst: 1_000_000 } }
  let pacing = startPacing(0, paces)
  for (let i = 0; i < maxBuckets * 2; i++) {
    const turn = takeTurn(pacing, `person ${i}`, i * 10, 0, paces)
    if (turn.granted) pacing = turn.pacing
  }
  expect(pacing.people.size).toBeLessThanOrEqual(maxBuckets)
})
