// The sandbox twin: the same answers as the real site, and permanent records for each tenant.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../../scripts/shop.ts'
import { parseApi } from '../../src/connectors/api.ts'
import { sandboxConnector, type TwinStore } from '../../src/connectors/sandbox.ts'
import { memoryKeep, orderFor, shopApi, shopText, token, wire } from './fixtures.ts'

describe('sandbox twin compared with the real shop', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await startShop({ port: 0, token })
  })
  afterAll(() => shop.close())

  it('plans, acts, answers and verifies alike', async () => {
    const real = wire(shop.url).connector
    const twin = sandboxConnector(shopApi(), memoryKeep())
    let count = 0
    for (const operation of ['orders.show', 'orders.cancel', 'orders.cancel', 'orders.restore'])
      for (const order of ['42', '9', '404', 'a b']) {
        count += 1
        const asked = orderFor(operation, { order }, `key-${count}`)
        const planned = await real.plan(asked)
        expect(await twin.plan(asked)).toEqual(planned)
        expect(stripped(await twin.read(asked))).toEqual(stripped(await real.read(asked)))
        const applied = await real.apply(asked)
        expect(stripped(await twin.apply(asked))).toEqual(stripped(applied))
        expect(await twin.verify(asked)).toBe(await real.verify(asked))
      }
    expect(shop.acts()).toBe(3)
  })
})

/** The status code that a reason carries is the real site's alone. */
function stripped(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === 'args' ? {} : part)))
}

describe('records of the sandbox twin', () => {
  const cancel = (key: string, order = '42', tenant = 'sandbox') =>
    orderFor('orders.cancel', { order }, key, tenant)

  it('survive a restart, as do the idempotency keys', async () => {
    const entries = new Map<string, string>()
    const first = await sandboxConnector(shopApi(), memoryKeep(entries)).apply(cancel('a'))
    const twin = sandboxConnector(shopApi(), memoryKeep(entries))
    expect(await twin.verify(cancel('a'))).toBe('done')
    expect(await twin.apply(cancel('a'))).toEqual(first)
    expect(await twin.apply(cancel('b'))).toMatchObject({ kind: 'failed' })
  })

  it('belong to one tenant', async () => {
    const twin = sandboxConnector(shopApi(), memoryKeep())
    await twin.apply(cancel('a', '42', 'one'))
    expect(await twin.verify(cancel('a', '42', 'two'))).toBe('undone')
    expect((await twin.apply(cancel('a', '42', 'two'))).kind).toBe('done')
  })

  it('fail where the description says so', async () => {
    const twin = sandboxConnector(shopApi(), memoryKeep())
    const busy = await twin.apply(cancel('a', '503'))
    expect(busy).toMatchObject({ kind: 'failed', reason: { id: 'connector-busy' } })
    expect(await twin.verify(cancel('a', '503'))).toBe('undone')
    expect((await twin.apply(cancel('b', '504'))).kind).toBe('unknown')
    expect(await twin.verify(cancel('b', '504'))).toBe('done')
    expect((await twin.apply(cancel('b', '504'))).kind).toBe('done')
  })

  it('store an act and its key together: neither remains after a failed write', async () => {
    const keep = memoryKeep()
    const failures = [new Error('disk full')]
    const failing: TwinStore = {
      ...keep,
      put: (key, value) => {
        const failure = failures.pop()
        return failure === undefined ? keep.put(key, value) : Promise.reject(failure)
      },
    }
    const twin = sandboxConnector(shopApi(), failing)
    await expect(twin.apply(cancel('a'))).rejects.toThrow('disk full')
    expect(await twin.verify(cancel('a'))).toBe('undone')
    expect((await twin.apply(cancel('a'))).kind).toBe('done')
  })
})

describe('an effect in the twin without a preview', () => {
  const text = shopText().replace('    preview: orders.show\n', '    preview: none\n')
  const make = orderFor('orders.cancel', { order: 'new' })

  it('is planned without a read, and answers about what it made', async () => {
    const api = parseApi(
      text.replace(/ {4}(shows: \[customer, total\]|impossible_when:\n.*)\n/g, ''),
      'a',
    )
    const twin = sandboxConnector(api, memoryKeep())
    expect(await twin.plan(make)).toMatchObject({ kind: 'planned' })
    expect(await twin.apply(make)).toEqual({
      kind: 'done',
      result: { id: 'new', status: 'cancelled' },
    })
  })
})

describe('an effect in the twin that removes', () => {
  const text = shopText()
    .replace('- { field: status, after: cancelled }', '- { field: status, gone: true }')
    .replace(
      '{ read: orders.show, field: status, equals: cancelled }',
      '{ read: orders.show, gone: true }',
    )
  const remove = orderFor('orders.cancel', { order: '42' })

  it('is shown, done and verified as gone', async () => {
    const twin = sandboxConnector(parseApi(text, 'shop.yaml'), memoryKeep())
    const changes = [{ field: 'status', before: 'open', after: null }]
    expect(await twin.plan(remove)).toMatchObject({ kind: 'planned', changes })
    expect(await twin.verify(remove)).toBe('undone')
    expect((await twin.apply(remove)).kind).toBe('done')
    expect(await twin.verify(remove)).toBe('done')
    expect(await twin.plan(remove)).toMatchObject({ reason: { id: 'shop-order-not-found' } })
  })

  it('is refused without sandbox data', async () => {
    const twin = sandboxConnector({ ...shopApi(), sandbox: {} }, memoryKeep())
    expect(await twin.plan(remove)).toMatchObject({ reason: { id: 'connector-no-twin' } })
    expect(await twin.apply(remove)).toMatchObject({ kind: 'failed' })
  })
})
