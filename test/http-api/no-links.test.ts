// HAPF-12: the flow needs no page and no link, and nothing that can be fetched decides anything.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { atDoor, tokenOf } from './test-environment.ts'

const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ responses: z.record(z.string(), z.unknown()) })),
  ),
})

it('HAPF-12: the API can ask for requests and look at them, and has no way to approve or deny', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.send('/openapi.json')
    const { openapi, paths } = documentSchema.parse(body)
    expect(openapi).toBe('3.1.0')
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    // The third is to be read by anybody, and leads nowhere.
    const reading = 'get /.well-known/wfs.json'
    expect(operations).toEqual(['post /v1/requests', 'get /v1/requests/{name}', reading])
  }))

it('HAPF-12: no address and no method decides a request, even with every token known', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask(cancel42, 'key-1')
    const name = String(body['name'])
    const token = tokenOf(doorway, name, 'beto')
    const at = `/v1/requests/${name}`
    const paths = [
      ...['', '/approve', '/deny', '/votes', `/${token}`, `/approve/${token}`].map(
        (end) => at + end,
      ),
      `${at}?approve=${token}`,
      `${at}?choice=1&token=${token}`,
      `/approve/${token}`,
      `/${token}`,
      '/',
    ]
    const headers = {
      authorization: `Bearer ${doorway.tokens.billing}`,
      'content-type': 'application/json',
      'idempotency-key': token,
    }
    const decision = JSON.stringify({ choice: 1, token, approver: 'beto', text: `1 ${token}` })
    for (const path of paths)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
        await doorway.send(path, {
          method,
          headers,
          ...(method === 'GET' ? {} : { body: decision }),
        })
    const smuggled = await doorway.ask({ ...cancel42, ...JSON.parse(decision) }, 'key-2')
    expect(smuggled.status).toBe(400)
    expect((await doorway.look(name)).body).toMatchObject({
      state: 'approval_requested',
      approval: { granted: 0, missing: 2 },
    })
    expect(await doorway.evidence('approval.granted')).toEqual([])
    expect(await doorway.evidence('approval.denied')).toEqual([])
    expect(doorway.shop.posts()).toBe(0)
    await doorway.hear('beto', `1 ${token}`)
    expect((await doorway.look(name)).body['state']).toBe('succeeded')
  }))

it('HAPF-12: no message to anybody carries a link', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask(cancel42, 'key-1')
    await doorway.hear('beto', `1 ${tokenOf(doorway, body['name'], 'beto')}`)
    expect(doorway.letters.length).toBeGreaterThan(3)
    for (const { text } of doorway.letters) expect(text).not.toMatch(/https?:|www\.|127\.0\.0\.1/i)
  }))

it('HAPF-12: no line of Aval in any golden chat carries a link', () => {
  const folder = fileURLToPath(new URL('../chats', import.meta.url))
  const chats = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const lines = chats
    .filter((name) => name.endsWith('.chat'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  // What it says is `bot -> ana [kind]: ...` and the indented lines after that.
  const said = lines.filter((line) => /^(?:bot -> | {4})/.test(line))
  expect(said.length).toBeGreaterThan(5_000)
  expect(said.filter((line) => /https?:|www\.|wa\.me/i.test(line))).toEqual([])
})

it('HAPF-12: no answer of the API carries a token of an approver', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask(cancel42, 'key-1')
    const tokens = ['beto', 'carla'].map((person) => tokenOf(doorway, body['name'], person))
    const looked = JSON.stringify((await doorway.look(body['name'])).body)
    for (const token of tokens) expect(JSON.stringify(body) + looked).not.toContain(token)
  }))

it('requests and answers of the API fit its published schema', () =>
  atDoor({}, async (doorway) => {
    const { body: document } = await doorway.send('/openapi.json')
    const schemas = z
      .object({ components: z.object({ schemas: z.record(z.string(), z.json()) }) })
      .parse(document).components.schemas
    const refs = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)
    for (const [, name = ''] of refs) expect(Object.keys(schemas)).toContain(name)
    const fits = (name: string, value: unknown) => {
      const schema: unknown = schemas[name]
      if (typeof schema !== 'object' || schema === null) throw new Error(`No schema ${name}.`)
      return z.fromJSONSchema({ ...schema }).safeParse(value).success
    }
    const asked = await doorway.ask(cancel42, 'key-1')
    const refused = await doorway.ask({ ...cancel42, slots: {} }, 'key-2')
    expect(fits('Asking', cancel42)).toBe(true)
    expect(fits('Standing', asked.body)).toBe(true)
    expect(fits('Standing', (await doorway.look(asked.body['name'])).body)).toBe(true)
    expect(fits('Problem', refused.body)).toBe(true)
    expect(fits('Standing', refused.body)).toBe(false)
  }))

it('the API answers its health check', () =>
  atDoor({}, async (doorway) => {
    const answer = await doorway.send('/healthz')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }])
  }))
