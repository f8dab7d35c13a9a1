// A connector whose code never answers does not block a command for ever: each call has a timeout.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Command } from '../../src/command/command.ts'
import type { Flow } from '../../src/command/spec.ts'
import type { Connector } from '../../src/engine/connector.ts'
import { traced } from '../../src/engine/observability/traces.ts'
import { perform } from '../../src/engine/perform.ts'
import type { Work } from '../../src/store/store.ts'
import { rulesFor } from '../model/content.ts'

const flow = flowNamed('order.cancel')
const readFlow = flowNamed('order.show')

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
  fromEarlierProcess = false,
) {
  const work: Work = { id: 'work', what, command }
  const watch = {
    defect: (error: unknown) => void defects.push(error),
    stopped: async () => null,
    asDefined: () => true,
    terms: {},
  }
  let outcome: unknown = 'under way'
  void perform(
    work,
    what === 'read' ? readFlow : flow,
    () => connector,
    fromEarlierProcess,
    watch,
  ).then((performed) => {
    outcome = performed.kind === 'planned' ? performed.result : performed.outcome
  })
  await vi.advanceTimersByTimeAsync(passingMs)
  return outcome
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  expect(defects.splice(0)).toEqual([])
})

const reason = { id: 'connector-timeout', args: { connector: 'shop' } }

it('a preview without an answer is refused after 30 s', async () => {
  expect(await outcomeOf('plan', silent(), 29_999)).toBe('under way')
  expect(await outcomeOf('plan', silent(), 30_000)).toEqual({ kind: 'unavailable', reason })
})

it('a read without an answer fails after 30 s', async () => {
  expect(await outcomeOf('read', silent(), 30_000)).toEqual({ kind: 'failed', reason })
})

it('an effect without an answer is verified after 30 s, and uncertain when that takes 30 s too', async () => {
  expect(await outcomeOf('apply', silent(), 59_999)).toBe('under way')
  expect(await outcomeOf('apply', silent(), 60_000)).toEqual({ kind: 'unknown', reason })
})

it('an effect whose call timed out is done when verification says so', async () => {
  const shop = silent({ verify: async () => 'done' })
  expect(await outcomeOf('apply', shop, 30_000)).toEqual({ kind: 'done', verified: true })
})

it('an effect whose call timed out stays uncertain though verification does not find it yet', async () => {
  const shop = silent({ verify: async () => 'undone' })
  expect(await outcomeOf('apply', shop, 30_000)).toEqual({ kind: 'unknown', reason })
})

it('after a crash, an effect whose verification times out is uncertain and not applied again', async () => {
  const apply = vi.fn(async () => ({ kind: 'done' as const, result: {} }))
  const id = 'uncertain-after-restart'
  expect(await outcomeOf('apply', silent({ apply }), 30_000, true)).toEqual({
    ...{ kind: 'unknown', reason: { id } },
  })
  expect(apply).not.toHaveBeenCalled()
})

it('the abort signal of a call fires at its timeout, not before', async () => {
  const shop = silent({ answersWithinMs: 500 })
  expect(await outcomeOf('plan', shop, 499)).toBe('under way')
  expect(shop.signals.map((one) => one.aborted)).toEqual([false])
  await vi.advanceTimersByTimeAsync(1)
  expect(shop.signals.map((one) => one.aborted)).toEqual([true])
})

it('the abort signal of a call answered in time never fires, and no timer is left', async () => {
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

it('a connector without a timeout is waited for', async () => {
  expect(await outcomeOf('plan', silent({ answersWithinMs: null }), 600_000)).toBe('under way')
})

it('a traced connector keeps its timeout and its abort signal', async () => {
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

it('a connector that throws synchronously is handled as one that rejects, and the defect is reported', async () => {
  const plan = () => {
    throw new TypeError('A defect.')
  }
  expect(await outcomeOf('plan', silent({ plan }), 0)).toMatchObject({
    ...{ kind: 'unavailable', reason: { id: 'connector-lost' } },
  })
  expect(defects.splice(0)).toEqual([new TypeError('A defect.')])
})
