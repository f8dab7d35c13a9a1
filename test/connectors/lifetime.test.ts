// Lifetime of a unit: shown before it is created, restarted by each change, and over exactly at its
// end.

import { beforeEach, expect, it } from 'vitest'
import { configConnector } from '../../src/connectors/config.ts'
import type { Connector, Order } from '../../src/engine/connector.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'
import { memoryUnits, orderFor, promotionsIn, serviceKind } from './fixtures.ts'

const hourMs = 3_600_000
const lifetimes = { agents: 24 * hourMs, most: 72 * hourMs }

let now: number
let count: number
let config: Connector
beforeEach(() => {
  now = Date.parse('2026-01-05T09:00:00Z')
  count = 0
  config = configConnector([serviceKind()], memoryUnits(), () => now, promotionsIn('dev'))
})

function order(operation: string, slots: JsonObject, more: Partial<Order> = {}): Order {
  count += 1
  const bare = orderFor(`units.${operation}`, { unit: 'trial', ...slots }, `key-${count}`)
  return { ...bare, lifetimes, ...more }
}
const make = (hours: number, more: Partial<Order> = {}) =>
  config.apply(order('create', { owner: 'core', lifetime: hours * hourMs }, more))
const show = () => config.read(order('show', {}))

it('a unit with a lifetime exists until its end and not from then on', async () => {
  await make(2)
  now += 2 * hourMs - 1
  expect(await show()).toMatchObject({
    kind: 'done',
    result: { lifetime: '2 h', expires: '2026-01-05T11:00:00.000Z' },
  })
  expect(await config.read(order('list', {}))).toMatchObject({ result: { count: 1 } })
  now += 1
  const missing = { reason: { id: 'config-unit-missing' } }
  expect(await show()).toMatchObject({ kind: 'failed', ...missing })
  expect(await config.read(order('list', {}))).toMatchObject({ result: { count: 0 } })
  for (const [operation, slots] of [
    ['set', { field: 'replicas', value: '3' }],
    ['delete', {}],
    ['renew', {}],
  ] as const)
    expect(await config.plan(order(operation, slots))).toMatchObject(missing)
})

it.each([
  ['set', { field: 'replicas', value: '3' }],
  ['renew', {}],
] as const)(
  'the lifetime starts again with units.%s, and not when the unit is shown',
  async (operation, slots) => {
    await make(2)
    now += hourMs
    const plan = await config.plan(order(operation, slots))
    expect(plan).toMatchObject({ kind: 'planned' })
    expect(plan.kind === 'planned' && plan.shows).toContainEqual(['lifetime', '2 h'])
    await config.apply(order(operation, slots))
    expect(await show()).toMatchObject({ result: { expires: '2026-01-05T12:00:00.000Z' } })
    // To look at it is no touch.
    now += 2 * hourMs
    expect(await show()).toMatchObject({ kind: 'failed' })
  },
)

it('a restored unit gets its lifetime again, and a new unit of the same name has none by itself', async () => {
  await make(2)
  now += 5 * hourMs
  expect(await config.apply(order('restore', {}))).toMatchObject({
    result: { expires: '2026-01-05T16:00:00.000Z', revision: 2 },
  })
  now += 5 * hourMs
  const made = await config.apply(order('create', { owner: 'core' }))
  expect(made).toMatchObject({ kind: 'done', result: { revision: 3 } })
  expect(made).not.toMatchObject({ result: { expires: expect.any(String) } })
})

it('units of agents have a lifetime by default, those of people none, and none without terms', async () => {
  const agent = { name: 'claude-code', quota: null, deletes: 'any' } as const
  const bare = order('create', { owner: 'core' })
  const plan = await config.plan({ ...bare, agent })
  expect(plan.kind === 'planned' && plan.shows).toContainEqual(['lifetime', '24 h'])
  const own = await config.plan(bare)
  expect(own.kind === 'planned' && own.shows.map(([name]) => name)).not.toContain('lifetime')
  const { lifetimes: _lifetimes, ...elsewhere } = { ...bare, agent }
  const other = await config.plan(elsewhere)
  expect(other.kind === 'planned' && other.shows.map(([name]) => name)).not.toContain('lifetime')
  expect(
    await config.plan({ ...elsewhere, slots: { ...bare.slots, lifetime: hourMs } }),
  ).toMatchObject({ reason: { id: 'config-lifetime-none' } })
})

it('a lifetime longer than the terms allow is refused', async () => {
  expect(await make(72)).toMatchObject({ kind: 'done' })
  const wrong = order('create', { unit: 'other', owner: 'core', lifetime: 72 * hourMs + 1 })
  expect(await config.plan(wrong)).toMatchObject({
    kind: 'impossible',
    reason: { id: 'config-lifetime-too-long', args: { most: '3 d' } },
  })
})
