// A random run with many changes of rights: who may decide, and under which policy, changes while
// requests wait.

import {
  answerAfterChange,
  answerAllOddly,
  answerAsDelegate,
  answerWithForeignCard,
  answerWithNumber,
  approveAnHourLater,
  randomRequest,
  randomRightsChange,
  repeatMessage,
  requestByProgram,
  retryAfterChange,
} from './governed-acts.ts'
import { requestByAgent } from './governed-agents.ts'
import { deciders, phoneOf } from './governed-cast.ts'
import {
  answerCard,
  cardsOf,
  requestAndApprove,
  requestAndConfirm,
  runChecked,
  type Walk,
} from './governed-voice.ts'
import { fates } from './shop.ts'

const minute = 60_000

/** Advances the clock; sometimes to the very millisecond of a deadline, or to just before it. */
async function advanceTime(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const due = bench.store().nextDeadline()
  if (due !== null && due > bench.now() && chance.below(3) === 0)
    return bench.leap(due - bench.now() - chance.of([1, 0]))
  await runChecked(walk, () => bench.wait(chance.of([1, 4, 7, 14, 16, 29, 31, 61]) * minute))
}

/** The events, with their frequency in percent. */
const happenings: readonly (readonly [number, (walk: Walk) => Promise<void>])[] = [
  [8, (walk) => requestAndConfirm(walk, ...randomRequest(walk))],
  [16, (walk) => requestAndApprove(walk, ...randomRequest(walk))],
  [8, changeRights],
  [9, answerAfterChange],
  [8, answerAsDelegate],
  [3, approveAnHourLater],
  [3, retryAfterChange],
  [8, answerAny],
  [4, answerAllOddly],
  [7, requestByProgram],
  [6, requestByAgent],
  [2, answerWithForeignCard],
  [5, repeatMessage],
  [3, answerWithNumber],
  [4, advanceTime],
  [2, (walk) => runChecked(walk, () => walk.bench.restart())],
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
      runChecked(walk, () => walk.bench.identity(phoneOf(walk.place, walk.chance.of(deciders)))),
  ],
]

async function changeRights(walk: Walk): Promise<void> {
  const [who, text, needsCards] = randomRightsChange(walk)
  return needsCards ? requestAndApprove(walk, who, text) : requestAndConfirm(walk, who, text)
}

async function answerAny(walk: Walk): Promise<void> {
  const cards = cardsOf(walk).slice(-10)
  if (cards.length > 0) await answerCard(walk, walk.chance.of(cards))
}

const all = happenings.flatMap(([times, happen]) => Array.from({ length: times }, () => happen))

/** Runs one random event. */
export const step = (walk: Walk): Promise<void> => walk.chance.of(all)(walk)
