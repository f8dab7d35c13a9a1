// What one of many items counts is seen by those after it, however many there are.

import { expect, it } from 'vitest'
import type { Facts, Tallied } from '../../src/command/facts.ts'
import { countAfter, stepEach } from '../../src/command/tallies.ts'

const now = 1_000_000
const tallied: Tallied = { newest: [now - 1], ranks: new Map() }

it('each of fifty thousand items sees what those before it counted, and nobody after them', () => {
  const facts = { now, tallies: new Map([['asked', tallied]]) } as unknown as Facts
  const all = Array.from({ length: 50_000 }, (_, index) => index)
  const seen: number[] = []
  const step = stepEach(facts, all, (at, one) => {
    const key = one === 0 || one === 49_999 ? 'asked' : `of/${one}`
    seen.push(countAfter(at, 'asked', 0, 10), countAfter(at, `of/${one - 1}`, 0, 10))
    return [{ kind: 'tally', key }]
  })
  expect(step).toHaveLength(50_000)
  expect(seen.slice(0, 6)).toEqual([1, 0, 2, 0, 2, 1])
  expect(seen.slice(-2)).toEqual([2, 1])
  expect(countAfter(facts, 'asked', 0, 10)).toBe(1)
})
