// Random people say random things to an environment that may crash at any boundary; all invariants
// hold. SIMULATION_RUNS sets the runs of each setting, SIMULATION_SEED the first seed.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rules } from '../src/command/facts.ts'
import type { Environment, Profile } from '../src/policy/names.ts'
import { amount } from './case-count.ts'
import { type Bench, discard, openBench } from './model/bench.ts'
import { rulesFor, withLimits } from './model/content.ts'
import { converse } from './model/conversation.ts'
import {
  checkBytes,
  checkChains,
  checkQuiet,
  checkSecrets,
  checkWords,
  commandRows,
  createWatch,
} from './model/invariants.ts'
import { type Happening, happening } from './model/random-events.ts'

const runs = Number(process.env['SIMULATION_RUNS'] ?? amount(26, 75))
const seed = Number(process.env['SIMULATION_SEED'] ?? 20_260_105)

/** How many messages an hour an approver gets directly; the rest comes in digests. */
const settings: readonly (readonly [Environment, Profile, number])[] = [
  ['dev', 'HAPF-Basic', 20],
  ['dev', 'HAPF-Strong', 1],
  ['test', 'HAPF-Operational', 3],
  ['prod', 'HAPF-Operational', 20],
]

function rulesWithLimit(environment: Environment, profile: Profile, most: number): Rules {
  const approver_messages = { most, within: 3_600_000 }
  return withLimits(rulesFor(environment, profile), { approver_messages })
}

/** Lets a day pass without slow calls, so that everything that can end has ended. */
async function letADayPass(bench: Bench): Promise<void> {
  bench.shop.fates.length = 0
  bench.shop.release()
  await bench.quiet()
  await bench.wait(25 * 3_600_000)
  await bench.hear('dora', 'status')
  await bench.quiet()
}

/** Runs one simulation and checks every invariant; returns its outcome. */
async function live(
  rules: Rules,
  drawn: number,
  story: readonly Happening[],
): Promise<{ readonly states: readonly string[]; readonly deaths: number }> {
  let letter = 0
  let smooth = false
  const sending = () => {
    letter += 1
    return !smooth && letter % 11 === 0 ? 'later' : 'sent'
  }
  const bench = await openBench({ rules, seed: String(drawn), sending })
  const people = converse(bench)
  const watch = createWatch(bench, people)
  let deaths = 0
  try {
    for (const what of story) {
      const life = bench.life()
      await people.happen(what)
      watch.check()
      if (life !== bench.life()) {
        deaths += 1
        checkChains(bench)
      }
    }
    smooth = true
    await letADayPass(bench)
    watch.check()
    checkChains(bench)
    checkQuiet(bench)
    checkWords(bench)
    checkSecrets(bench, people)
    const states = commandRows(bench).map((one) => one.state)
    await bench.close()
    checkBytes(bench.file, people)
    return { states, deaths }
  } finally {
    discard(bench)
  }
}

describe('a random conversation with crashes', () => {
  for (const [environment, profile, most] of settings)
    it(`breaks no invariant in ${environment} under ${profile}`, {
      timeout: 3_600_000,
    }, async () => {
      const ended = new Map<string, number>()
      let deaths = 0
      await fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.array(happening, { minLength: 1, maxLength: 70, size: 'max' }),
          async (drawn, story) => {
            const life = await live(rulesWithLimit(environment, profile, most), drawn, story)
            deaths += life.deaths
            for (const state of life.states) ended.set(state, (ended.get(state) ?? 0) + 1)
          },
        ),
        { numRuns: runs, seed },
      )
      if (runs < 26) return
      // A simulation in which nothing happens would prove nothing.
      expect(deaths).toBeGreaterThan(runs)
      for (const state of ['succeeded', 'failed', 'rejected', 'uncertain'])
        expect(ended.get(state) ?? 0, state).toBeGreaterThan(0)
    })
})
