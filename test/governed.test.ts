// Random lives in which rights, policies, locks and freezes change while requests wait for answers:
// whatever starts has what it needs at that moment. GOVERNED_RUNS and GOVERNED_SEED set how many.

import { describe, expect, it } from 'vitest'
import { discard } from './model/bench.ts'
import { chanceOf, type Hands, openGoverned, type Place, step } from './model/governed.ts'
import { watchStarts } from './model/governed-watch.ts'
import { checkChains } from './model/invariants.ts'

const runs = Number(process.env['GOVERNED_RUNS'] ?? 10)
const first = Number(process.env['GOVERNED_SEED'] ?? 20_260_105)
const stepsEach = 60

async function live(place: Place, seed: number) {
  const bench = await openGoverned(place, seed)
  const hands: Hands = new Map()
  const watch = watchStarts(bench, place, hands)
  const walk = { bench, place, chance: chanceOf(seed), hands, ...watch }
  try {
    for (let steps = 0; steps < stepsEach; steps += 1) {
      await step(walk)
      watch.after()
    }
    bench.shop.release()
    await bench.quiet()
    watch.after()
    checkChains(bench)
    await bench.close()
    const flows = bench.shop.acts.map((one) => one.operation)
    return { starts: watch.starts(), effects: flows.length }
  } catch (error) {
    throw new Error(`seed ${seed} in ${place}: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    })
  } finally {
    discard(bench)
  }
}

describe('a life of changed rights', () => {
  for (const place of ['dev', 'prod'] as const)
    it(`starts nothing in ${place} that was not rightly approved`, {
      timeout: 3_600_000,
    }, async () => {
      let [starts, effects] = [0, 0]
      for (let run = 0; run < runs; run += 1) {
        const life = await live(place, first + run)
        starts += life.starts
        effects += life.effects
      }
      // A walk on which nothing happens proves nothing.
      expect(starts).toBeGreaterThan(runs * 4)
      expect(effects).toBeGreaterThan(0)
    })
})
