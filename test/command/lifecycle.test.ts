// Every state with every event and every kind of text: nothing throws, and only transitions of the
// table happen.

import { expect, it } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { Event } from '../../src/command/event.ts'
import {
  isAllowedMove,
  isBackwardMove,
  isFinal,
  type State,
  states,
  transitions,
} from '../../src/command/lifecycle.ts'
import type { StoredFacts } from '../../src/store/store.ts'
import type { Bench } from '../model/bench.ts'
import { shippedLanguages } from '../model/content.ts'
import { goes, reachable } from '../model/invariants.ts'
import { decideOn, formOf, knownFor, saying, types } from '../model/real-facts.ts'
import { onBench, request, tokenOf } from '../model/scenes.ts'

/** The table of the contract, written again, with the final states. */
const table: typeof goes = { ...goes, succeeded: [], failed: [], rejected: [] }

it('the table of transitions is that of the contract', () => {
  expect(transitions).toEqual(table)
  for (const from of states)
    for (const to of states) expect(isAllowedMove(from, to)).toBe(table[from]?.includes(to))
})

it('a transition never goes back to an earlier state', () => {
  for (const from of states)
    for (const to of states)
      if (isAllowedMove(from, to)) expect(isBackwardMove(from, to)).toBe(false)
  expect(isBackwardMove('confirmation_requested', 'proposed')).toBe(true)
})

it('the final states are succeeded, failed and rejected', () => {
  expect(states.filter(isFinal)).toEqual(['succeeded', 'failed', 'rejected'])
})

/** Everything that can be typed: answers of every form, and each command in its own words. */
function texts(name: string, token: string): readonly string[] {
  const answers = ['1', '2', '3', `1 ${name}`, `2 ${name}`, '1 DEV', '1 PROD', '1 dev yes', '2 no']
  const tokens = [`1 ${token}`, `2 ${token}`, `2 ${token} no`, `1 ${token} 123456`, '1 222222']
  const filled = shippedLanguages().fallback.patterns.map(({ pieces }) =>
    pieces
      .map((piece) => {
        if (piece.kind === 'word') return piece.word
        return (
          { command: name, person: 'beto', span: '24h', unit: 'web', order: '42' }[piece.name] ??
          'x'
        )
      })
      .join(' '),
  )
  return [...answers, ...tokens, ...filled, 'stop', 'gibberish', '', 'x'.repeat(5_000)]
}

function others(command: Command, at: number): readonly Event[] {
  const base = { id: 'event', at, commandId: command.id }
  const reason = { id: 'connector-timeout', args: { connector: 'shop' } }
  const preview = { shows: [], changes: [] }
  const outcomes = [
    { kind: 'done' },
    { kind: 'failed', reason },
    { kind: 'unknown', reason },
  ] as const
  const plans = [
    { kind: 'planned', preview },
    { kind: 'impossible', reason },
    { kind: 'unavailable', reason },
  ] as const
  return [
    { kind: 'tick', id: 'event', at },
    { kind: 'tick', id: 'event', at: at + 3_600_000 },
    ...plans.map((result) => ({ ...base, kind: 'planned', result }) as const),
    ...outcomes.map((outcome) => ({ ...base, kind: 'finished', outcome }) as const),
    { kind: 'noticed', id: 'event', at, notice: { what: 'service.stop' } },
    {
      kind: 'noticed',
      id: 'event',
      at,
      notice: { what: 'identity.changed', identifier: 'beto', change: 'key_changed' },
    },
  ]
}

/** A command in this state, with every event that could concern it. */
function inState(
  known: StoredFacts,
  command: Command,
  state: State,
  at: number,
  token: string,
): StoredFacts {
  const reason = state === 'rejected' ? ({ reason: 'cancelled' } as const) : {}
  const changed: Command = { ...command, ...reason, state }
  const records = [...known.tokens.values()].map(
    (one) =>
      [
        one.hash,
        { ...one, state: token === 'void' ? ('void' as const) : ('open' as const) },
      ] as const,
  )
  const question = {
    id: 'question',
    kind: 'confirm',
    chat: 'ana',
    person: 'ana',
    askedAt: at,
    expiresAt: at + 300_000,
    commandId: command.id,
  } as const
  const deadlines = (['confirmation', 'approval', 'escalation'] as const).map((what) => ({
    commandId: command.id,
    what,
    at,
  }))
  return {
    ...known,
    commands: new Map([...known.commands, [command.id, changed]]),
    tokens: new Map(records),
    questions: known.sender?.id === 'ana' ? [question] : [],
    due: deadlines,
  }
}

function allowed(from: State, to: State): boolean {
  return isFinal(from) ? from === to : reachable(from, to)
}

it('in every state, every event leads only where the table allows', { timeout: 60_000 }, () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const command = bench.store().commandNamed(name).commands[0]
    if (command === undefined) throw new Error('The command is there.')
    const events: Event[] = [...others(command, bench.now())]
    for (const text of texts(name, tokenOf(bench, name, 'beto')))
      for (const who of ['ana', 'beto', 'dora', 'max']) events.push(saying(bench, who, text))
    let moves = 0
    for (const event of events) {
      const known = knownFor(bench, event)
      // Only where the event brings a token, its state can be another.
      const tokens = known.tokens.size > 0 ? ['open', 'void'] : ['open']
      for (const state of states)
        for (const token of tokens)
          moves += playEvent(
            bench,
            event,
            inState(known, command, state, bench.now(), token),
            command,
            state,
          )
    }
    expect(moves).toBeGreaterThan(25)
  }),
)

/** 1 when the command changed its state. */
function playEvent(
  bench: Bench,
  event: Event,
  known: StoredFacts,
  command: Command,
  state: State,
): number {
  const what = `${state} meets ${event.kind === 'message' ? `${event.from}: ${event.text}` : JSON.stringify(event)}`
  const step = decideOn(bench, event, known)
  const after = formOf(step, command.id)
  const to = after?.state ?? state
  expect(allowed(state, to), `${what}, and goes to ${to}`).toBe(true)
  if (isFinal(state) && after !== undefined)
    expect(after, what).toEqual(known.commands.get(command.id))
  if (state !== to && to !== 'rejected')
    expect(types(step).length, `${what} leaves evidence`).toBeGreaterThan(0)
  if (event.kind === 'message')
    expect(
      step.some((one) => one.kind === 'say' || one.kind === 'work'),
      `${what} is answered`,
    ).toBe(true)
  return state === to ? 0 : 1
}
