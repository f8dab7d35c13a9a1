// Things counted within one moment are visible to what comes later in it, however many there are.

import { expect, it } from 'vitest'
import type { Facts } from '../../src/command/facts.ts'
import { countAfter, stepEach } from '../../src/command/tallies.ts'
import { knownFor, random, saying } from '../model/real-facts.ts'
import { onBench } from '../model/scenes.ts'

it('each of twenty thousand steps of one moment sees what those before it counted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const known = knownFor(bench, saying(bench, 'ana', 'menu'))
    const facts: Facts = { ...known, rules: bench.rules, now: bench.now(), random, onCall: [] }
    const keys = Array.from({ length: 20_000 }, (_, index) => `of/${index % 10_000}`)
    const seen: number[] = []
    stepEach(facts, keys, (now, key) => {
      seen.push(countAfter(now, key, 0, 1), countAfter(now, 'never', 0, 1))
      return [{ kind: 'tally', key }]
    })
    expect(seen.filter((count) => count === 1)).toHaveLength(10_000)
    expect(facts.tallies.has('of/0')).toBe(false)
  }))
