// What the HTTP API refuses before anything happens, with the field and the fix.

import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventId } from '../../src/engine/decide.ts'
import { openProgramApi } from '../../src/transports/http/program-api.ts'
import { requestsMost } from '../../src/transports/http/requests.ts'
import { atDoor, callAs, type Doorway } from './test-environment.ts'

const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }

async function nothingHappened(doorway: Doorway): Promise<void> {
  expect(await doorway.evidence('command.proposed')).toEqual([])
  expect(await doorway.opened().storeClient.commandsSince(0, 10)).toEqual({
    commands: [],
    changed: [],
  })
  expect(doorway.shop.posts()).toBe(0)
  expect(doorway.letters).toEqual([])
}

it.each([
  ['no token', {}, 'no_token'],
  ['a wrong token', { authorization: `Bearer ${'f'.repeat(48)}` }, 'bad_token'],
  ['another scheme', { authorization: 'Basic YTpi' }, 'no_token'],
])(
  'the API refuses %s, for asking and for looking',
  (_what, headers: Record<string, string>, error) =>
    atDoor({}, async (doorway) => {
      const sent = { 'content-type': 'application/json', 'idempotency-key': 'key-1', ...headers }
      const body = JSON.stringify(cancel42)
      const asked = await doorway.send('/v1/requests', { method: 'POST', headers: sent, body })
      const looked = await doorway.send('/v1/requests/C-AAAA', { headers })
      for (const answer of [asked, looked]) {
        expect(answer.status).toBe(401)
        expect(answer.body).toMatchObject({ error, field: 'Authorization' })
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
      await nothingHappened(doorway)
    }),
)

it('the API takes no token from the URL', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask(cancel42, 'key-1')
    const { billing } = doorway.tokens
    const looked = await doorway.send(`/v1/requests/${body['name']}?token=${billing}`)
    expect(looked.status).toBe(401)
  }))

it('refused tokens leave evidence at once, and then once a minute with their number', () =>
  atDoor({}, async (doorway) => {
    const refuse = () => doorway.look('C-AAAA', 'f'.repeat(48))
    for (let time = 0; time < 5; time += 1) await refuse()
    const counts = async () =>
      (await doorway.evidence('auth.denied')).map((one) => one.body?.['count'])
    expect(await counts()).toEqual([1])
    await doorway.wait(60_000)
    await refuse()
    expect(await counts()).toEqual([1, 5])
    await refuse()
    await doorway.restart()
    expect(await counts()).toEqual([1, 5, 1])
    expect((await doorway.evidence('auth.denied'))[0]?.body).toMatchObject({
      door: 'http',
      why: 'bad_token',
    })
  }))

it('an accepted token leaves evidence once a session, under a name that Aval draws', () =>
  atDoor({}, async (doorway) => {
    await Promise.all([1, 2, 3].map((at) => doorway.ask(cancel42, `key-${at}`)))
    await doorway.ask(cancel42, 'key-1', doorway.tokens.ops)
    await doorway.restart()
    await doorway.look('C-AAAA')
    const sessions = (await doorway.evidence('auth.accepted')).map((one) => one.body?.['session'])
    expect(sessions).toHaveLength(3)
    expect(new Set(sessions).size).toBe(3)
    for (const one of sessions) expect(one).toMatch(/^program:(billing|ops)-[0-9a-f]{8}$/)
    const own = await doorway.ask({ ...cancel42, session: 'program:ops-00000000' }, 'key-9')
    expect(own.status).toBe(400)
    expect(own.body['field']).toBe('session')
  }))

it('tokens appear neither in the evidence nor in the database nor in the log', () =>
  atDoor({}, async (doorway) => {
    await doorway.ask(cancel42, 'key-1')
    await doorway.look('C-AAAA', `${doorway.tokens.ops}x`)
    const { billing, ops } = doorway.tokens
    const evidence = JSON.stringify(await doorway.opened().storeClient.audit({}))
    for (const kept of [evidence, ...doorway.errors])
      for (const token of [billing, ops]) expect(kept).not.toContain(token)
    for (const file of ['aval.db', 'aval.db-wal']) {
      const bytes = readFileSync(join(doorway.home, 'data', 'dev', file))
      for (const token of [billing, ops]) expect(bytes.includes(token)).toBe(false)
    }
    const loaded = await doorway.evidence('secret.loaded')
    expect(loaded.map((one) => one.body?.['reference'])).toContain('secret://env/BILLING_TOKEN')
  }))

