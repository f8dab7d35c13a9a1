// Every order of the answers of three people, compared with a ten-line model: without a quorum
// nothing starts.

import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { MessageEvent } from '../../src/command/event.ts'
import type { TokenRecord } from '../../src/command/facts.ts'
import type { StoredFacts } from '../../src/store/store.ts'
import type { Bench } from '../model/bench.ts'
import { decideOn, formOf, knownFor, saying } from '../model/real-facts.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'

const people = ['beto', 'carla', 'edu'] as const
/** A repeated answer is the same answer given twice; a wrong one is unknown or somebody else's. */
const answers = ['grant', 'deny', 'wrong', 'foreign'] as const

/** The model: who has granted, and whether the request has ended. */
interface Model {
  readonly granted: ReadonlySet<string>
  readonly end: 'open' | 'granted' | 'denied'
}

function expected(model: Model, who: string, answer: string, needed: number): Model {
  if (model.end !== 'open' || model.granted.has(who)) return model
  if (answer === 'deny') return { ...model, end: 'denied' }
  if (answer !== 'grant') return model
  const granted = new Set([...model.granted, who])
  return { granted, end: granted.size >= needed ? 'granted' : 'open' }
}

interface Move {
  readonly who: string
  readonly answer: string
  readonly event: MessageEvent
  readonly known: StoredFacts
}

/** Every possible message of each person, with the store's facts about it. */
function movesOf(bench: Bench, name: string): readonly Move[] {
  return people.flatMap((who, index) =>
    answers.map((answer) => {
      const next = people[(index + 1) % people.length] ?? who
      const holder = answer === 'foreign' ? next : who
      const token = answer === 'wrong' ? '222222' : tokenOf(bench, name, holder)
      const event = saying(bench, who, `${answer === 'deny' ? '2' : '1'} ${token}`)
      return { who, answer, event, known: knownFor(bench, event) }
    }),
  )
}

interface Place {
  readonly command: Command
  readonly tokens: ReadonlyMap<string, TokenRecord['state']>
}

/** Applies one answer with the real step; returns the command and the tokens after it. */
function answered(bench: Bench, place: Place, move: Move): Place {
  const { command } = place
  const tokens = new Map(
    [...move.known.tokens].map(([hash, one]) => [
      hash,
      { ...one, state: place.tokens.get(hash) ?? one.state },
    ]),
  )
  const commands = new Map([...move.known.commands, [command.id, command]])
  const step = decideOn(bench, move.event, { ...move.known, tokens, commands })
  const after = new Map(place.tokens)
  for (const change of step)
    if (change.kind === 'token_state')
      for (const hash of change.hash === null ? known(bench, command) : [change.hash])
        if ((after.get(hash) ?? 'open') === 'open') after.set(hash, change.state)
  return { command: formOf(step, command.id) ?? command, tokens: after }
}

function known(bench: Bench, command: Command): readonly string[] {
  return bench.look
    .prepare('SELECT hash FROM tokens WHERE command_id = ?')
    .pluck()
    .all(command.id)
    .map(String)
}

const endsIn = {
  open: ['approval_requested'],
  granted: ['started', 'succeeded'],
  denied: ['rejected'],
}

interface Step {
  readonly place: Place
  readonly model: Model
  /** The first order of answers that leads to a state, and how many do. */
  readonly path: readonly string[]
  readonly orders: number
}

/** Equal states have equal futures, so each is explored once. */
function keyOf({ place, model }: Step): string {
  return JSON.stringify([
    place.command,
    [...place.tokens].toSorted(),
    [...model.granted],
    model.end,
  ])
}

/** Explores all orders up to a length; returns how many there are, and how many of them started. */
function walk(bench: Bench, moves: readonly Move[], needed: number, most: number) {
  const counts = { orders: 0, started: 0 }
  const after = (step: Step, move: Move): Step => {
    const model = expected(step.model, move.who, move.answer, needed)
    const place = answered(bench, step.place, move)
    const path = [...step.path, `${move.who} ${move.answer}`]
    expect(endsIn[model.end], path.join(', ')).toContain(place.command.state)
    const grants = place.command.approval?.votes.filter((one) => one.choice === 'grant') ?? []
    expect(new Set(grants.map((one) => one.approver)), path.join(', ')).toEqual(model.granted)
    return { place, model, path, orders: step.orders }
  }
  const command = bench.store().openCommands().commands.at(-1)
  if (command === undefined) throw new Error('A request is open.')
  const begun: Model = { granted: new Set(), end: 'open' }
  let steps: readonly Step[] = [
    { place: { command, tokens: new Map() }, model: begun, path: [], orders: 1 },
  ]
  for (let length = 1; length <= most; length += 1) {
    const next = new Map<string, Step>()
    for (const step of steps.flatMap((one) => moves.map((move) => after(one, move)))) {
      counts.orders += step.orders
      if (step.model.end === 'granted') counts.started += step.orders
      else {
        const key = keyOf(step)
        const same = next.get(key)
        next.set(key, same === undefined ? step : { ...same, orders: same.orders + step.orders })
      }
    }
    steps = [...next.values()]
  }
  return counts
}

it('one approver of three: no order of answers starts without a grant', { timeout: 60_000 }, () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const counts = walk(bench, movesOf(bench, name), 1, 6)
    expect(counts.orders).toBeGreaterThan(1_000_000)
    expect(counts.started).toBeGreaterThan(20_000)
  }),
)

it('two approvers of three: no order of answers starts without two', { timeout: 60_000 }, () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await request(bench, 'dora', 'lockdown off')
    const counts = walk(bench, movesOf(bench, name), 2, 6)
    expect(counts.orders).toBeGreaterThan(1_000_000)
    expect(counts.started).toBeGreaterThan(50_000)
  }),
)
