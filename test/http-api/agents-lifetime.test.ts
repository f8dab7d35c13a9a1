// A unit that an agent creates in dev expires: its end is recorded once, reported to the owner, and
// frees its quota.

import { expect, it } from 'vitest'
import { endLifetimes } from '../../src/engine/lifetimes.ts'
import type { StoreClient } from '../../src/engine/store-client/store-client.ts'
import { atDoor, type Doorway, type DoorwayOptions } from './test-environment.ts'

const hourMs = 3_600_000

const withLifetimes = (more = '', units = 1): DoorwayOptions => ({
  http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN" }
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
  pack: (text) => `${text}
agents: { act_in: [dev], units: { dev: { most: ${units} } } }
lifetimes: { dev: { agents: 24h, most: 72h } }
${more}`,
})

async function createUnit(doorway: Doorway, unit: string, lifetime?: string) {
  const slots = { unit, owner: 'ana', ...(lifetime === undefined ? {} : { lifetime }) }
  const body = { command: 'config.create', slots }
  const asked = await doorway.ask(body, `make-${unit}`, doorway.tokens.ops)
  return (await doorway.look(asked.body['name'], doorway.tokens.ops)).body
}

const noticesIn = (doorway: Doorway) => doorway.letters.filter((one) => one.kind === 'notice')
const endsOf = async (doorway: Doorway) =>
  (await doorway.evidence('effect.applied')).filter(({ body }) => body?.['why'] === 'lifetime_over')

it('a unit of an agent ends after its lifetime, with evidence and a notice, and frees its quota', () =>
  atDoor(withLifetimes(), async (doorway) => {
    expect(await createUnit(doorway, 'trial')).toMatchObject({ state: 'succeeded' })
    expect(await createUnit(doorway, 'more')).toMatchObject({ reason: 'quota_reached' })
    await doorway.wait(24 * hourMs - 1_000)
    expect(await endsOf(doorway)).toEqual([])
    await doorway.wait(1_000)
    const [end, ...others] = await endsOf(doorway)
    expect(others).toEqual([])
    expect(end?.artifact).toMatchObject({ actor: 'aval', tenant: 'dev:acme' })
    expect(end?.body).toMatchObject({ unit: 'trial', kind: 'service', agent: 'claude-code' })
    expect(noticesIn(doorway).map(({ to, text }) => `${to}: ${text}`)).toEqual([
      'ana: DEV · trial has expired. Nobody touched it for 24 h.\nTo restore it: restore config trial',
    ])
    expect(await createUnit(doorway, 'again')).toMatchObject({ state: 'succeeded' })
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('a unit of an agent has the requested lifetime, up to the maximum of the pack', () =>
  atDoor(withLifetimes(), async (doorway) => {
    expect(await createUnit(doorway, 'long', '73h')).toMatchObject({ state: 'rejected' })
    expect(await createUnit(doorway, 'trial', '2h')).toMatchObject({ state: 'succeeded' })
    await doorway.wait(2 * hourMs)
    expect(await endsOf(doorway)).toHaveLength(1)
  }))

it('a unit of an agent is not shown after its lifetime, even before its end is recorded', () =>
  atDoor(withLifetimes(), async (doorway) => {
    await createUnit(doorway, 'trial', '2h')
    const { storeClient } = doorway.opened()
    await doorway.restart()
    await doorway.wait(2 * hourMs)
    await doorway.hear('ana', 'show config trial')
    expect(doorway.letters.at(-1)?.text).toContain('There is no unit trial.')
    expect(storeClient).not.toBe(doorway.opened().storeClient)
    expect(await endsOf(doorway)).toHaveLength(1)
  }))

it('the end of a unit is recorded once, although the change failed after its evidence', () =>
  atDoor(withLifetimes(), async (doorway) => {
    await createUnit(doorway, 'trial', '2h')
    const { storeClient } = doorway.opened()
    const at = doorway.now() + 3 * hourMs
    const clock = { now: () => at, pause: async () => undefined }
    const randomHex = () => 'ab'.repeat(32)
    const failing: StoreClient = {
      ...storeClient,
      changeUnit: () => Promise.reject(new Error('The power went.')),
    }
    await expect(endLifetimes({ storeClient: failing, clock, randomHex })).rejects.toThrow(
      'The power went.',
    )
    expect(await endsOf(doorway)).toHaveLength(1)
    for (let again = 0; again < 3; again += 1) await endLifetimes({ storeClient, clock, randomHex })
    expect(await endsOf(doorway)).toHaveLength(1)
    expect(await storeClient.expiredUnits(at, 10)).toEqual([])
  }))

it('the ends of two units are recorded at the time of each, so that evidence does not go back', () =>
  atDoor(withLifetimes('', 2), async (doorway) => {
    await createUnit(doorway, 'trial', '2h')
    await createUnit(doorway, 'other', '2h')
    let at = doorway.now() + 3 * hourMs
    const now = () => {
      at += 1_000
      return at
    }
    const randomHex = () => 'ab'.repeat(32)
    const { storeClient } = doorway.opened()
    await endLifetimes({ storeClient, clock: { now, pause: async () => undefined }, randomHex })
    const [first, second] = (await endsOf(doorway)).map(({ artifact }) => String(artifact['time']))
    expect(second).not.toBe(first)
  }))

it('units of agents do not end, and may not request to, where the pack declares no lifetimes', () =>
  atDoor(
    { ...withLifetimes(), pack: (text) => `${text}\nagents: { act_in: [dev] }\n` },
    async (doorway) => {
      expect(await createUnit(doorway, 'own', '2h')).toMatchObject({ state: 'rejected' })
      await createUnit(doorway, 'trial')
      await doorway.wait(200 * hourMs)
      expect(await endsOf(doorway)).toEqual([])
    },
  ))
