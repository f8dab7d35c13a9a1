// Places of a quorum whose answerer has no card: who is asked for them now, and which go on
// waiting.

import { expect, it } from 'vitest'
import { askCandidates } from '../../src/command/answered/candidates.ts'
import type { Approval, Command } from '../../src/command/command.ts'
import type { Facts } from '../../src/command/facts.ts'
import type { WaitingCandidate } from '../../src/policy/approval.ts'
import { knownFor, random, saying } from '../model/real-facts.ts'
import { onBench, request } from '../model/scenes.ts'

/** A request with these cards, votes and delegations. */
interface Standing {
  readonly cards: Approval['asked']
  readonly votes?: Approval['votes']
  readonly unasked: readonly WaitingCandidate[]
  readonly delegations: Readonly<Record<string, string>>
}

async function askWaiting(standing: Standing) {
  let result: readonly (readonly [string, string | undefined])[] = []
  let left: Approval['unasked']
  await onBench('test', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const found = bench.store().commandNamed(name).commands[0]
    if (found?.approval == null) throw new Error('It waits for approval.')
    const { cards, votes = [], unasked } = standing
    const approval = { ...found.approval, asked: cards, votes, unasked: [...unasked] }
    const command: Command = { ...found, approval }
    const known = knownFor(bench, saying(bench, 'ana', 'status'))
    const now = bench.now()
    const people = known.people.map((one) => {
      const to = standing.delegations[one.id]
      return to === undefined ? one : { ...one, delegation: { to, since: 0, until: now + 1 } }
    })
    const facts: Facts = { ...known, people, rules: bench.rules, now, random, onCall: [] }
    const { update, asked } = askCandidates(facts, { command, changes: [] }, [])
    result = asked.map((one) => [one.person.id, one.insteadOf] as const)
    left = update.command.approval?.unasked
  })
  return { asked: result, left }
}

const waiting = (person: string): WaitingCandidate => ({ person, group: 'first' })
const card = (approver: string) => ({ approver, askedAt: 0, group: 'first' as const })

it('asks the delegates of waiting candidates, each person once, and own duties first', async () => {
  const { asked, left } = await askWaiting({
    cards: [],
    unasked: [waiting('carla'), waiting('edu'), waiting('beto')],
    delegations: { carla: 'beto', edu: 'alex' },
  })
  expect(asked).toEqual([
    ['beto', undefined],
    ['alex', 'edu'],
  ])
  expect(left).toEqual([waiting('carla')])
})

it('asks for nobody whose delegate has a card, and drops a candidate who has one', async () => {
  const { asked, left } = await askWaiting({
    cards: [card('beto')],
    unasked: [waiting('carla'), waiting('beto')],
    delegations: { carla: 'beto' },
  })
  expect(asked).toEqual([])
  expect(left).toEqual([waiting('carla')])
})

it('asks nobody who has answered already, for whomever it was', async () => {
  const vote = {
    approver: 'alex',
    choice: 'deny',
    at: 0,
    stepUp: 'none',
    insteadOf: 'beto',
  } as const
  const { asked, left } = await askWaiting({
    cards: [card('beto')],
    votes: [vote],
    unasked: [waiting('carla')],
    delegations: { carla: 'alex' },
  })
  expect(asked).toEqual([])
  expect(left).toEqual([waiting('carla')])
})
