// Random runs under random packs: whatever starts was allowed by the pack and approved by enough of
// the people it names. PACK_RUNS and PACK_SEED set how many.

import { expect, test } from 'vitest'
import { discard } from './model/bench.ts'
import { checkChains } from './model/invariants.ts'
import { happenUnder, openPackLife } from './model/pack-life.ts'

const runs = Number(process.env['PACK_RUNS'] ?? 10)
const first = Number(process.env['PACK_SEED'] ?? 20_261_121)
const stepsEach = 60

async function live(seed: number) {
  const life = await openPackLife(seed)
  try {
    for (let steps = 0; steps < stepsEach; steps += 1) await happenUnder(life)
    checkChains(life.bench)
    expect(life.bench.errors).toEqual([])
    await life.bench.close()
    return life.watch.counts()
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    throw new Error(`seed ${seed}: ${why}`, { cause: error })
  } finally {
    discard(life.bench)
  }
}

test('under random packs, each start is allowed by the pack and has the approvals that it needs', {
  timeout: 3_600_000,
}, async () => {
  let [starts, approved] = [0, 0]
  for (let run = 0; run < runs; run += 1) {
    const counts = await live(first + run)
    starts += counts.starts
    approved += counts.approved
  }
  // Runs in which nothing happens would prove nothing.
  expect(starts).toBeGreaterThan(runs)
  expect(approved).toBeGreaterThan(runs / 2)
})
