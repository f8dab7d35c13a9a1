// Random runs in which rights, policies, locks and freezes change while requests wait, in two
// environments side by side: whatever starts has what it needs at that moment and is based on what
// people said. GOVERNED_RUNS and GOVERNED_SEED set how many.

import { expect, test } from 'vitest'
import { amount } from './case-count.ts'
import { type Bench, discard } from './model/bench.ts'
import { chanceOf } from './model/chance.ts'
import { step } from './model/governed.ts'
import { openGoverned, type Place } from './model/governed-cast.ts'
import { cardsOf, type Walk } from './model/governed-voice.ts'
import { watchStarts } from './model/governed-watch.ts'
import { checkChains } from './model/invariants.ts'
import { packedFaults } from './model/packed.ts'
import { programsAt } from './model/programs.ts'
import type { SaidById } from './model/spoken-record.ts'

const runs = Number(process.env['GOVERNED_RUNS'] ?? amount(4, 8))
const first = Number(process.env['GOVERNED_SEED'] ?? 20_260_105)
const stepsEach = 120

async function walkIn(place: Place, seed: number, beside: () => Bench | undefined) {
  const bench = await openGoverned(place, seed)
  const said: SaidById = new Map()
  const chance = chanceOf(seed * 2 + (place === 'prod' ? 1 : 0))
  const foreign = () => {
    const other = beside()
    return other === undefined ? [] : cardsOf({ bench: other })
  }
  const programs = programsAt(bench)
  const watch = watchStarts(bench, place, said)
  const walk: Walk = { bench, place, chance, said, programs, foreign, ...watch }
  return { ...walk, starts: watch.starts }
}

async function end(walk: Walk): Promise<void> {
  walk.before()
  walk.bench.shop.release()
  await walk.bench.quiet()
  walk.after()
  checkChains(walk.bench)
  const { faults, checked } = packedFaults(walk.bench)
  expect(faults).toEqual([])
  expect(checked).toBeGreaterThan(0)
  await walk.bench.close()
}

/** Two environments, and one order of their events. */
async function live(seed: number) {
  const benches = new Map<Place, Bench>()
  const dev = await walkIn('dev', seed, () => benches.get('prod'))
  benches.set('dev', dev.bench)
  const prod = await walkIn('prod', seed, () => benches.get('dev'))
  benches.set('prod', prod.bench)
  const chance = chanceOf(seed)
  let where: Place = 'dev'
  try {
    for (let steps = 0; steps < stepsEach; steps += 1) {
      where = chance.of(['dev', 'prod'])
      await step(where === 'dev' ? dev : prod)
    }
    for (const walk of [dev, prod]) await end(walk)
    const effects = [dev, prod].map(({ bench }) => bench.shop.acts.length)
    return { starts: [dev.starts(), prod.starts()], effects }
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    throw new Error(`seed ${seed}, ${where}: ${why}`, { cause: error })
  } finally {
    discard(dev.bench)
    discard(prod.bench)
  }
}

test('while rights, policies and locks change at random, only rightly approved commands start', {
  timeout: 3_600_000,
}, async () => {
  let [starts, effects] = [
    [0, 0],
    [0, 0],
  ]
  for (let run = 0; run < runs; run += 1) {
    const life = await live(first + run)
    starts = starts.map((count, at) => count + (life.starts[at] ?? 0))
    effects = effects.map((count, at) => count + (life.effects[at] ?? 0))
  }
  // A run in which nothing happens would prove nothing.
  for (const count of starts) expect(count).toBeGreaterThan(runs * 3)
  for (const count of effects) expect(count).toBeGreaterThan(0)
})
