// A program asks over HTTP, people decide in chat, and it happens once, under the same rules as for
// anybody.

import { expect, it } from 'vitest'
import { atDoor, type Doorway, tokenOf } from './test-environment.ts'

const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }

async function askOverHttp(doorway: Doorway, body: object = cancel42): Promise<string> {
  const { status, body: answer } = await doorway.ask(body, 'key-1')
  expect(status).toBe(202)
  return String(answer['name'])
}

it('a request over HTTP is approved in chat, and acts once', () =>
  atDoor({}, async (doorway) => {
    const first = await doorway.ask(cancel42, 'key-1')
    expect(first.status).toBe(202)
    const name = String(first.body['name'])
    expect(first.body).toMatchObject({ final: false, outcome: null, poll: `/v1/requests/${name}` })
    expect(first.headers.get('retry-after')).toBe(String(first.body['retry_after']))

    const open = await doorway.look(name)
    expect(open.status).toBe(200)
    expect(open.body).toMatchObject({
      state: 'approval_requested',
      final: false,
      approval: { needed: 1, granted: 0, missing: 2, expires_at: '2026-01-05T09:30:00.000Z' },
    })
    expect(open.headers.get('retry-after')).toBe('5')
    expect(doorway.shop.acts()).toBe(0)

    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
    const done = await doorway.look(name)
    expect(done.body).toMatchObject({
      request: first.body['request'],
      state: 'succeeded',
      final: true,
      outcome: 'done',
      reason: null,
      retry_after: null,
    })
    expect(done.headers.get('retry-after')).toBeNull()
    expect(doorway.shop.acts()).toBe(1)
    expect(doorway.shop.status('42')).toBe('cancelled')
    expect(doorway.errors).toEqual([])
  }))

it('the card and the evidence name the program, and the requester is told', () =>
  atDoor({}, async (doorway) => {
    const name = await askOverHttp(doorway)
    const card = doorway.letters.find((one) => one.kind === 'approval_request')
    expect(card?.text).toContain('Through the program billing')
    const kinds = doorway.letters.filter((one) => one.to === 'ana').map((one) => one.kind)
    expect(kinds).toEqual(['approval_update'])
    const [confirmed] = await doorway.evidence('command.confirmed')
    expect(confirmed?.body).toMatchObject({ name, door: 'http', caller: 'billing' })
    expect(confirmed?.artifact).toMatchObject({ actor: 'ana', trace: { transport: 'http' } })
    const [accepted] = await doorway.evidence('auth.accepted')
    const trace = confirmed?.artifact['trace']
    expect(accepted?.artifact['actor']).toBe('program:billing')
    expect(trace).toMatchObject({ chat: accepted?.body?.['session'] })
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('a request is done at once where the policy wants no approval', () =>
  atDoor({}, async (doorway) => {
    const body = { command: 'order.restore', slots: { order: '9' }, requester: 'ana' }
    const name = await askOverHttp(doorway, body)
    expect((await doorway.look(name)).body).toMatchObject({ approval: null, outcome: 'done' })
    expect(doorway.shop.acts()).toBe(1)
  }))

it('a request waits for its whole quorum, and shows how many are missing', () =>
  atDoor(
    { pack: (text) => text.replace('approvers: { S2: 1, S3: 1', 'approvers: { S2: 2, S3: 1') },
    async (doorway) => {
      const name = await askOverHttp(doorway)
      await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')}`)
      expect((await doorway.look(name)).body).toMatchObject({
        state: 'approval_requested',
        approval: { needed: 2, granted: 1, missing: 1 },
      })
      expect(doorway.shop.acts()).toBe(0)
      await doorway.hear('carla', `1 ${tokenOf(doorway, name, 'carla')}`)
      expect((await doorway.look(name)).body).toMatchObject({ state: 'succeeded', outcome: 'done' })
      expect(doorway.shop.acts()).toBe(1)
    },
  ))

it('a denial is reported without the words and the name of the approver, and nothing happens', () =>
  atDoor({}, async (doorway) => {
    const name = await askOverHttp(doorway)
    await doorway.hear('carla', `2 ${tokenOf(doorway, name, 'carla')} not today`)
    const { body } = await doorway.look(name)
    expect(body).toMatchObject({ state: 'rejected', reason: 'approval_denied', final: true })
    expect(body['outcome']).toBe('not_done')
    expect(JSON.stringify(body)).not.toMatch(/carla|not today/i)
    expect(doorway.shop.posts()).toBe(0)
  }))

it('an expiry, a withdrawal and a lockdown are reported with their reason', () =>
  atDoor({}, async (doorway) => {
    const expired = await askOverHttp(doorway)
    await doorway.wait(31 * 60_000)
    expect((await doorway.look(expired)).body['reason']).toBe('approval_expired')

    const { body: second } = await doorway.ask(cancel42, 'key-2')
    await doorway.hear('ana', `cancel ${second['name']}`)
    expect((await doorway.look(second['name'])).body['reason']).toBe('cancelled')

    await doorway.hear('dora', 'lockdown on a drill')
    await doorway.hear('dora', '1')
    const locked = await doorway.ask(cancel42, 'key-3')
    expect(locked.status).toBe(202)
    expect(locked.body).toMatchObject({ state: 'rejected', reason: 'locked_down', final: true })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('a request that its requester may not make is rejected, with the reason', () =>
  atDoor({}, async (doorway) => {
    const { body } = await doorway.ask({ ...cancel42, requester: 'beto' }, 'key-1')
    expect(body).toMatchObject({ state: 'rejected', reason: 'unauthorized', outcome: 'not_done' })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('a request continues after a restart', () =>
  atDoor({}, async (doorway) => {
    const name = await askOverHttp(doorway)
    const token = tokenOf(doorway, name, 'beto')
    await doorway.restart()
    expect((await doorway.look(name)).body['state']).toBe('approval_requested')
    await doorway.hear('beto', `1 ${token}`)
    await doorway.restart()
    expect((await doorway.look(name)).body['state']).toBe('succeeded')
    const again = await doorway.ask(cancel42, 'key-1')
    expect(again.body).toMatchObject({ name, state: 'succeeded' })
    expect(doorway.shop.acts()).toBe(1)
  }))
