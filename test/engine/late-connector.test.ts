// A connector whose code never answers does not block a command for ever: each call has a timeout.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { Flow } from '../../src/command/spec.ts'
import type { Connector } from '../../src/engine/connector.ts'
import { perform } from '../../src/engine/perform.ts'
import { traced } from '../../src/engine/watched/traces.ts'
import type { Work } from '../../src/store/store.ts'
import { rulesFor } from '../model/content.ts'

const flow = flowNamed('order.cancel')
const question = flowNamed('order.show')

function flowNamed(name: string): Flow {
  const found = rulesFor('dev', 'HAPF-Strong').flows.get(name)
  if (found === undefined) throw new Error(`No flow ${name} ships.`)
  return found
}

/** The fields of a command that `perform` reads. */
const command = {
  ...{ id: '018f', name: 'C-7F3K', flow: 'order.cancel', slots: { order: '42' } },
  ...{ tenant: 'dev:acme', requester: 'ana', idempotencyKey: 'key', preview: null },
} as unknown as Command

interface Silent {
  readonly connector: Connector
  readonly signals: AbortSignal[]
}

/** Answers only the calls in `more`, and records the abort signals that it gets. */
function silent(more: Partial<Connector> = {}): Silent {
  const signals: AbortSignal[] = []
  const never = (_order: unknown, until?: AbortSignal) => {
    if (until !== undefined) signals.push(until)
    return new Promise<never>(() => undefined)
  }
  const connector = { name: 'shop', plan: never, read: never, apply: never, verify: never, ...more }
  return { connector, signals }
}

const defects: unknown[] = []

/** Runs `at` once the work has begun; timers are fake. */
async function outcomeOf(
  what: Work['what'],
  { connector }: Silent,
  passingMs: number,
  leftOver = false,
) {
  const work: Work = { id: 'work', what, command }
  const watch = {
    defect: (error: unknown) => void defects.push(error),
    stopped: async () => null,
    asDefined: () => true,
    terms: {},
  }
  let outcome: unknown = 'under way'
  void perform(work, what === 'read' ? question : flow, () => connector, leftOver, watch).then(
    (performed) => {
      outcome = performed.kind === 'planned' ? performed.result : performed.outcome
    },
  )
  await vi.advanceTimersByTimeAsync(passingMs)
  return outcome
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  expect(defects.splice(0)).toEqual([])
})

const reason = { id: 'connector-timeout', args: { connector: 'shop' } }

it('a preview that never comes is refused after half a minute, and not before', async () => {
  expect(await outcomeOf('plan', silent(), 29_999)).toBe('under way')
  expect(await outcomeOf('plan', silent(), 30_000)).toEqual({ kind: 'unavailable', reason })
})

it('a question ends, too', async () => {
  expect(await outcomeOf('read', silent(), 30_000)).toEqual({ kind: 'failed', reason })
})

it('an effect is uncertain then, once it was asked after, and that ends as well', async () => {
  expect(await outcomeOf('apply', silent(), 59_999)).toBe('under way')
  expect(await outcomeOf('apply', silent(), 60_000)).toEqual({ kind: 'unknown', reason })
})

it('an effect whose answer is late is done where the connector says so afterwards', async () => {
  const shop = silent({ verify: async () => 'done' })
  expect(await outcomeOf('apply', shop, 30_000)).toEqual({ kind: 'done', verified: true })
})

it('that nothing is seen of it yet does not make it undone: it may still come', async () => {
  const shop = silent({ verify: async () => 'undone' })
  expect(await outcomeOf('apply', shop, 30_000)).toEqual({ kind: 'unknown', reason })
})

it('after a crash, what cannot be looked up is uncertain and not done again', async () => {
  const apply = vi.fn(async () => ({ kind: 'done' as const, result: {} }))
  const id = 'uncertain-after-restart'
  expect(await outcomeOf('apply', silent({ apply }), 30_000, true)).toEqual({
    ...{ kind: 'unknown', reason: { id } },
  })
  expect(apply).not.toHaveBeenCalled()
})

it('it is handed a signal, which tells it when nobody waits any more', async () => {
  const shop = silent({ answersWithinMs: 500 })
  expect(await outcomeOf('plan', shop, 499)).toBe('under way')
  expect(shop.signals.map((one) => one.aborted)).toEqual([false])
  await vi.advanceTimersByTimeAsync(1)
  expect(shop.signals.map((one) => one.aborted)).toEqual([true])
})

it('one that answers in time is not told so, and leaves no timer behind', async () => {
  const signals: (AbortSignal | undefined)[] = []
  const plan: Connector['plan'] = async (_order, until) => {
    signals.push(until)
    return { kind: 'planned', shows: [], changes: [] }
  }
  expect(await outcomeOf('plan', silent({ plan }), 0)).toMatchObject({ kind: 'planned' })
  expect(vi.getTimerCount()).toBe(0)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals.map((one) => one?.aborted)).toEqual([false])
})

it('one that ends each call by itself is waited for', async () => {
  expect(await outcomeOf('plan', silent({ answersWithinMs: null }), 600_000)).toBe('under way')
})

it('with traces its own time and the signal are the same', async () => {
  const shop = silent({ answersWithinMs: 500 })
  const { connectorOf } = traced(
    { connectorOf: () => shop.connector } as unknown as Parameters<typeof traced>[0],
    { now: () => 0, record: () => undefined, close: async () => undefined },
    'key',
  )
  const connector = connectorOf('shop', 'dev:acme') ?? shop.connector
  const outcome = await outcomeOf('plan', { ...shop, connector }, 500)
  expect(outcome).toEqual({ kind: 'unavailable', reason })
  expect(shop.signals.map((one) => one.aborted)).toEqual([true])
})

it('one that throws before it promises anything is answered for, like one that rejects', async () => {
  const plan = () => {
    throw new TypeError('A defect.')
  }
  expect(await outcomeOf('plan', silent({ plan }), 0)).toMatchObject({
    ...{ kind: 'unavailable', reason: { id: 'connector-lost' } },
  })
  expect(defects.splice(0)).toEqual([new TypeError('A defect.')])
})
