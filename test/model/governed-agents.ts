// An agent in a random run: it proposes, and its owner or somebody else answers.

import { requesters } from './governed-cast.ts'
import { answerCorrectly, cardsOf, runChecked, send, type Walk } from './governed-voice.ts'
import { agents } from './programs.ts'

/** What an agent tries: what it may propose, and what only people may do. */
function proposal({ bench, chance }: Walk): object {
  const order = String(40 + chance.below(40))
  const waiting = bench.look
    .prepare("SELECT name FROM commands WHERE state = 'approval_requested' LIMIT 1")
    .pluck()
    .get()
  const all: readonly object[] = [
    { command: 'order.cancel', slots: { order } },
    { command: 'order.cancel', slots: { order } },
    { command: 'order.restore', slots: { order } },
    { command: 'config.delete', slots: { unit: `unit-${chance.below(6)}` } },
    { command: 'command.cancel', slots: { command: String(waiting ?? 'C-2222') } },
    { command: 'lockdown.off' },
    { command: 'people.role', slots: { person: 'ana', role: 'approver' } },
    { command: 'order.cancel', slots: { order }, requester: chance.of(requesters) },
  ]
  return chance.of(all)
}

/** Proposes, and then somebody answers: mostly its owner, and mostly by its name. */
export async function requestByAgent(walk: Walk): Promise<void> {
  const { bench, chance, programs } = walk
  const { owner } = agents
  const from = bench.letters.length
  const times = chance.of([1, 1, 2])
  for (let count = 0; count < times; count += 1)
    await runChecked(walk, () => programs.propose(proposal(walk), `a${chance.below(300)}`))
  const shown = bench.letters.slice(from).filter((one) => one.kind === 'preview')
  const [card] = shown.filter((one) => one.to === owner)
  if (card?.command === undefined) return
  const word = /^1 C-\w+ ([A-Z]+) - /m.exec(card.text)?.[1]
  const more = word === undefined || chance.below(6) === 0 ? '' : ` ${word}`
  const named = `1 ${card.command}${more}`
  const text = chance.of([named, named, named, named, '1', '2', `2 ${card.command}`, 'menu'])
  const who = chance.below(6) === 0 ? chance.of([...requesters, 'dora']) : owner
  await send(walk, who, { text, meant: text })
  if (chance.below(3) === 0) await send(walk, who, { text: '1', meant: '1' })
  const cards = cardsOf(walk, from)
  if (chance.below(3) > 0) for (const one of cards.slice(0, 2)) await answerCorrectly(walk, one)
}
