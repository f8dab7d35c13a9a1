// The same key with the same content is one request, for ever; with other content it is refused.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createRequests } from '../../src/transports/http/requests.ts'
import { atDoor, type Doorway, tokenOf } from './test-environment.ts'

const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }

async function requests(doorway: Doorway): Promise<number> {
  return (await doorway.evidence('command.proposed')).length
}

it('the same key with the same content, however written, replays the recorded state', () =>
  atDoor({}, async (doorway) => {
    const first = await doorway.ask(cancel42, 'key-1')
    const again = await doorway.ask({ ...cancel42, slots: { order: ' 42 ' } }, 'key-1')
    expect(again.status).toBe(202)
    expect(again.body['request']).toBe(first.body['request'])
    await doorway.hear('beto', `1 ${tokenOf(doorway, first.body['name'], 'beto')}`)
    const last = await doorway.ask({ ...cancel42, slots: { order: 42 } }, 'key-1')
    expect(last.body).toMatchObject({ request: first.body['request'], state: 'succeeded' })
    expect(await requests(doorway)).toBe(1)
    expect(doorway.shop.acts()).toBe(1)
  }))

it.each([
  ['another order', { ...cancel42, slots: { order: '7' } }],
  ['another requester', { ...cancel42, requester: 'eva' }],
  ['another command', { ...cancel42, command: 'order.restore' }],
  ['an additional slot', { ...cancel42, slots: { order: '42', reason: 'why not' } }],
])('the same key is refused for %s', (_what, other) =>
  atDoor({}, async (doorway) => {
    await doorway.ask(cancel42, 'key-1')
    const refused = await doorway.ask(other, 'key-1')
    expect(refused.status).toBe(409)
    expect(refused.body).toMatchObject({ error: 'other_content', field: 'Idempotency-Key' })
    expect(await requests(doorway)).toBe(1)
  }),
)

it('concurrent requests with the same key make one request', () =>
  atDoor({}, async (doorway) => {
    const together = Array.from({ length: 5 }, () => doorway.ask(cancel42, 'key-1'))
    const other = doorway.ask({ ...cancel42, slots: { order: '7' } }, 'key-1')
    const answers = await Promise.all([...together, other])
    const recorded = answers.filter((one) => one.status === 202)
    expect(new Set(recorded.map((one) => one.body['request'])).size).toBe(1)
    expect(answers.filter((one) => one.status === 409)).toHaveLength(6 - recorded.length)
    expect(await requests(doorway)).toBe(1)
    expect(doorway.errors).toEqual([])
  }))

it('the same key of two programs makes two requests', () =>
  atDoor({}, async (doorway) => {
    const one = await doorway.ask(cancel42, 'key-1')
    const other = await doorway.ask(cancel42, 'key-1', doorway.tokens.ops)
    expect(other.status).toBe(202)
    expect(other.body['request']).not.toBe(one.body['request'])
  }))

it('a key makes no second command even when the inbox no longer holds it', () =>
  atDoor({}, async (doorway) => {
    await doorway.ask(cancel42, 'key-1')
    const db = new Database(join(doorway.home, 'data', 'dev', 'aval.db'))
    db.prepare('DELETE FROM inbox').run()
    db.close()
    const again = await doorway.ask(cancel42, 'key-1')
    expect(again.status).toBe(202)
    const { engine } = doorway.opened()
    const past = { door: 'http', key: 'billing/key-1', requester: 'ana' } as const
    const asked = engine.ask({ ...past, flow: 'order.cancel', slots: { order: '7' } })
    await expect(asked).rejects.toThrow(/UNIQUE/)
    expect(await requests(doorway)).toBe(1)
  }))

it('of two concurrent requests with one key and other content, the second is refused', () =>
  atDoor({}, async (doorway) => {
    const { rules, storeClient, engine } = doorway.opened()
    let looks = 0
    const none = { commands: [], changed: [] }
    const parts = {
      ...{ rules, engine, word: () => '', now: () => 0, denied: async () => undefined },
      storeClient: {
        people: storeClient.people,
        commandNamed: storeClient.commandNamed,
        // Both look the key up before either is recorded.
        commandByKey: async (key: string) =>
          ++looks % 2 === 1 ? none : storeClient.commandByKey(key),
      },
    }
    const requests = createRequests(parts)
    const caller = { name: 'billing', hash: Buffer.alloc(32), requesters: null }
    const ask = (order: string) =>
      requests.ask(caller, 's', 'key-1', JSON.stringify({ ...cancel42, slots: { order } }))
    const first = await ask('42')
    if (first.kind !== 'standing') throw new Error('The first request was refused.')
    const again = { kind: 'standing', standing: { request: first.standing.request } }
    expect(await ask('42')).toMatchObject(again)
    expect(await ask('7')).toMatchObject({ kind: 'refused', refusal: { status: 409 } })
  }))

/** With an editor, between two runs or while it runs: nothing leads from the key to its command. */
function hideKeys(doorway: Doorway): void {
  const db = new Database(join(doorway.home, 'data', 'dev', 'aval.db'))
  db.exec('DELETE FROM inbox; UPDATE commands SET key = NULL')
  db.close()
}

it.each(['while it runs', 'between two runs'])(
  'a key finds its request although its column was emptied %s',
  (when) =>
    atDoor({}, async (doorway) => {
      const first = await doorway.ask(cancel42, 'key-1')
      hideKeys(doorway)
      if (when !== 'while it runs') await doorway.restart()
      const again = await doorway.ask(cancel42, 'key-1')
      expect(again.body['request']).toBe(first.body['request'])
      expect(await requests(doorway)).toBe(1)
    }),
)

it('a key whose request was edited in the database is refused, and tells no state', () =>
  atDoor({}, async (doorway) => {
    const first = await doorway.ask(cancel42, 'key-1')
    const db = new Database(join(doorway.home, 'data', 'dev', 'aval.db'))
    db.exec("UPDATE commands SET record = json_set(record, '$.slots.order', '7')")
    db.close()
    await doorway.restart()
    for (const answer of [
      await doorway.ask(cancel42, 'key-1'),
      await doorway.look(first.body['name']),
    ])
      expect(answer).toMatchObject({ status: 409, body: { error: 'record_changed' } })
    expect(await requests(doorway)).toBe(1)
  }))
