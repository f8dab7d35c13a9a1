// A program asks; people approve in chat with a second factor, deny, let it expire, or ask again.

import { expect, it } from 'vitest'
import { createApps } from '../chats/apps.ts'
import { atDoor, type Doorway, tokenOf } from './test-environment.ts'

const cancel42 = { command: 'order.cancel', slots: { order: '42' }, requester: 'ana' }

/** Class S2 needs a code in each answer, here in dev too. */
const withCodes = (text: string) => text.replace('step_up:\n', 'step_up:\n  dev: { S2: each }\n')
const blocking = (text: string) =>
  withCodes(text).replace('    expires: 30m\n', '    expires: 30m\n    when_expired: block\n')

async function askOverHttp(doorway: Doorway): Promise<string> {
  const { status, body } = await doorway.ask(cancel42, 'key-1')
  expect(status).toBe(202)
  return String(body['name'])
}

/** Dora's app is the first of an admin; Beto's is approved by her. */
async function enrolBeto(doorway: Doorway): Promise<() => string> {
  const apps = createApps(doorway.now)
  await apps.enrol(doorway.home, 'dev', 'dora')
  await apps.enrol(doorway.home, 'dev', 'beto')
  await doorway.wait(1_000)
  const card = doorway.letters.findLast((one) => one.to === 'dora' && one.token !== undefined)
  await doorway.hear('dora', `1 ${card?.token}`)
  return () => apps.code('beto', 0)
}

it('HAPF-06: a request of a program needs the same second factor of the approver as any other', () =>
  atDoor({ pack: withCodes }, async (doorway) => {
    const code = await enrolBeto(doorway)
    const name = await askOverHttp(doorway)
    const card = doorway.letters.findLast((one) => one.to === 'beto' && one.command === name)
    expect(card?.text).toMatch(/1 [0-9A-Z]{6} CODE/)
    const token = tokenOf(doorway, name, 'beto')
    await doorway.hear('beto', `1 ${token}`)
    await doorway.hear('beto', `1 ${token} 000000`)
    await doorway.hear('carla', `1 ${tokenOf(doorway, name, 'carla')} ${code()}`)
    expect((await doorway.look(name)).body).toMatchObject({
      state: 'approval_requested',
      approval: { needed: 1, granted: 0, missing: 2 },
    })
    expect(doorway.shop.acts()).toBe(0)
    await doorway.hear('beto', `1 ${token} ${code()}`)
    expect((await doorway.look(name)).body).toMatchObject({ state: 'succeeded', outcome: 'done' })
    expect(doorway.shop.acts()).toBe(1)
    const [granted] = (await doorway.evidence('approval.granted')).filter(
      (one) => one.body?.['name'] === name,
    )
    expect(granted?.body).toMatchObject({ method: 'token+code' })
    expect(JSON.stringify(await doorway.opened().storeClient.audit({}))).not.toContain(
      `"${code()}"`,
    )
  }))

it('a denial needs no code and is final, and a later grant changes nothing', () =>
  atDoor({ pack: withCodes }, async (doorway) => {
    const code = await enrolBeto(doorway)
    const name = await askOverHttp(doorway)
    await doorway.hear('carla', `2 ${tokenOf(doorway, name, 'carla')}`)
    const { body } = await doorway.look(name)
    expect(body).toMatchObject({ final: true, reason: 'approval_denied', outcome: 'not_done' })
    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')} ${code()}`)
    const again = await doorway.ask(cancel42, 'key-1')
    expect(again.body).toMatchObject({ name, state: 'rejected', reason: 'approval_denied' })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('an expired request is final where the policy rejects it, and its token is refused', () =>
  atDoor({ pack: withCodes }, async (doorway) => {
    const code = await enrolBeto(doorway)
    const name = await askOverHttp(doorway)
    const token = tokenOf(doorway, name, 'beto')
    await doorway.wait(30 * 60_000)
    await doorway.hear('beto', `1 ${token} ${code()}`)
    const { body } = await doorway.look(name)
    expect(body).toMatchObject({ final: true, reason: 'approval_expired', retry_after: null })
    expect(doorway.shop.posts()).toBe(0)
  }))

it('a blocked request stays open until its requester asks again in chat, with new tokens', () =>
  atDoor({ pack: blocking }, async (doorway) => {
    const code = await enrolBeto(doorway)
    const name = await askOverHttp(doorway)
    const old = tokenOf(doorway, name, 'beto')
    await doorway.wait(30 * 60_000)
    expect((await doorway.look(name)).body).toMatchObject({
      state: 'approval_requested',
      final: false,
      reason: 'approval_expired',
      outcome: null,
      approval: { granted: 0, missing: 0 },
    })
    // The program cannot ask again itself: its key is the same request, and nothing is sent anew.
    const cards = () => doorway.letters.filter((one) => one.kind === 'approval_request').length
    const before = cards()
    expect((await doorway.ask(cancel42, 'key-1')).body).toMatchObject({ name, final: false })
    expect(cards()).toBe(before)
    await doorway.hear('ana', `ask again ${name}`)
    const preview = doorway.letters.findLast((one) => one.to === 'ana')
    if (preview?.kind === 'preview') await doorway.hear('ana', '1')
    const open = (await doorway.look(name)).body
    expect(open).toMatchObject({ reason: null, approval: { missing: 2 } })
    await doorway.hear('beto', `1 ${old} ${code()}`)
    expect((await doorway.look(name)).body).toMatchObject({ state: 'approval_requested' })
    await doorway.hear('beto', `1 ${tokenOf(doorway, name, 'beto')} ${code()}`)
    expect((await doorway.look(name)).body).toMatchObject({ state: 'succeeded', outcome: 'done' })
    expect(doorway.shop.acts()).toBe(1)
  }))

it('a blocked request that nobody asks again ends after a day', () =>
  atDoor({ pack: blocking }, async (doorway) => {
    const name = await askOverHttp(doorway)
    await doorway.wait(30 * 60_000)
    await doorway.wait(24 * 3_600_000)
    expect((await doorway.look(name)).body).toMatchObject({
      final: true,
      reason: 'approval_expired',
    })
    expect(doorway.shop.posts()).toBe(0)
  }))
