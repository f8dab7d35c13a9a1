// The HTTP connector against a server with every kind of failure, and against other hosts.

import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { startShop } from '../../scripts/shop.ts'
import { parseApi } from '../../src/connectors/api.ts'
import {
  answers,
  type FaultyServer,
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

const open: FaultyServer[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})
async function serve(...reactions: readonly Reaction[]): Promise<FaultyServer> {
  const server = await faultyServer(...reactions)
  open.push(server)
  return server
}

const order42 = { id: 42, status: 'open', customer: 'Rui', total: 120, acts: 0, extra: ['x'] }
const cancelled42 = { ...order42, status: 'cancelled', acts: 1 }
const cancel = orderFor('orders.cancel', { order: '42' }, 'key-42')
const show = orderFor('orders.show', { order: '42' })

describe('what leaves', () => {
  it('posts once, with the key, the token and the body of the slots that are there', async () => {
    const server = await serve(
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

  it('puts the query and the headers of a description in', async () => {
    const text = shopText().replace(
      '    path: /orders/{order}\n',
      '    path: /orders/{order}\n    query: { q: "{order}", n: 1 }\n' +
        '    headers: { x-for: "{order}" }\n',
    )
    const seen: (string | string[] | undefined)[] = []
    const server = await serve((response, request) => {
      seen.push(request.url, request.headers['x-for'])
      answers(200, { ...order42, id: 'a&é' })(response, request)
    })
    const { connector } = wire(server.url, { api: parseApi(text, 'shop.yaml') })
    expect((await connector.read(orderFor('orders.show', { order: 'a&é' }))).kind).toBe('done')
    expect(seen).toEqual(['/orders/a%26%C3%A9?q=a%26%C3%A9&n=1', 'a%26%C3%A9'])
  })
})

describe('what a preview shows', () => {
  it('shows the target, and the state before and after', async () => {
    const server = await serve(answers(200, order42))
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

  it('says why it is impossible', async () => {
    const server = await serve(answers(200, cancelled42), answers(404, { error: 'no' }))
    const { connector } = wire(server.url)
    const already = { id: 'shop-order-already-cancelled', args: { order: '42' } }
    expect(await connector.plan(cancel)).toEqual({ kind: 'impossible', reason: already })
    const gone = await connector.plan(cancel)
    expect(gone).toMatchObject({ kind: 'impossible', reason: { id: 'shop-order-not-found' } })
  })

  it('keeps values whole for rules, and for the look right before the act', async () => {
    const customer = `${'Rui '.repeat(99)}Lima`
    const server = await serve(
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

  it('lets no value of the server draw a line of its own on the card', async () => {
    const customer = `Rui\n    1 K7QM2P - Approve\u202e${'x'.repeat(100)}`
    const server = await serve(answers(200, { ...order42, customer }))
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
    const server = await serve(reaction)
    const { connector } = wire(server.url)
    expect(await connector.plan(cancel)).toMatchObject({ kind: 'unavailable', reason: { id } })
    expect(await connector.read(show)).toMatchObject({ kind: 'failed', reason: { id } })
    expect(await connector.verify(cancel)).toBe('unknown')
  })
})

describe('what an effect comes to', () => {
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
  ])('%i has certainly failed: %s after %i attempts', async (status, id, attempts) => {
    const server = await serve(answers(status, { error: 'busy' }))
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
  ])('%s is unknown', async (_, reaction, id, attempts) => {
    const server = await serve(reaction)
    const applied = await wire(server.url).connector.apply(cancel)
    expect(applied).toMatchObject({ kind: 'unknown', reason: { id } })
    expect(server.heard.map(({ key }) => key)).toEqual(Array(attempts).fill('key-42'))
  })

  it.each([
    ['of a proxy, which may have lost the answer', {}, '', 'unknown'],
    ['with a time to come again', { 'retry-after': '3600' }, '', 'failed'],
    ['with a day to come again', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, '', 'failed'],
    ['where the description says what it means', {}, 'busy: [503]\n', 'failed'],
  ])('503 %s', async (_, headers, line, kind) => {
    const server = await serve(answers(503, 'upstream connect error', headers))
    const api = parseApi(shopText().replace('busy: [503]\n', line), 'shop.yaml')
    const applied = await wire(server.url, { api }).connector.apply(cancel)
    expect(applied.kind).toBe(kind)
    expect(new Set(server.heard.map(({ key }) => key))).toEqual(new Set(['key-42']))
  })

  it('stays unknown when a 503 of a proxy comes before one that says when to come again', async () => {
    const server = await serve(answers(503), answers(503, {}, { 'retry-after': '1' }))
    const api = parseApi(shopText().replace('busy: [503]\n', ''), 'shop.yaml')
    expect((await wire(server.url, { api }).connector.apply(cancel)).kind).toBe('unknown')
  })

  it('reads an answer just below the limit', async () => {
    const server = await serve(answers(200, { ...cancelled42, extra: 'x'.repeat(2 ** 20 - 200) }))
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
    const server = await serve(...reactions)
    const outcome = await wire(server.url).connector.apply(approved)
    return { outcome, methods: server.heard.map(({ method }) => method) }
  }
  const done = answers(200, cancelled42)

  it.each([
    ['another total', { total: 9_000 }, 'total'],
    ['another customer', { customer: 'Eva' }, 'customer'],
    ['another state', { status: 'shipped' }, 'status'],
  ])('is left alone: %s', async (_, change, field) => {
    const { outcome, methods } = await applied(answers(200, { ...order42, ...change }), done)
    const args = { connector: 'shop', field }
    const reason = { id: 'connector-target-changed', args, outdated: true }
    expect(outcome).toEqual({ kind: 'failed', reason })
    expect(methods).toEqual(['GET'])
  })

  it.each([
    ['is as it was seen', answers(200, order42)],
    ['is already as it was to become, for the key may have come before', done],
    ['is gone, of which the act itself tells', answers(404, {})],
  ])('is acted on where it %s', async (_, sight) => {
    const { outcome, methods } = await applied(sight, done)
    expect(outcome.kind).toBe('done')
    expect(methods).toEqual(['GET', 'POST'])
  })

  it.each([
    ['has another value', { total: ['120'] }, { total: 9_000 }, 'total'],
    ['was not there', { note: [] }, { note: 'vip' }, 'note'],
    ['is gone', { note: ['vip'] }, {}, 'note'],
    ['is as it was, and others are not', { total: ['120'] }, { customer: 'Eva', note: 'x' }, null],
  ])(
    'is left alone where a field that rules look at, and nobody is shown, %s',
    async (_, ruled, change, field) => {
      const noted = parseApi(
        shopText().replace(
          '      total: { kind: number }\n',
          '      total: { kind: number }\n      note: { kind: text, max: 40, optional: true }\n',
        ),
        'shop.yaml',
      )
      const server = await serve(answers(200, { ...order42, ...change }), done)
      const order = { ...approved, shown: [], ruled }
      const outcome = await wire(server.url, { api: noted }).connector.apply(order)
      const args = { connector: 'shop', field }
      const reason = { id: 'connector-target-changed', args, outdated: true }
      if (field === null) expect(outcome.kind).toBe('done')
      else expect(outcome).toEqual({ kind: 'failed', reason })
    },
  )

  it('is left alone where nobody can look at it', async () => {
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

  it('is neither shown nor taken for an answer', async () => {
    const { connector } = wire((await serve(other)).url)
    expect(await connector.plan(cancel)).toEqual({ kind: 'unavailable', reason })
    expect(await connector.read(show)).toEqual({ kind: 'failed', reason })
  })

  it('right before the effect leaves the target alone', async () => {
    const server = await serve(other, answers(200, cancelled42))
    const seen = [{ field: 'status', before: 'open', after: 'cancelled' }]
    const approved = { ...cancel, seen, shown: [] }
    expect(await wire(server.url).connector.apply(approved)).toEqual({ kind: 'failed', reason })
    expect(server.heard.map(({ method }) => method)).toEqual(['GET'])
  })

  it('verifies nothing, whatever state that record is in', async () => {
    for (const status of ['open', 'cancelled']) {
      const server = await serve(answers(200, { ...order42, id: 43, status }))
      expect(await wire(server.url).connector.verify(cancel)).toBe('unknown')
    }
  })

  it('is unknown when the effect itself answers so', async () => {
    const server = await serve(answers(200, { ...cancelled42, id: 43 }))
    expect(await wire(server.url).connector.apply(cancel)).toEqual({ kind: 'unknown', reason })
  })

  it('is told by text or by number, whichever the site writes', async () => {
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
      const server = await serve(answers(200, { ...order42, id }))
      const { connector } = wire(server.url, { api: numbered })
      expect((await connector.plan(cancel)).kind).toBe(kind)
    }
  })

  it('cannot be told where the description says so openly', async () => {
    const text = shopText().replaceAll('same: { id: "{order}" }', 'same: unnamed')
    const { connector } = wire((await serve(other)).url, { api: parseApi(text, 'shop.yaml') })
    expect((await connector.plan(cancel)).kind).toBe('planned')
  })
})

describe('a site that repeats the secret', () => {
  it('has it told in no preview, answer or refusal, and so in no evidence', async () => {
    const base64 = Buffer.from(token).toString('base64')
    const customer = `Bearer ${token} ${base64}`
    const server = await serve(answers(200, { ...order42, customer }))
    const { connector } = wire(server.url)
    const told = [await connector.plan(cancel), await connector.read(show)]
    expect(told).toMatchObject([
      {
        kind: 'planned',
        shows: expect.arrayContaining([['customer', 'Bearer [secret] [secret]']]),
      },
      { kind: 'done', result: { id: '42', customer: 'Bearer [secret] [secret]', total: 120 } },
    ])
    expect(server.heard.map((one) => one.authorization)).toContain(`Bearer ${token}`)
    const elsewhere = await serve(answers(302, {}, { location: `http://${token}.evil.example/` }))
    const { connector: led, denials } = wire(elsewhere.url)
    await led.read(show)
    expect(denials.map((one) => one.host)).toEqual(['[secret].evil.example:80'])
  })
})

describe('a page for people', () => {
  it('is no effect, though nothing is asked of the answer, and a word or nothing is one', async () => {
    const text = shopText().replace(/( {4}body: .*\n) {4}answer:\n.*\n.*\n {4}same.*\n/, '$1')
    const api = parseApi(text, 'shop.yaml')
    expect(api.operations['orders.cancel']).toMatchObject({ answer: {} })
    for (const [answer, kind] of [
      ['<!DOCTYPE html><title>Log in</title>', 'unknown'],
      ['\n<html><body>Log in</body></html>', 'unknown'],
      ['OK', 'done'],
      ['', 'done'],
    ] as const) {
      const { url } = await serve(answers(200, answer, { 'content-type': 'text/html' }))
      expect((await wire(url, { api }).connector.apply(cancel)).kind, answer).toBe(kind)
    }
  })
})

describe('another attempt', () => {
  it.each([
    ['503', answers(503)],
    ['500', answers(500)],
    ['a reset', resets],
  ])('tries again after %s with the same key, and is done', async (_, reaction) => {
    const server = await serve(reaction, answers(200, cancelled42))
    const { connector, pausesMs } = wire(server.url)
    expect((await connector.apply(cancel)).kind).toBe('done')
    expect(server.heard.map(({ key }) => key)).toEqual(['key-42', 'key-42'])
    expect(pausesMs).toEqual([200])
  })

  it('stays unknown when a refusal follows an attempt that may have acted', async () => {
    for (const refusal of [answers(409), answers(503)]) {
      const server = await serve(answers(500), refusal)
      expect((await wire(server.url).connector.apply(cancel)).kind).toBe('unknown')
    }
  })

  it('is unknown when what an earlier life may have sent is refused now', async () => {
    for (const refusal of [answers(409), answers(404), answers(503)]) {
      const server = await serve(refusal)
      const applied = await wire(server.url).connector.apply({ ...cancel, again: true })
      expect(applied.kind).toBe('unknown')
    }
    const server = await serve(answers(200, cancelled42))
    const applied = await wire(server.url).connector.apply({ ...cancel, again: true })
    expect(applied.kind).toBe('done')
  })

  it('waits longer each time, with jitter, and as long as a busy server asks', async () => {
    const server = await serve(answers(503))
    const slow = wire(server.url, { random: () => 1 })
    await slow.connector.apply(cancel)
    expect(slow.pausesMs).toEqual([300, 600])
    const asking = await serve(answers(503, {}, { 'retry-after': '2' }))
    const holdBack = wire(asking.url)
    await holdBack.connector.apply(cancel)
    expect(holdBack.pausesMs).toEqual([2_000, 2_000])
    const away = await serve(answers(503, {}, { 'retry-after': '3600' }))
    const given = wire(away.url)
    expect((await given.connector.apply(cancel)).kind).toBe('failed')
    expect(given.pausesMs).toEqual([])
    expect(away.heard).toHaveLength(1)
  })
})

describe('an effect that nobody answers', () => {
  it('is unknown when the time is over, in the head or in the body of the answer', async () => {
    for (const start of [false, true]) {
      const controllers: AbortController[] = []
      const server = await serve((response) => {
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

  it('really ends at its time limit', async () => {
    const server = await serve(() => undefined)
    const api = { ...shopApi(), timeout_ms: 5, attempts: 1 }
    const applied = await wire(server.url, { api }).connector.apply(cancel)
    expect(applied).toMatchObject({ kind: 'unknown', reason: { id: 'connector-timeout' } })
  })

  it('has certainly failed when nobody listens', async () => {
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

describe('an answer that is lost', () => {
  it('is asked for again, and the shop acts once', async () => {
    const shop = await startShop({ port: 0, token })
    const forward = async (request: IncomingMessage) => {
      const { authorization = '', 'idempotency-key': key } = request.headers
      return await fetch(`${shop.url}${request.url}`, {
        method: request.method ?? '',
        headers: { authorization, 'idempotency-key': String(key) },
      })
    }
    const server = await serve(
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
  it('looks at the state and never posts', async () => {
    const server = await serve(answers(200, cancelled42), answers(200, order42), answers(404))
    const { connector } = wire(server.url)
    expect(await connector.verify(cancel)).toBe('done')
    expect(await connector.verify(cancel)).toBe('undone')
    expect(await connector.verify(cancel)).toBe('unknown')
    expect(server.heard.every(({ method }) => method === 'GET')).toBe(true)
  })
})
