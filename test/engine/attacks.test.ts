// Attempts to get an effect without the people whom it needs.

import { expect, it } from 'vitest'
import { quorumResult } from '../../src/policy/approval.ts'
import type { Person } from '../../src/policy/people.ts'
import { identifier } from '../../src/transports/json-lines.ts'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor } from '../model/content.ts'
import {
  evidence,
  grant,
  lastTo,
  onBench,
  reasonOf,
  request,
  settleStep,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

const minute = 60_000
const hasCard = (bench: Bench, name: string, who: string) =>
  bench.letters.some((one) => one.to === who && one.command === name && one.token !== undefined)

/** A request of class S3 that needs two grants. */
async function requestLockdownOff(bench: Bench): Promise<string> {
  await request(bench, 'dora', 'lockdown on a drill')
  return request(bench, 'dora', 'lockdown off')
}

const operational = (test: (bench: Bench) => Promise<void>) =>
  onBench('dev', 'HAPF-Operational', test)

it('a duty delegated to the requester gives them no card: its owner is asked', () =>
  operational(async (bench) => {
    await request(bench, 'beto', 'delegate to max for 2h')
    const name = await request(bench, 'max', 'cancel order 42')
    expect(hasCard(bench, name, 'max')).toBe(false)
    expect(hasCard(bench, name, 'beto')).toBe(true)
  }))

it('one person who holds two delegated duties is one vote of two', () =>
  operational(async (bench) => {
    for (const who of ['beto', 'carla']) await request(bench, who, 'delegate to alex for 2h')
    const name = await requestLockdownOff(bench)
    await grant(bench, name, 'alex')
    expect(stateOf(bench, name)).toBe('approval_requested')
    await grant(bench, name, 'alex')
    expect(stateOf(bench, name)).toBe('approval_requested')
    await grant(bench, name, 'edu')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('a person who answers by id and by phone, however it is written, is one vote of two', () =>
  operational(async (bench) => {
    // As JSON lines give it; chats differ, too.
    const byPhone = (who: string) => {
      const [phone = ''] = castOf('dev').find(({ id }) => id === who)?.identifiers ?? []
      return identifier(` ${phone.slice(0, 3)} (${phone.slice(3, 5)}) ${phone.slice(5)} `)
    }
    const name = await requestLockdownOff(bench)
    await grant(bench, name, 'beto')
    for (const owner of ['beto', 'carla', 'edu'])
      await bench.hear(byPhone('beto'), `1 ${tokenOf(bench, name, owner)}`)
    await bench.hear(byPhone('dora'), `1 ${tokenOf(bench, name, 'edu')}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    await bench.hear(byPhone('carla'), `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(evidence(bench, 'approval.granted').map((one) => one['actor'])).toEqual([
      'beto',
      'carla',
    ])
  }))

it('an approver and their delegate are one vote of two', () => {
  const quorum = { approvers: 2, denials: 1, groups: [] }
  const own = { approver: 'beto', choice: 'grant' } as const
  const standIn = { approver: 'eva', choice: 'grant', insteadOf: 'beto' } as const
  const other = { approver: 'carla', choice: 'grant' } as const
  const roles = () => ['approver']
  expect(quorumResult([own, standIn], quorum, roles)).toBe('open')
  expect(quorumResult([standIn, own], quorum, roles)).toBe('open')
  expect(quorumResult([own, standIn, other], quorum, roles)).toBe('granted')
})

it('when a voter’s identity changes before the last vote, the request ends as unauthorized', () =>
  operational(async (bench) => {
    const name = await requestLockdownOff(bench)
    await grant(bench, name, 'beto')
    await bench.identity(phoneOf('beto'))
    await grant(bench, name, 'carla')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
    expect(bench.store().standing().mode.kind).toBe('locked')
  }))

it('when a voter is forgotten before the last vote, the request ends as unauthorized', () =>
  operational(async (bench) => {
    const name = await requestLockdownOff(bench)
    await grant(bench, name, 'beto')
    settleStep(bench, { kind: 'forget', person: 'beto' })
    await bench.restart()
    await grant(bench, name, 'carla')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
  }))

it('two requests with one fingerprint are apart: a denial and a token of one do nothing to the other', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const one = await request(bench, 'ana', 'cancel order 42')
    const two = await request(bench, 'alex', 'cancel order 42')
    await bench.hear('beto', `2 ${tokenOf(bench, one, 'beto')} no`)
    expect([stateOf(bench, one), stateOf(bench, two)]).toEqual(['rejected', 'approval_requested'])
    await grant(bench, one, 'carla')
    expect(stateOf(bench, two)).toBe('approval_requested')
    expect(bench.shop.acts).toHaveLength(0)
    await grant(bench, two, 'carla')
    expect(bench.shop.acts).toHaveLength(1)
  }))

it.each(['grant first', 'revocation first'])(
  'a revocation and the last grant at the same moment (%s): the first decides, and only it counts',
  (order) =>
    operational(async (bench) => {
      const name = await requestLockdownOff(bench)
      await grant(bench, name, 'beto')
      const last = () => grant(bench, name, 'carla')
      const back = () => bench.hear('beto', `revoke ${name}`)
      await Promise.all(order === 'grant first' ? [last(), back()] : [back(), last()])
      const started = evidence(bench, 'command.started').filter(
        (one) => (one['body'] as { name: string }).name === name,
      )
      const revoked = evidence(bench, 'approval.cancelled')
      const ended = order === 'grant first' ? [1, 0, 'succeeded'] : [0, 1, 'approval_requested']
      expect([started.length, revoked.length, stateOf(bench, name)]).toEqual(ended)
    }),
)

it('an approver may revoke an answer nine times, and not a tenth time', () =>
  operational(async (bench) => {
    const name = await requestLockdownOff(bench)
    for (let time = 0; time < 20; time += 1) {
      await grant(bench, name, 'beto')
      await bench.hear('beto', `revoke ${name}`)
    }
    expect(evidence(bench, 'approval.cancelled')).toHaveLength(9)
    expect(lastTo(bench, 'beto').kind).toBe('refusal')
    await grant(bench, name, 'carla')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('an admin cannot lift the denials of their own request', () => {
  const both = castOf('dev').map((one) =>
    one.id === 'dora' ? { ...one, roles: ['admin', 'requester'] } : one,
  )
  return onPeople(both, async (bench) => {
    let name = ''
    for (let time = 0; time < 3; time += 1) {
      name = await request(bench, 'dora', 'cancel order 42')
      await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    }
    await bench.hear('dora', 'cancel order 42')
    expect(lastTo(bench, 'dora').kind).toBe('refusal')
    await bench.hear('dora', `allow ${name} again`)
    expect(lastTo(bench, 'dora').text).toContain('Another admin must allow it')
    await bench.hear('dora', 'cancel order 42')
    expect(lastTo(bench, 'dora').kind).toBe('refusal')
  })
})

it('break-glass of one tenant changes neither the quorum nor the break-glass of another', () =>
  operational(async (bench) => {
    await request(bench, 'rita', 'break glass the shop burns')
    expect(evidence(bench, 'limit.reached')).toMatchObject([{ tenant: 'dev:globex' }])
    expect(bench.letters.filter((one) => one.to === 'ana')).toHaveLength(0)
    const name = await requestLockdownOff(bench)
    await grant(bench, name, 'beto')
    expect(stateOf(bench, name)).toBe('approval_requested')
    await grant(bench, name, 'carla')
    expect(stateOf(bench, name)).toBe('succeeded')
    // And it blocks nobody's own: acme declares, ends and reviews without globex.
    await request(bench, 'dora', 'break glass ours burns too')
    expect(evidence(bench, 'limit.reached')).toHaveLength(2)
    await bench.wait(61 * minute)
    expect(evidence(bench, 'limit.reached')).toHaveLength(4)
  }))

/** Max and Rita belong to a sandbox tenant, and hold every right there. */
const ofSandbox = castOf('dev').map((one) =>
  one.id === 'max' || one.id === 'rita'
    ? { ...one, tenant: 'dev:globex', roles: ['admin', 'approver', 'auditor'] }
    : one,
)

const sandboxCannot = 'People of a sandbox cannot ask for it'

it('people of a sandbox tenant cannot lift the lockdown of the real tenants', () =>
  onPeople(
    ofSandbox,
    async (bench) => {
      await request(bench, 'dora', 'lockdown on a drill')
      await bench.hear('max', 'lockdown off')
      expect(lastTo(bench, 'max').text).toContain(sandboxCannot)
      expect(evidence(bench, 'approval.requested')).toHaveLength(0)
      expect(bench.store().standing().mode.kind).toBe('locked')
    },
    'dev:globex',
  ))

it.each([
  'use policy strong 1.0.0 HAPF-Basic',
  'use policy careful 1.0.0 HAPF-Strong',
  'lockdown on a drill',
  'lockdown tenant acme for 2h a drill',
  'lockdown connector shop for 2h a drill',
  'lockdown class S2 for 2h a drill',
  'legal hold on a drill',
])('people of a sandbox tenant change nothing of the environment: `%s`', (text) =>
  onPeople(
    ofSandbox,
    async (bench) => {
      const standing = () => [bench.store().bound(), bench.store().locked()]
      const before = standing()
      const bindings = evidence(bench, 'policy.bound').length
      await bench.hear('max', text)
      expect(lastTo(bench, 'max')).toMatchObject({ kind: 'refusal' })
      expect(lastTo(bench, 'max').text).toContain(sandboxCannot)
      expect(evidence(bench, 'command.rejected')).toMatchObject([
        { tenant: 'dev:globex', body: { reason: 'unauthorized' } },
      ])
      await bench.hear('max', '1')
      expect(evidence(bench, 'approval.requested')).toEqual([])
      expect(evidence(bench, 'policy.bound')).toHaveLength(bindings)
      expect(evidence(bench, 'effect.applied')).toEqual([])
      expect(standing()).toEqual(before)
    },
    'dev:globex',
  ),
)

it('an admin of a real tenant binds a policy, which then decides in the sandbox as well', () =>
  onPeople(
    ofSandbox,
    async (bench) => {
      const name = await request(bench, 'dora', 'use policy strong 1.0.0 HAPF-Basic')
      expect(hasCard(bench, name, 'rita')).toBe(false)
      await grant(bench, name, 'beto')
      expect(stateOf(bench, name)).toBe('succeeded')
      expect(bench.store().bound()?.binding.profile).toBe('HAPF-Basic')
      await bench.hear('max', 'policy status')
      expect(lastTo(bench, 'max').text).toContain('Profile HAPF-Basic')
    },
    'dev:globex',
  ))

async function onPeople(
  people: readonly Person[],
  test: (bench: Bench) => Promise<void>,
  sandbox?: string,
): Promise<void> {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const tenants = new Map(
    [...rules.tenants].map(([name, one]) => [name, { ...one, sandbox: name === sandbox }]),
  )
  await withBench({ rules: { ...rules, tenants }, seed: 'attack', people }, test)
}

function phoneOf(id: string): string {
  const found = castOf('dev').find((one) => one.id === id)?.identifiers[0]
  if (found === undefined) throw new Error(`${id} has no phone.`)
  return found
}
