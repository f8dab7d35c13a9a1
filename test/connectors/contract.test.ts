// Runs the connector contract over all three connectors that act: HTTP, its sandbox twin, and
// configuration units.

import { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { startShop } from '../../scripts/shop.ts'
import { configConnector } from '../../src/connectors/config.ts'
import { sandboxConnector } from '../../src/connectors/sandbox.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'
import { connectorContract, type Subject } from './contract.ts'
import {
  freePort,
  memoryKeep,
  memoryUnits,
  orderFor,
  promotionsIn,
  serviceKind,
  shopApi,
  token,
  wire,
} from './fixtures.ts'

const brokenOrders: readonly JsonObject[] = [
  {},
  { order: null },
  { order: '' },
  { order: '..' },
  { order: '42/cancel' },
  { order: 'a b' },
  { order: ['42'] },
  { order: 4.2 },
  { order: '4'.repeat(41) },
  { order: '42', reason: 'x'.repeat(201) },
]

describe('HTTP connector', () => {
  connectorContract(async () => {
    const shop = await startShop({ port: 0, token })
    return {
      connector: wire(shop.url).connector,
      effect: (key) => orderFor('orders.cancel', { order: '42', reason: 'twice' }, key),
      question: orderFor('orders.show', { order: '42' }),
      broken: brokenOrders,
      acts: shop.acts,
      reached: shop.posts,
      close: shop.close,
    }
  })
})

async function openTwin(): Promise<Subject> {
  // Counts every socket of this process.
  const connect = vi.spyOn(Socket.prototype, 'connect')
  const entries = new Map<string, string>()
  const acts = () =>
    [...entries.values()].reduce((sum, text) => sum + JSON.parse(text).acts.length, 0)
  return {
    connector: sandboxConnector(shopApi(), memoryKeep(entries)),
    effect: (key) => orderFor('orders.cancel', { order: '42' }, key, 'sandbox'),
    question: orderFor('orders.show', { order: '42' }, 'q', 'sandbox'),
    broken: brokenOrders,
    acts,
    reached: acts,
    close: async () => {
      const calls = connect.mock.calls.length
      connect.mockRestore()
      expect(calls).toBe(0)
    },
  }
}

describe('sandbox twin', () => {
  connectorContract(openTwin)
})

describe('test of the sandbox twin', () => {
  it('fails when a socket is opened', async () => {
    const subject = await openTwin()
    await fetch(`http://127.0.0.1:${await freePort()}/`).catch(() => undefined)
    await expect(subject.close()).rejects.toThrow('expected 1 to be')
  })
})

describe('connector of configuration units', () => {
  connectorContract(async () => {
    const units = memoryUnits()
    const connector = configConnector([serviceKind()], units, () => 0, promotionsIn('dev'))
    const created = await connector.apply(
      orderFor('units.create', { unit: 'web', owner: 'beto' }, 'created'),
    )
    expect(created.kind).toBe('done')
    return {
      connector,
      effect: (key) => orderFor('units.set', { unit: 'web', field: 'replicas', value: '3' }, key),
      question: orderFor('units.show', { unit: 'web' }),
      broken: [
        {},
        { unit: '../web', field: 'replicas', value: '3' },
        { unit: 'web', field: 'constructor', value: '3' },
        { unit: 'web', field: 'replicas', value: '51' },
        { unit: 'web', field: 'replicas', value: '-1' },
        { unit: 'web', field: 'replicas', value: '2.5' },
        { unit: 'web', field: 'replicas', value: '0x10' },
        { unit: 'web', field: 'replicas' },
        { unit: 'web', field: 'enabled', value: 'perhaps' },
        { unit: 'web', field: 'banner', value: 'x'.repeat(201) },
      ],
      acts: () => units.changes() - 1,
      reached: () => units.changes() - 1,
      close: async () => undefined,
    }
  })
})
