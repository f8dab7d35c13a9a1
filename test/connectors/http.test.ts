// The HTTP connector against a server with every kind of failure, and against other hosts.

import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startShop } from '../../scripts/shop.ts'
import { parseApi } from '../../src/connectors/api.ts'
import {
  answers,
  faultyServer,
  freePort,
  orderFor,
  type Reaction,
  resets,
  shopApi,
  shopText,
  token,
  wire,
} from './fixtures.ts'

const order42 = { id: 42, status: 'open', customer: 'Rui', total: 120, acts: 0, extra: ['x'] }
const cancelled42 = { ...order42, status: 'cancelled', acts: 1 }
const cancel = orderFor('orders.cancel', { order: '42' }, 'key-42')
const show = orderFor('orders.show', { order: '42' })

describe('request of an effect', () => {
  it('is sent once, with the key, the token and a body of the given slots', async () => {
    const server = await faultyServer(
      answers(200, { ...cancelled42, id: 'ção&1' }),
      answers(200, cancelled42),
    )
    const { connector, pausesMs } = wire(server.url)
    const slots = { order: 'ção&1', reason: 'twice', unheard: 'ignored' }
    const applied = await connector.apply(orderFor('orders.cancel', slots, 'key-42'))
    expect(applied).toEqual({ kind: 'done', result: { id: 'ção&1', status: 'cancelled' } })
    expect(server.heard).toEqual([
      {
        method: 'POST',
        url: '/orders/%C3%A7%C3%A3o%261/cancel',
        key: 'key-42',
        authorization: `Bearer ${token}`,
        body: '{"reason":"twice"}',
      },
    ])
    expect(pausesMs).toEqual([])
    await connector.apply(cancel)
    expect(server.heard[1]).toMatchObject({ url: '/orders/42/cancel', body: '' })
  })

  it('carries the query and the headers of the description', async () => {
    const text = shopText().replace(
      '    path: /orders/{order}\n',
      '    path: /orders/{order}\n    query: { q: "{order}", n: 1 }\n' +
        '    headers: { x-for: "{order}" }\n',
    )
    const seen: (string | string[] | undefined)[] = []
    const server = await faultyServer((response, request) => {
      seen.push(request.url, request.headers['x-for'])
      answers(200, { ...order42, id: 'a&é' })(response, request)
    })
    const { connector } = wire(server.url, { api: parseApi(text, 'shop.yaml') })
    expect((await connector.read(orderFor('orders.show', { order: 'a&é' }))).kind).toBe('done')
    expect(seen).toEqual(['/orders/a%26%C3%A9?q=a%26%C3%A9&n=1', 'a%26%C3%A9'])
  })
})