it('the API refuses foreign Host headers, against DNS rebinding', () =>
  atDoor({}, async (doorway) => {
    const authorization = `Bearer ${doorway.tokens.billing}`
    const as = (host: string) => callAs(doorway, '/v1/requests/C-AAAA', { host, authorization })
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:80',
      'a@localhost',
    ])
      expect(await as(host), host).toBe(403)
    for (const host of ['localhost', 'LOCALHOST:4020', '127.0.0.1:1', '[::1]:4020'])
      expect(await as(host), host).toBe(404)
    for (const path of ['/healthz', '/openapi.json'])
      expect(await callAs(doorway, path, { host: 'evil.example' })).toBe(403)
  }))

it('the API accepts the host names that the settings list', () =>
  atDoor(
    {
      http: '\n  port: 0\n  names: [aval.internal]\n  tokens: { ops: "secret://env/OPS_TOKEN" }\n',
    },
    async (doorway) => {
      expect(await callAs(doorway, '/healthz', { host: 'aval.internal:443' })).toBe(200)
      expect(await callAs(doorway, '/healthz', { host: 'other.internal' })).toBe(403)
    },
  ))

it('the API refuses requests from a page in a browser', () =>
  atDoor({}, async (doorway) => {
    const origin = doorway.url()
    const headers = { origin, authorization: `Bearer ${doorway.tokens.billing}` }
    expect((await doorway.send('/v1/requests/C-AAAA', { headers })).status).toBe(403)
    const preflight = await doorway.send('/v1/requests', { method: 'OPTIONS', headers: { origin } })
    expect(preflight.status).toBe(403)
    expect([...preflight.headers.keys()].filter((one) => one.startsWith('access-control'))).toEqual(
      [],
    )
  }))

const changed = (body: object) => JSON.stringify({ ...cancel42, ...body })

