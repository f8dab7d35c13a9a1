// A random run with many changes of rights: who may decide, and under which policy, changes while
// requests wait.

import {
  again,
  anHourLater,
  bareNumber,
  byProgram,
  failedFirst,
  fromBeside,
  governing,
  inAnothersPlace,
  meanwhile,
  oddAnswers,
  wish,
} from './governed-acts.ts'
import { byAgent } from './governed-agents.ts'
import { deciders, phoneOf } from './governed-cast.ts'
import { answered, asked, cardsOf, carried, type Walk, watched } from './governed-voice.ts'
import { fates } from './shop.ts'

const minute = 60_000

/** Advances the clock; sometimes to the very millisecond of a deadline, or to just before it. */
async function time(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const due = bench.store().nextDeadline()
  if (due !== null && due > bench.now() && chance.below(3) === 0)
    return bench.leap(due - bench.now() - chance.of([1, 0]))
  await watched(walk, () => bench.wait(chance.of([1, 4, 7, 14, 16, 29, 31, 61]) * minute))
}

/** The events, with their frequency in percent. */
const happenings: readonly (readonly [number, (walk: Walk) => Promise<void>])[] = [
  [8, (walk) => asked(walk, ...wish(walk))],
  [16, (walk) => carried(walk, ...wish(walk))],
  [8, govern],
  [9, meanwhile],
  [8, inAnothersPlace],
  [3, anHourLater],
  [3, failedFirst],
  [8, answerAny],
  [4, oddAnswers],
  [7, byProgram],
  [6, byAgent],
  [2, fromBeside],
  [5, again],
  [3, bareNumber],
  [4, time],
  [2, (walk) => watched(walk, () => walk.bench.restart())],
  [3, async ({ bench, chance }) => bench.life().dieAfter(1 + chance.below(40))],
  [
    4,
    async ({ bench, chance }) =>
      void bench.shop.fates.push(chance.of(['fails', 'fails', 'fails', 'fails', ...fates])),
  ],
  [2, async ({ bench }) => bench.shop.release()],
  [
    1,
    (walk) =>
      watched(walk, () => walk.bench.identity(phoneOf(walk.place, walk.chance.of(deciders)))),
  ],
]

async function govern(walk: Walk): Promise<void> {
  const [who, text, needsCards] = governing(walk)
  return needsCards ? carried(walk, who, text) : asked(walk, who, text)
}

async function answerAny(walk: Walk): Promise<void> {
  const cards = cardsOf(walk).slice(-10)
  if (cards.length > 0) await answered(walk, walk.chance.of(cards))
}

const all = happenings.flatMap(([times, happen]) => Array.from({ length: times }, () => happen))

/** Runs one random event. */
export const step = (walk: Walk): Promise<void> => walk.chance.of(all)(walk)