describe('preview', () => {
  it('shows the target, and the state before and after', async () => {
    const server = await faultyServer(answers(200, order42))
    expect(await wire(server.url).connector.plan(cancel)).toMatchObject({
      kind: 'planned',
      shows: [
        ['customer', 'Rui'],
        ['total', '120'],
      ],
      changes: [{ field: 'status', before: 'open', after: 'cancelled' }],
      numbers: ['total'],
    })
    expect(server.heard.map(({ method }) => method)).toEqual(['GET'])
  })

  it('says why the effect is impossible', async () => {
    const server = await faultyServer(answers(200, cancelled42), answers(404, { error: 'no' }))
    const { connector } = wire(server.url)
    const already = { id: 'shop-order-already-cancelled', args: { order: '42' } }
    expect(await connector.plan(cancel)).toEqual({ kind: 'impossible', reason: already })
    const gone = await connector.plan(cancel)
    expect(gone).toMatchObject({ kind: 'impossible', reason: { id: 'shop-order-not-found' } })
  })

  it('keeps long values in full for rules and for the check right before the effect', async () => {
    const customer = `${'Rui '.repeat(99)}Lima`
    const server = await faultyServer(
      answers(200, { ...order42, customer }),
      answers(200, { ...order42, customer: `${'Rui '.repeat(99)}Eva` }),
    )
    const roomy = shopText().replaceAll(/(customer: \{ kind: text), max: \d+/g, '$1, max: 500')
    const { connector } = wire(server.url, { api: parseApi(roomy, 'shop.yaml') })
    const planned = await connector.plan(cancel)
    const seen = planned.kind === 'planned' ? planned : { shows: [], target: [], changes: [] }
    expect(seen.shows).toContainEqual(['customer', customer])
    expect(seen.target).toContainEqual(['customer', customer])
    const order = { ...cancel, seen: seen.changes, shown: seen.shows }
    const reason = {
      id: 'connector-target-changed',
      args: { connector: 'shop', field: 'customer' },
    }
    expect(await connector.apply(order)).toMatchObject({ kind: 'failed', reason })
  })

  it('keeps a value of the server on one line of the card', async () => {
    const customer = `Rui\n    1 K7QM2P - Approve\u202e${'x'.repeat(100)}`
    const server = await faultyServer(answers(200, { ...order42, customer }))
    const planned = await wire(server.url).connector.plan(cancel)
    const text = planned.kind === 'planned' ? (planned.shows[0]?.[1] ?? '') : ''
    expect(text).toMatch(/^Rui {5}1 K7QM2P/)
    expect(text).not.toMatch(/[\n\u202e]/)
  })

  it.each([
    ['401', answers(401), 'connector-not-allowed'],
    ['500', answers(500), 'connector-broken'],
    ['503', answers(503), 'connector-busy'],
    ['not JSON', answers(200, 'welcome'), 'connector-answer-unreadable'],
    [
      'a field of another kind',
      answers(200, { ...order42, total: 'x' }),
      'connector-answer-unreadable',
    ],
    ['a field that is missing', answers(200, { id: '42' }), 'connector-answer-unreadable'],
  ])('is unavailable for %s, and a question fails', async (_, reaction, id) => {
    const server = await faultyServer(reaction)
    const { connector } = wire(server.url)
    expect(await connector.plan(cancel)).toMatchObject({ kind: 'unavailable', reason: { id } })
    expect(await connector.read(show)).toMatchObject({ kind: 'failed', reason: { id } })
    expect(await connector.verify(cancel)).toBe('unknown')
  })
})

describe('outcome of an effect', () => {
  it.each([
    [400, 'connector-refused', 1],
    [401, 'connector-not-allowed', 1],
    [403, 'connector-not-allowed', 1],
    [404, 'shop-order-not-found', 1],
    [409, 'shop-order-already-cancelled', 1],
    [410, 'connector-not-found', 1],
    [422, 'connector-refused', 1],
    [429, 'connector-busy', 3],
    [503, 'connector-busy', 3], // By the description of the shop, which stands behind no proxy.
  ])('with status %i is failed: %s after %i attempts', async (status, id, attempts) => {
    const server = await faultyServer(answers(status, { error: 'busy' }))
    const applied = await wire(server.url).connector.apply(cancel)
    expect(applied).toMatchObject({ kind: 'failed', reason: { id, args: { connector: 'shop' } } })
    expect(server.heard.map(({ key }) => key)).toEqual(Array(attempts).fill('key-42'))
  })

  it.each([
    ['408', answers(408), 'connector-broken', 3],
    ['500', answers(500), 'connector-broken', 3],
    ['502', answers(502), 'connector-broken', 3],
    ['504', answers(504), 'connector-broken', 3],
    ['a reset', resets, 'connector-lost', 3],
    ['202, accepted but not done', answers(202, cancelled42), 'connector-broken', 1],
    ['not JSON', answers(200, '<html>'), 'connector-answer-unreadable', 1],
    ['an answer without its fields', answers(200, {}), 'connector-answer-unreadable', 1],
    ['a state that did not change', answers(200, order42), 'connector-answer-contradicts', 1],
    ['2 MiB', answers(200, `"${'x'.repeat(2 ** 21)}"`), 'connector-answer-too-large', 1],
  ])('with %s is unknown', async (_, reaction, id, attempts) => {
    const server = await faultyServer(reaction)
    const applied = await wire(server.url).connector.apply(cancel)
    expect(applied).toMatchObject({ kind: 'unknown', reason: { id } })
    expect(server.heard.map(({ key }) => key)).toEqual(Array(attempts).fill('key-42'))
  })

  it.each([
    ['of a proxy is unknown', {}, '', 'unknown'],
    ['and Retry-After in seconds is failed', { 'retry-after': '3600' }, '', 'failed'],
    [
      'and Retry-After as a date is failed',
      { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' },
      '',
      'failed',
    ],
    ['is failed where the description declares it busy', {}, 'busy: [503]\n', 'failed'],
  ])('with status 503 %s', async (_, headers, line, kind) => {
    const server = await faultyServer(answers(503, 'upstream connect error', headers))
    const api = parseApi(shopText().replace('busy: [503]\n', line), 'shop.yaml')
    const applied = await wire(server.url, { api }).connector.apply(cancel)
    expect(applied.kind).toBe(kind)
    expect(new Set(server.heard.map(({ key }) => key))).toEqual(new Set(['key-42']))
  })

  it('stays unknown when a 503 without Retry-After comes before one with it', async () => {
    const server = await faultyServer(answers(503), answers(503, {}, { 'retry-after': '1' }))
    const api = parseApi(shopText().replace('busy: [503]\n', ''), 'shop.yaml')
    expect((await wire(server.url, { api }).connector.apply(cancel)).kind).toBe('unknown')
  })

  it('is done with an answer just below the size limit', async () => {
    const server = await faultyServer(
      answers(200, { ...cancelled42, extra: 'x'.repeat(2 ** 20 - 200) }),
    )
    expect((await wire(server.url).connector.apply(cancel)).kind).toBe('done')
  })
})

describe('a target that changed since it was approved', () => {
  const approved = {
    ...cancel,
    seen: [{ field: 'status', before: 'open', after: 'cancelled' }],
    shown: [
      ['customer', 'Rui'],
      ['total', '120'],
    ],
  } as const
  const applied = async (...reactions: readonly Reaction[]) => {
    const server = await faultyServer(...reactions)
    const outcome = await wire(server.url).connector.apply(approved)
    return { outcome, methods: server.heard.map(({ method }) => method) }
  }
  const done = answers(200, cancelled42)

  it.each([
    ['another total', { total: 9_000 }, 'total'],
    ['another customer', { customer: 'Eva' }, 'customer'],
    ['another state', { status: 'shipped' }, 'status'],
  ])('is not acted on: %s', async (_, change, field) => {
    const { outcome, methods } = await applied(answers(200, { ...order42, ...change }), done)
    const args = { connector: 'shop', field }
    const reason = { id: 'connector-target-changed', args, outdated: true }
    expect(outcome).toEqual({ kind: 'failed', reason })
    expect(methods).toEqual(['GET'])
  })

  it.each([
    ['is unchanged', answers(200, order42)],
    ['is missing', answers(404, {})],
  ])('is checked first, and acted on where it %s', async (_, sight) => {
    const { outcome, methods } = await applied(sight, done)
    expect(outcome.kind).toBe('done')
    expect(methods).toEqual(['GET', 'POST'])
  })

  it('is not acted on if somebody else gave it the new state, unless the order is a repeat', async () => {
    const { outcome, methods } = await applied(done, done)
    const reason = { id: 'shop-order-already-cancelled', args: { order: '42' }, outdated: true }
    expect(outcome).toEqual({ kind: 'failed', reason })
    expect(methods).toEqual(['GET'])
    const server = await faultyServer(done, done)
    const repeat = { ...approved, again: true } as const
    expect((await wire(server.url).connector.apply(repeat)).kind).toBe('done')
    expect(server.heard.map(({ method }) => method)).toEqual(['GET', 'POST'])
  })

  it('is acted on with the new state already there where the API says that it does no harm', async () => {
    const text = shopText().replace(/ {4}impossible_when:\n.*already-cancelled }\n/, '')
    const server = await faultyServer(done, done)
    const { connector } = wire(server.url, { api: parseApi(text, 'shop.yaml') })
    expect((await connector.apply(approved)).kind).toBe('done')
  })

  it.each([
    ['with another value prevents the effect', { total: ['120'] }, { total: 9_000 }, 'total'],
    ['that was added prevents the effect', { note: [] }, { note: 'vip' }, 'note'],
    ['that is missing prevents the effect', { note: ['vip'] }, {}, 'note'],
    [
      'that is unchanged lets the effect happen, whatever others are',
      { total: ['120'] },
      { customer: 'Eva', note: 'x' },
      null,
    ],
  ])('is compared by the fields that rules use, too: one %s', async (_, ruled, change, field) => {
    const noted = parseApi(
      shopText().replace(
        '      total: { kind: number }\n',
        '      total: { kind: number }\n      note: { kind: text, max: 40, optional: true }\n',
      ),
      'shop.yaml',
    )
    const server = await faultyServer(answers(200, { ...order42, ...change }), done)
    const order = { ...approved, shown: [], ruled }
    const outcome = await wire(server.url, { api: noted }).connector.apply(order)
    const args = { connector: 'shop', field }
    const reason = { id: 'connector-target-changed', args, outdated: true }
    if (field === null) expect(outcome.kind).toBe('done')
    else expect(outcome).toEqual({ kind: 'failed', reason })
  })

  it('is not acted on when it cannot be read', async () => {
    const { outcome, methods } = await applied(answers(503))
    expect(outcome).toMatchObject({ kind: 'failed', reason: { id: 'connector-busy' } })
    expect(new Set(methods)).toEqual(new Set(['GET']))
  })
})

describe('an answer about another record than the one asked for', () => {
  const other = answers(200, { ...order42, id: 43, customer: 'Eva' })
  const reason = {
    id: 'connector-answer-other',
    args: { connector: 'shop', field: 'id', asked: '42', answered: '43' },
  }

  it('is refused in a preview and in a question', async () => {
    const { connector } = wire((await faultyServer(other)).url)
    expect(await connector.plan(cancel)).toEqual({ kind: 'unavailable', reason })
    expect(await connector.read(show)).toEqual({ kind: 'failed', reason })
  })

  it('right before the effect prevents the effect', async () => {
    const server = await faultyServer(other, answers(200, cancelled42))
    const seen = [{ field: 'status', before: 'open', after: 'cancelled' }]
    const approved = { ...cancel, seen, shown: [] }
    expect(await wire(server.url).connector.apply(approved)).toEqual({ kind: 'failed', reason })
    expect(server.heard.map(({ method }) => method)).toEqual(['GET'])
  })

  it('verifies as unknown, whatever its state', async () => {
    for (const status of ['open', 'cancelled']) {
      const server = await faultyServer(answers(200, { ...order42, id: 43, status }))
      expect(await wire(server.url).connector.verify(cancel)).toBe('unknown')
    }
  })

  it('makes the outcome unknown when the effect itself gives it', async () => {
    const server = await faultyServer(answers(200, { ...cancelled42, id: 43 }))
    expect(await wire(server.url).connector.apply(cancel)).toEqual({ kind: 'unknown', reason })
  })

  it('is recognised by a text or a number', async () => {
    const numbered = parseApi(
      shopText()
        .replaceAll('id: { kind: id }', 'id: { kind: number }')
        .replace(/\nsandbox:[\s\S]*/, ''),
      'shop.yaml',
    )
    for (const [id, kind] of [
      [42, 'planned'],
      [43, 'unavailable'],
    ] as const) {
      const server = await faultyServer(answers(200, { ...order42, id }))
      const { connector } = wire(server.url, { api: numbered })
      expect((await connector.plan(cancel)).kind).toBe(kind)
    }
  })

  it('is not recognised where the description leaves the record unnamed', async () => {
    const text = shopText().replaceAll('same: { id: "{order}" }', 'same: unnamed')
    const { connector } = wire((await faultyServer(other)).url, {
      api: parseApi(text, 'shop.yaml'),
    })
    expect((await connector.plan(cancel)).kind).toBe('planned')
  })
})

describe('a site that repeats the secret', () => {
  it('has it replaced in previews, answers and reported hosts', async () => {
    const base64 = Buffer.from(token).toString('base64')
    const customer = `Bearer ${token} ${base64}`
    const server = await faultyServer(answers(200, { ...order42, customer }))
    const { connector } = wire(server.url)
    const results = [await connector.plan(cancel), await connector.read(show)]
    expect(results).toMatchObject([
      {
        kind: 'planned',
        shows: expect.arrayContaining([['customer', 'Bearer [secret] [secret]']]),
      },
      { kind: 'done', result: { id: '42', customer: 'Bearer [secret] [secret]', total: 120 } },
    ])
    expect(server.heard.map((one) => one.authorization)).toContain(`Bearer ${token}`)
    const elsewhere = await faultyServer(
      answers(302, {}, { location: `http://${token}.evil.example/` }),
    )
    const { connector: led, denials } = wire(elsewhere.url)
    await led.read(show)
    expect(denials.map((one) => one.host)).toEqual(['[secret].evil.example:80'])
  })
})

describe('an HTML page as an answer', () => {
  it('makes the outcome unknown, while a word or an empty answer is a success', async () => {
    const text = shopText().replace(/( {4}body: .*\n) {4}answer:\n.*\n.*\n {4}same.*\n/, '$1')
    const api = parseApi(text, 'shop.yaml')
    expect(api.operations['orders.cancel']).toMatchObject({ answer: {} })
    for (const [answer, kind] of [
      ['<!DOCTYPE html><title>Log in</title>', 'unknown'],
      ['\n<html><body>Log in</body></html>', 'unknown'],
      ['OK', 'done'],
      ['', 'done'],
    ] as const) {
      const { url } = await faultyServer(answers(200, answer, { 'content-type': 'text/html' }))
      expect((await wire(url, { api }).connector.apply(cancel)).kind, answer).toBe(kind)
    }
  })
})

describe('retry of an effect', () => {
  it.each([
    ['503', answers(503)],
    ['500', answers(500)],
    ['a reset', resets],
  ])('after %s has the same key, and succeeds', async (_, reaction) => {
    const server = await faultyServer(reaction, answers(200, cancelled42))
    const { connector, pausesMs } = wire(server.url)
    expect((await connector.apply(cancel)).kind).toBe('done')
    expect(server.heard.map(({ key }) => key)).toEqual(['key-42', 'key-42'])
    expect(pausesMs).toEqual([200])
  })

  it('stays unknown when a refusal follows an attempt that may have acted', async () => {
    for (const refusal of [answers(409), answers(503)]) {
      const server = await faultyServer(answers(500), refusal)
      expect((await wire(server.url).connector.apply(cancel)).kind).toBe('unknown')
    }
  })

  it('after a restart is unknown when it is refused, and done when it succeeds', async () => {
    for (const refusal of [answers(409), answers(404), answers(503)]) {
      const server = await faultyServer(refusal)
      const applied = await wire(server.url).connector.apply({ ...cancel, again: true })
      expect(applied.kind).toBe('unknown')
    }
    const server = await faultyServer(answers(200, cancelled42))
    const applied = await wire(server.url).connector.apply({ ...cancel, again: true })
    expect(applied.kind).toBe('done')
  })

  it('waits longer each time, with jitter, and at least as long as Retry-After within a limit', async () => {
    const server = await faultyServer(answers(503))
    const slow = wire(server.url, { random: () => 1 })
    await slow.connector.apply(cancel)
    expect(slow.pausesMs).toEqual([300, 600])
    const asking = await faultyServer(answers(503, {}, { 'retry-after': '2' }))
    const holdBack = wire(asking.url)
    await holdBack.connector.apply(cancel)
    expect(holdBack.pausesMs).toEqual([2_000, 2_000])
    const away = await faultyServer(answers(503, {}, { 'retry-after': '3600' }))
    const given = wire(away.url)
    expect((await given.connector.apply(cancel)).kind).toBe('failed')
    expect(given.pausesMs).toEqual([])
    expect(away.heard).toHaveLength(1)
  })
})

describe('an effect without an answer', () => {
  it('is unknown after the timeout, before or during the answer', async () => {
    for (const start of [false, true]) {
      const controllers: AbortController[] = []
      const server = await faultyServer((response) => {
        if (start) response.writeHead(200).write('{"id":', () => controllers.at(-1)?.abort())
        else controllers.at(-1)?.abort()
      })
      const times: number[] = []
      const { connector } = wire(server.url, {
        deadline: (milliseconds) => {
          times.push(milliseconds)
          const controller = new AbortController()
          controllers.push(controller)
          return controller.signal
        },
      })
      const reason = { id: 'connector-timeout', args: { connector: 'shop' } }
      expect(await connector.apply(cancel)).toEqual({ kind: 'unknown', reason })
      expect(times).toEqual([5_000, 5_000, 5_000])
      expect(server.heard).toHaveLength(3)
    }
  })

  it('ends at a real timeout', async () => {
    const server = await faultyServer(() => undefined)
    const api = { ...shopApi(), timeout_ms: 5, attempts: 1 }
    const applied = await wire(server.url, { api }).connector.apply(cancel)
    expect(applied).toMatchObject({ kind: 'unknown', reason: { id: 'connector-timeout' } })
  })

  it('is failed when the connection is refused', async () => {
    const port = await freePort()
    // Fetch itself refuses port 9.
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, '127.0.0.1:9']) {
      const { connector, pausesMs } = wire(`http://${host}`)
      const applied = await connector.apply(cancel)
      expect(applied).toMatchObject({ kind: 'failed', reason: { id: 'connector-unreachable' } })
      expect(pausesMs).toEqual([])
      expect((await connector.plan(cancel)).kind).toBe('unavailable')
      expect(await connector.verify(cancel)).toBe('unknown')
    }
  })
})