it.each([
  ['a body that is not JSON', 400, 'malformed', 'body', '{'],
  ['a body that is no object', 400, 'malformed', 'body', '[]'],
  ['a field too many', 400, 'malformed', 'approve', changed({ approve: true })],
  ['no command', 400, 'malformed', 'command', '{"requester":"ana"}'],
  ['a list in a slot', 400, 'malformed', 'slots.order', changed({ slots: { order: ['42'] } })],
  ['an unknown person', 400, 'unknown_requester', 'requester', changed({ requester: 'zoe' })],
  ['a phone number as requester', 400, 'unknown_requester', 'requester', changed({ requester: '+5511900000001' })],
  ['an unknown command', 400, 'unknown_command', 'command', changed({ command: 'order.burn' })],
  ['a command named like an object member', 400, 'unknown_command', 'command', changed({ command: 'constructor' })],
  ['a question', 403, 'question', 'command', changed({ command: 'order.show' })],
  ['a command that grants rights', 403, 'people_only', 'command', changed({ command: 'people.grant', requester: 'dora' })],
  ['a delegation', 403, 'people_only', 'command', changed({ command: 'delegation.on', requester: 'beto' })],
  ['an unknown slot', 400, 'unknown_slot', 'slots.id', changed({ slots: { order: '42', id: '1' } })],
  ['a missing slot', 400, 'missing_slot', 'slots.order', changed({ slots: {} })],
  ['a wrong slot', 400, 'wrong_slot', 'slots.order', changed({ slots: { order: '4 2' } })],
  ['a slot named like an object member', 400, 'unknown_slot', 'slots.toString', changed({ slots: { toString: '1' } })],
])('the API refuses a request with %s and names the field', (_what, status, error, field, body) =>
  atDoor({}, async (doorway) => {
    const headers = {
      authorization: `Bearer ${doorway.tokens.billing}`,
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
    }
    const answer = await doorway.send('/v1/requests', { method: 'POST', headers, body })
    expect(answer.body).toMatchObject({ error, field })
    expect(answer.status).toBe(status)
    expect(String(answer.body['message'])).not.toMatch(/^\[|undefined/)
    await nothingHappened(doorway)
  }),
) // biome-ignore format: one case a line

it('the API refuses a request without a key, of another content type, or too large', () =>
  atDoor({}, async (doorway) => {
    const send = (headers: Record<string, string>, body = JSON.stringify(cancel42)) =>
      doorway.send('/v1/requests', {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${doorway.tokens.billing}`, ...headers },
      })
    const json = { 'content-type': 'application/json' }
    const key = { 'idempotency-key': 'key-1' }
    expect((await send(json)).body).toMatchObject({ error: 'no_key' })
    expect((await send({ ...json, 'idempotency-key': 'k'.repeat(201) })).status).toBe(400)
    expect((await send({ ...key, 'content-type': 'text/plain' })).status).toBe(415)
    const large = JSON.stringify({ ...cancel42, slots: { reason: 'x'.repeat(64 * 1024) } })
    expect((await send({ ...json, ...key }, large)).status).toBe(413)
    await nothingHappened(doorway)
  }))

it('the API stops reading a body of unknown length that does not end', () =>
  atDoor({}, async (doorway) => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(16 * 1024))
        if (sent > 1_000) controller.close()
      },
    })
    const headers = {
      authorization: `Bearer ${doorway.tokens.billing}`,
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
    }
    const options = { method: 'POST', headers, body: endless, duplex: 'half' } as const
    const answer = await doorway.send('/v1/requests', options).catch(() => null)
    expect(answer?.status ?? 413).toBe(413)
    expect(sent).toBeLessThan(1_000)
    await nothingHappened(doorway)
  }))

it('a token may ask only for the people whom the settings name', () =>
  atDoor(
    {
      http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN", ops: "secret://env/OPS_TOKEN" }
  requesters: { billing: [eva] }
`,
    },
    async (doorway) => {
      const refused = await doorway.ask(cancel42, 'key-1')
      expect(refused.status).toBe(403)
      const unknown = await doorway.ask({ ...cancel42, requester: 'zoe' }, 'key-1')
      expect(unknown.body).toEqual(refused.body)
      await nothingHappened(doorway)
      expect((await doorway.ask({ ...cancel42, requester: 'eva' }, 'key-1')).status).toBe(202)
      expect((await doorway.ask(cancel42, 'key-1', doorway.tokens.ops)).status).toBe(202)
    },
  ))

it('a program sees only the requests that it made itself', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask(cancel42, 'key-1')
    const other = await doorway.look(body['name'], doorway.tokens.ops)
    const none = await doorway.look('C-AAAA', doorway.tokens.ops)
    expect(other.status).toBe(404)
    expect(other.body).toEqual(none.body)
    await doorway.hear('ana', 'cancel order 7')
    const chat = doorway.letters.find((one) => one.kind === 'preview')?.command
    expect(chat).toBeDefined()
    expect((await doorway.look(chat)).status).toBe(404)
  }))

it('the API limits new requests to a number each minute, and still replays earlier ones', () =>
  atDoor({}, async (doorway) => {
    for (let at = 0; at < requestsMost; at += 1)
      expect((await doorway.ask(cancel42, `key-${at}`)).status).toBe(202)
    const over = await doorway.ask(cancel42, 'one-more')
    expect(over.status).toBe(429)
    expect(over.headers.get('retry-after')).toBe('60')
    expect((await doorway.ask(cancel42, 'key-0')).status).toBe(202)
    expect((await doorway.ask(cancel42, 'key-0', doorway.tokens.ops)).status).toBe(202)
    await doorway.wait(60_000)
    expect((await doorway.ask(cancel42, 'one-more')).status).toBe(202)
  }))

it('the engine, too, refuses commands that only people may ask for', () =>
  atDoor({}, async (doorway) => {
    const asked = { door: 'http', key: 'k', requester: 'beto' } as const
    const slots = { person: 'carla', until: Date.parse('2026-01-06T09:00:00Z') }
    await doorway.opened().engine.ask({ ...asked, flow: 'delegation.on', slots })
    const people = await doorway.opened().storeClient.people()
    expect(people.find((one) => one.id === 'beto')?.delegation).toBeUndefined()
    const [denied] = await doorway.evidence('tool.denied')
    expect(denied?.body).toMatchObject({ why: 'people_only', command: 'delegation.on' })
    await nothingHappened(doorway)
  }))

it('a failing store is reported as unavailable, and the same key is accepted later', () =>
  atDoor({}, async (doorway) => {
    await doorway.look('C-AAAA')
    const { engine } = doorway.opened()
    const ask = engine.ask
    Object.assign(engine, { ask: () => Promise.reject(new Error('the disk is full')) })
    const failed = await doorway.ask(cancel42, 'key-1')
    expect(failed.status).toBe(503)
    expect(failed.headers.get('retry-after')).toBe('5')
    expect(JSON.stringify(failed.body)).not.toContain('disk')
    Object.assign(engine, { ask })
    expect((await doorway.ask(cancel42, 'key-1')).status).toBe(202)
  }))

it('the API closes the connection of a client that does not finish its request', () =>
  atDoor({}, async (doorway) => {
    const opened = doorway.opened()
    const { rules, storeClient, engine } = opened
    const door = await openProgramApi({
      ...{ rules, storeClient, engine, port: 0, host: '127.0.0.1', names: [], callers: [] },
      ...{ version: '0', word: ({ id }) => id, now: () => 0, fresh: () => eventId(0, '') },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      patienceMs: 40,
    })
    const socket = connect(door.port, '127.0.0.1')
    socket.write('POST /v1/requests HTTP/1.1\r\nHost: localhost\r\n')
    socket.resume()
    await new Promise((resolve) => socket.once('close', resolve))
    await door.close()
    expect(socket.destroyed).toBe(true)
  }))
