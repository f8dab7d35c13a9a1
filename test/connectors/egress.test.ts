// Where the HTTP connector may connect: declared hosts only, no redirects, no path made from a
// slot.

import { describe, expect, it } from 'vitest'
import { parseApi } from '../../src/connectors/api.ts'
import { openSecrets, parseSecretReference } from '../../src/connectors/secrets.ts'
import { answers, faultyServer, orderFor, shopText, wire } from './fixtures.ts'

const order42 = { id: '42', status: 'open', customer: 'Rui', total: 120 }
const cancelled42 = { ...order42, status: 'cancelled' }
const cancel = orderFor('orders.cancel', { order: '42' }, 'key-42')
const show = orderFor('orders.show', { order: '42' })

describe('egress', () => {
  const elsewhere = (url: string) =>
    parseApi(shopText().replace('path: /orders/{order}/cancel', `path: ${url}/x/{order}`), 'a.yaml')

  it('to an undeclared host is refused before any request, and reported', async () => {
    const shop = await faultyServer(answers(200, cancelled42))
    const other = await faultyServer(answers(200, cancelled42))
    const { connector, denials } = wire(shop.url, { api: elsewhere(other.url) })
    const applied = await connector.apply(cancel)
    const args = { connector: 'shop', host: other.host }
    expect(applied).toEqual({ kind: 'failed', reason: { id: 'connector-egress-denied', args } })
    expect(denials).toEqual([{ host: other.host, operation: 'shop.orders.cancel' }])
    expect(other.heard).toEqual([])
  })

  it('to another declared host carries no secret of the base URL', async () => {
    const shop = await faultyServer(answers(200, order42))
    const other = await faultyServer(answers(200, cancelled42))
    const egress = [shop.host, other.host]
    const { connector, denials } = wire(shop.url, { api: elsewhere(other.url), egress })
    expect((await connector.apply(cancel)).kind).toBe('done')
    expect(denials).toEqual([])
    expect(other.heard[0]?.authorization).toBeUndefined()
  })

  it('to the base URL is refused when the declared list leaves it out', async () => {
    const shop = await faultyServer(answers(200, order42))
    const { connector, denials } = wire(shop.url, { egress: ['api.example.com'] })
    expect((await connector.plan(cancel)).kind).toBe('unavailable')
    expect(denials).toHaveLength(1)
    expect(shop.heard).toEqual([])
  })

  it('follows no redirect, and reports one to another host', async () => {
    const other = await faultyServer(answers(200, cancelled42))
    for (const status of [301, 302, 303, 307, 308]) {
      const shop = await faultyServer(answers(status, {}, { location: `${other.url}/orders/42` }))
      const { connector, denials } = wire(shop.url)
      const reason = { id: 'connector-redirected', args: { connector: 'shop' } }
      expect(await connector.apply(cancel)).toEqual({ kind: 'unknown', reason })
      expect(await connector.plan(cancel)).toEqual({ kind: 'unavailable', reason })
      expect(denials).toEqual([
        { host: other.host, operation: 'shop.orders.cancel' },
        { host: other.host, operation: 'shop.orders.show' },
      ])
    }
    expect(other.heard).toEqual([])
  })

  it('follows no redirect to the same host either', async () => {
    const shop = await faultyServer(answers(307, {}, { location: '/orders/7/cancel' }))
    const { connector, denials } = wire(shop.url)
    expect((await connector.apply(cancel)).kind).toBe('unknown')
    expect(shop.heard).toHaveLength(1)
    expect(denials).toEqual([])
  })

  it('refuses or encodes a slot that would change the path', async () => {
    const text = shopText().replaceAll('order: { kind: id, max: 40 }', 'order: { kind: text }')
    const shop = await faultyServer(answers(200, cancelled42))
    const { connector } = wire(shop.url, { api: parseApi(text, 'shop.yaml') })
    for (const order of ['..', '.']) {
      const applied = await connector.apply(orderFor('orders.cancel', { order }))
      expect(applied).toMatchObject({ kind: 'failed', reason: { id: 'connector-path-wrong' } })
    }
    expect(shop.heard).toEqual([])
    await connector.apply(orderFor('orders.cancel', { order: '../7?x#y' }))
    expect(shop.heard[0]?.url).toBe('/orders/..%2F7%3Fx%23y/cancel')
  })
})

describe('configuration of an HTTP connector', () => {
  const secrets = openSecrets({
    folder: '/nowhere',
    variables: {},
    salt: 'salt',
    onLoaded: () => undefined,
  })

  it('is refused with the name of the wrong field, and without its value', () => {
    for (const url of ['shop', 'ftp://a', 'http://u:hidden@a', 'http://a?key=hidden', 'http://a#x'])
      expect(() => wire(url)).toThrow(/^connectors\.shop\.base_url: (?!.*hidden)/)
    expect(() => wire('http://a', { references: {} })).toThrow('connectors.shop.secrets.token')
    for (const entry of ['http://a', '*', 'a/b', 'u@a', ''])
      expect(() => wire('http://a', { egress: [entry] })).toThrow('connectors.shop.egress')
  })

  it('needs no secret at the start, and sends nothing without it', async () => {
    const server = await faultyServer(answers(200, cancelled42))
    const references = { token: parseSecretReference('secret://env/NO_SUCH', 'token') }
    const { connector } = wire(server.url, { secrets, references })
    const reason = { id: 'secret-missing', args: { reference: 'secret://env/NO_SUCH' } }
    expect(await connector.apply(cancel)).toEqual({ kind: 'failed', reason })
    expect(await connector.plan(cancel)).toEqual({ kind: 'unavailable', reason })
    expect(server.heard).toEqual([])
  })

  it('accepts a base URL with a path', async () => {
    const server = await faultyServer(answers(200, order42))
    const { connector } = wire(`${server.url}/v1/`)
    await connector.read(show)
    expect(server.heard[0]?.url).toBe('/v1/orders/42')
  })
})
