// Random runs with people who know the rules, in two environments side by side: every effect is
// explained by what was typed. MISCHIEF_RUNS and MISCHIEF_SEED set how many.

import { expect, test } from 'vitest'
import { discard } from './model/bench.ts'
import { chanceOf } from './model/chance.ts'
import { step } from './model/governed.ts'
import { openGoverned, type Place } from './model/governed-cast.ts'
import { watchStarts } from './model/governed-watch.ts'
import { type Mischief, misbehave } from './model/insiders.ts'
import { createOracle, type Files, type SentById } from './model/insiders-oracle.ts'
import { checkChains } from './model/invariants.ts'
import { programsAt } from './model/programs.ts'
import type { SaidById } from './model/spoken-record.ts'

const runs = Number(process.env['MISCHIEF_RUNS'] ?? 3)
const first = Number(process.env['MISCHIEF_SEED'] ?? 20_261_121)
const stepsEach = 70

async function walkIn(place: Place, seed: number) {
  const bench = await openGoverned(place, seed)
  const said: SaidById = new Map()
  const sent: SentById = new Map()
  const files: { now: Files } = { now: 'shipped' }
  const watch = watchStarts(bench, place, said)
  const oracle = createOracle(bench, () => files.now, sent)
  const walk: Mischief = {
    ...{ bench, place, said, sent, files, kept: [], shipped: bench.rules },
    chance: chanceOf(seed * 2 + (place === 'prod' ? 1 : 0)),
    programs: programsAt(bench),
    foreign: () => [],
    before() {
      watch.before()
      oracle.before()
    },
    after() {
      watch.after()
      oracle.after()
    },
  }
  return { walk, oracle }
}

/** Runs one environment; returns its number of effects. */
async function live(place: Place, seed: number): Promise<number> {
  const { walk, oracle } = await walkIn(place, seed)
  const { bench } = walk
  try {
    for (let steps = 0; steps < stepsEach; steps += 1)
      await (walk.chance.below(2) === 0 ? step(walk) : misbehave(walk))
    walk.before()
    bench.shop.release()
    await bench.quiet()
    walk.after()
    checkChains(bench)
    await bench.close()
    return oracle.effects()
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    throw new Error(`seed ${seed}, ${place}: ${why}`, { cause: error })
  } finally {
    discard(bench)
  }
}

test('with delayed messages, edited files and lost rights at random, each effect is what was agreed to', {
  timeout: 3_600_000,
}, async () => {
  let effects = 0
  for (let run = 0; run < runs; run += 1)
    for (const place of ['dev', 'prod'] as const) effects += await live(place, first + run)
  // A run in which nothing happens would prove nothing.
  expect(effects).toBeGreaterThan(runs * 4)
})