describe('a lost answer', () => {
  it('is asked for again, and the shop acts once', async () => {
    const shop = await startShop({ port: 0, token })
    const forward = async (request: IncomingMessage) => {
      const { authorization = '', 'idempotency-key': key } = request.headers
      return await fetch(`${shop.url}${request.url}`, {
        method: request.method ?? '',
        headers: { authorization, 'idempotency-key': String(key) },
      })
    }
    const server = await faultyServer(
      (response, request) => void forward(request).then(() => resets(response, request)),
      (response, request) =>
        void forward(request)
          .then((answer) => answer.json())
          .then((body) => answers(200, body)(response, request)),
    )
    const applied = await wire(server.url).connector.apply(cancel)
    expect(applied).toEqual({ kind: 'done', result: { id: '42', status: 'cancelled' } })
    expect([shop.posts(), shop.acts()]).toEqual([2, 1])
    await shop.close()
  })
})

describe('verify', () => {
  it('reads the state and never posts', async () => {
    const server = await faultyServer(
      answers(200, cancelled42),
      answers(200, order42),
      answers(404),
    )
    const { connector } = wire(server.url)
    expect(await connector.verify(cancel)).toBe('done')
    expect(await connector.verify(cancel)).toBe('undone')
    expect(await connector.verify(cancel)).toBe('unknown')
    expect(server.heard.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET'])
  })
})
