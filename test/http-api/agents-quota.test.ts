// How many units an agent may have at once: per kind and in all, its own only, deleted ones
// excluded.

import { expect, it } from 'vitest'
import { atDoor, type Doorway, type DoorwayOptions } from './test-environment.ts'

/** Agents act by themselves, so that units need no confirmation. */
const withQuota = (units: string): DoorwayOptions => ({
  http: `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN" }
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
  pack: (text) =>
    `${text.replace('requests: { most: 10,', 'requests: { most: 90,')}
agents: { act_in: [dev], units: { ${units} } }
`,
})

const creates = (doorway: Doorway, unit: string, by = doorway.tokens.ops) => {
  const slots = { unit, owner: 'ana' }
  const own = by === doorway.tokens.billing ? { requester: 'ana' } : {}
  return doorway.ask({ command: 'config.create', slots, ...own }, `make-${unit}`, by)
}

async function standingOf(
  doorway: Doorway,
  name: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  return (await doorway.look(name, doorway.tokens.ops)).body
}

async function createUnit(doorway: Doorway, unit: string) {
  return standingOf(doorway, (await creates(doorway, unit)).body['name'])
}

it('an agent is refused one unit more than its quota for the kind, with the numbers in the refusal', () =>
  atDoor(withQuota('dev: { most: 9, kinds: { service: 2 } }'), async (doorway) => {
    expect(await createUnit(doorway, 'one')).toMatchObject({ state: 'succeeded', limit: null })
    expect(await createUnit(doorway, 'two')).toMatchObject({ state: 'succeeded' })
    const third = await createUnit(doorway, 'three')
    expect(third).toMatchObject({
      state: 'rejected',
      reason: 'quota_reached',
      limit: { units: 2, most: 2, kind: 'service' },
    })
    const [reached] = await doorway.evidence('limit.reached')
    expect(reached?.artifact['actor']).toMatch(/^agent:claude-code-/)
    expect(reached?.body).toMatchObject({
      limit: 'agent_units',
      kind: 'service',
      count: 2,
      most: 2,
    })
    await doorway.hear('ana', `show ${String(third['name'])}`)
    const answer = doorway.letters.filter((one) => one.to === 'ana').at(-1)?.text ?? ''
    expect(answer.replace(/\s+/g, ' ')).toContain(
      'claude-code has 2 of 2 units of the kind service. Delete some, or ask an admin',
    )
    const reports = await doorway.opened().storeClient.verify()
    expect(reports.flatMap((one) => one.breaks)).toEqual([])
  }))

it('the quota of an agent counts its own existing units, and a restored one again', () =>
  atDoor(withQuota('dev: { most: 2 }'), async (doorway) => {
    for (const unit of ['p1', 'p2', 'p3'])
      expect((await creates(doorway, unit, doorway.tokens.billing)).status).toBe(202)
    await createUnit(doorway, 'one')
    const two = await createUnit(doorway, 'two')
    expect(two).toMatchObject({ state: 'succeeded' })
    expect(await createUnit(doorway, 'three')).toMatchObject({
      reason: 'quota_reached',
      limit: { units: 2, most: 2, kind: null },
    })
    await doorway.hear('ana', 'delete config one')
    await doorway.hear('ana', '1')
    const card = doorway.letters.filter((one) => one.kind === 'approval_request').at(-1)
    await doorway.hear(card?.to ?? '', `1 ${card?.token ?? ''}`)
    expect(await createUnit(doorway, 'four')).toMatchObject({ state: 'succeeded' })
    // What is brought back is one more again.
    const body = { command: 'config.restore', slots: { unit: 'one' } }
    const back = await doorway.ask(body, 'back-1', doorway.tokens.ops)
    expect(await standingOf(doorway, back.body['name'])).toMatchObject({ reason: 'quota_reached' })
    await doorway.restart()
    expect(await createUnit(doorway, 'five')).toMatchObject({ reason: 'quota_reached' })
  }))

it('concurrent requests of an agent do not exceed its quota', () =>
  atDoor(withQuota('dev: { most: 2 }'), async (doorway) => {
    const units = ['a', 'b', 'c', 'd', 'e']
    const asked = await Promise.all(units.map((unit) => creates(doorway, unit)))
    await doorway.opened().engine.idle()
    const all = await Promise.all(asked.map(({ body }) => standingOf(doorway, body['name'])))
    const states = all.map((one) => String(one['reason'] ?? one['state'])).toSorted()
    expect(states.filter((one) => one === 'succeeded')).toHaveLength(2)
    expect(await doorway.evidence('effect.applied')).toHaveLength(2)
    for (const one of all.filter(({ state }) => state !== 'succeeded'))
      expect(one['limit']).toMatchObject({ units: 2, most: 2 })
    expect(await doorway.evidence('limit.reached')).toHaveLength(3)
  }))

it('the quota of an agent does not apply in another environment', () =>
  atDoor(withQuota('test: { most: 1 }'), async (doorway) => {
    await createUnit(doorway, 'one')
    expect(await createUnit(doorway, 'two')).toMatchObject({ state: 'succeeded' })
  }))

it('an agent may propose to delete its own units only, where the pack says so', () => {
  const options = withQuota('dev: { most: 9 }')
  const own = (text: string) =>
    (options.pack?.(text) ?? '').replace('units:', 'deletes: own, units:')
  return atDoor({ ...options, pack: own }, async (doorway) => {
    await creates(doorway, 'theirs', doorway.tokens.billing)
    await createUnit(doorway, 'mine')
    const deletes = async (unit: string) => {
      const body = { command: 'config.delete', slots: { unit } }
      const asked = await doorway.ask(body, `delete-${unit}`, doorway.tokens.ops)
      return standingOf(doorway, asked.body['name'])
    }
    expect(await deletes('mine')).toMatchObject({ state: 'confirmation_requested' })
    const theirs = await deletes('theirs')
    expect(theirs).toMatchObject({ state: 'rejected', reason: 'forbidden' })
    await doorway.hear('ana', `show ${String(theirs['name'])}`)
    expect(doorway.letters.at(-1)?.text.replace(/\s+/g, ' ')).toContain('theirs is not its own')
    await doorway.hear('ana', 'delete config theirs')
    expect(doorway.letters.at(-1)?.text).toContain('1 - Confirm')
  })
})
