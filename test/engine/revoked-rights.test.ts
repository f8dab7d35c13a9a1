// After a right was removed and restored, earlier grants under it no longer count. All of it
// happens in one instant, so that no clock can order the events.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor, withHugo, withPack } from '../model/content.ts'
import {
  decideByAdmins,
  evidence,
  grant,
  lastTo,
  reasonOf,
  request,
  stateOf,
  withBench,
} from '../model/scenes.ts'

const scope = 'admin.approve.high_impact'

/** Approvers hold one of their scopes by a grant of their own; Dora and Hugo are admins. */
async function withTwoAdmins(test: (bench: Bench) => Promise<void>): Promise<void> {
  const rules = rulesFor('dev', 'HAPF-Operational')
  const roles = rules.pack?.roles ?? {}
  const approver = (roles['approver'] ?? []).filter((one) => one !== scope)
  const cast = castOf('dev').map((one) =>
    one.roles.includes('approver') ? { ...one, grants: [scope] } : one,
  )
  await withBench(
    {
      rules: withPack(rules, { roles: { ...roles, approver } }),
      seed: 'taken',
      people: withHugo(cast),
    },
    test,
  )
}

/** Two must agree to it, and the first one has. */
async function requestWithOneGrant(bench: Bench, first: string): Promise<string> {
  const name = await request(bench, 'hugo', 'use policy careful 1.0.0 HAPF-Operational')
  await grant(bench, name, first)
  expect(stateOf(bench, name)).toBe('approval_requested')
  return name
}

/** The code that Dora was told is typed from the new phone. */
async function forgetAndEnrol(bench: Bench): Promise<void> {
  await decideByAdmins(bench, 'forget beto', 'enrol beto +5511900000099 as approver')
  const code = bench.letters.findLast((one) => one.to === 'dora' && one.token !== undefined)
  await bench.hear('+5511900000099', code?.token ?? '')
  await decideByAdmins(bench, `grant beto ${scope}`)
  const people = bench.store().people()
  expect(people.find((one) => one.id === 'beto')?.suspended).toBeUndefined()
}

it.each([
  [
    'the role',
    (bench: Bench) => decideByAdmins(bench, 'unmake beto approver', 'make beto approver'),
  ],
  [
    'the scope',
    (bench: Bench) => decideByAdmins(bench, `revoke beto ${scope}`, `grant beto ${scope}`),
  ],
  [
    'all rights by a suspension',
    (bench: Bench) => decideByAdmins(bench, 'suspend beto', 'restore rights of beto'),
  ],
  ['all rights by being forgotten', forgetAndEnrol],
])('a grant does not count after its giver lost %s and got it back', (_what, change) =>
  withTwoAdmins(async (bench) => {
    const name = await requestWithOneGrant(bench, 'beto')
    await change(bench)
    await grant(bench, name, 'carla')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
    expect(bench.store().bound()?.binding.pack).toBe('strong')
  }),
)

it('a grant counts when its giver gained a role and somebody else lost and regained one', () =>
  withTwoAdmins(async (bench) => {
    const name = await requestWithOneGrant(bench, 'beto')
    await decideByAdmins(bench, 'make beto auditor', 'unmake edu approver', 'make edu approver')
    await grant(bench, name, 'carla')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it.each([
  [
    'its owner lost the role for a while',
    (bench: Bench) => decideByAdmins(bench, 'unmake beto approver', 'make beto approver'),
  ],
  [
    'the delegation was revoked and given again',
    async (bench: Bench) => {
      await request(bench, 'beto', 'revoke delegation')
      await request(bench, 'beto', 'delegate to edu until tomorrow')
    },
  ],
  [
    'the delegation went to somebody else for a while',
    async (bench: Bench) => {
      await request(bench, 'beto', 'delegate to max until tomorrow')
      await request(bench, 'beto', 'delegate to edu until tomorrow')
    },
  ],
])('a delegate’s grant does not count when %s', (_what, change) =>
  withTwoAdmins(async (bench) => {
    await decideByAdmins(bench, 'unmake edu approver')
    await request(bench, 'beto', 'delegate to edu until tomorrow')
    const name = await requestWithOneGrant(bench, 'edu')
    expect(evidence(bench, 'approval.granted').at(-1)).toMatchObject({
      body: { name, instead_of: 'beto' },
    })
    await change(bench)
    await grant(bench, name, 'carla')
    expect(['rejected', 'approval_requested']).toContain(stateOf(bench, name))
    expect(bench.store().bound()?.binding.pack).toBe('strong')
  }),
)

it('a delegate’s grant counts when the delegation was only extended', () =>
  withTwoAdmins(async (bench) => {
    await decideByAdmins(bench, 'unmake edu approver')
    await request(bench, 'beto', 'delegate to edu for 2h')
    const name = await requestWithOneGrant(bench, 'edu')
    await request(bench, 'beto', 'delegate to edu until tomorrow')
    await grant(bench, name, 'carla')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

/** Two agree to each: to another policy, and to the one of before. */
async function bindAndRebind(bench: Bench): Promise<void> {
  for (const pack of ['careful', 'strong']) {
    const name = await request(bench, 'dora', `use policy ${pack} 1.0.0 HAPF-Operational`)
    for (const who of ['edu', 'max']) await grant(bench, name, who)
    expect(stateOf(bench, name)).toBe('succeeded')
  }
}

it('a request is rejected when another policy was bound and replaced since it was made', () =>
  withTwoAdmins(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bindAndRebind(bench)
    await grant(bench, name, 'beto')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'policy_changed'])
    expect(bench.shop.acts).toEqual([])
  }))

it('a request to bind a policy shows on preview and card that others would decide about rights', () =>
  withTwoAdmins(async (bench) => {
    const careful = bench.rules.packs.get('careful 1.0.0')
    const people = careful?.approvals['people']
    if (careful === undefined || people === undefined) throw new Error('It ships.')
    const approvals = { ...careful.approvals, people: { ...people, scope: 'orders.write' } }
    const packs = new Map([...bench.rules.packs, ['careful 1.0.0', { ...careful, approvals }]])
    await bench.restart({ ...bench.rules, packs })
    await bench.hear('dora', 'use policy careful 1.0.0 HAPF-Operational')
    const line = 'rights decided by: 1: admin\n→ 1: requester'
    expect(lastTo(bench, 'dora').text).toContain(line)
    await bench.hear('dora', '1')
    expect(lastTo(bench, 'beto').text).toContain(line)
  }))

it('a retry is rejected when another policy was bound and replaced since the grant', () =>
  withTwoAdmins(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('fails')
    await grant(bench, name, 'beto')
    expect(stateOf(bench, name)).toBe('failed')
    await bindAndRebind(bench)
    const retry = await request(bench, 'ana', `retry ${name}`)
    expect([stateOf(bench, retry), reasonOf(bench, retry)]).toEqual(['rejected', 'policy_changed'])
    expect(bench.shop.acts).toEqual([])
  }))

it('`who is missing` lists who lost the right to answer apart, until they have it back', () =>
  withTwoAdmins(async (bench) => {
    const name = await requestWithOneGrant(bench, 'beto')
    const missing = async () => {
      await bench.hear('hugo', `who is missing ${name}`)
      return lastTo(bench, 'hugo').text
    }
    expect(await missing()).toMatch(/^Not answered yet: .*Carla/m)
    expect(await missing()).not.toContain('May not answer any more')
    await decideByAdmins(bench, 'suspend carla')
    expect(await missing()).toContain('May not answer any more: Carla')
    expect(await missing()).not.toMatch(/Not answered yet: .*Carla/)
    await decideByAdmins(bench, 'restore rights of carla')
    expect(await missing()).toMatch(/^Not answered yet: .*Carla/m)
    await bench.hear('hugo', 'status')
    expect(lastTo(bench, 'hugo').text).toMatch(/Carla 1/)
    await decideByAdmins(bench, 'forget carla')
    expect(await missing()).toContain('May not answer any more: carla')
    await bench.hear('hugo', 'status')
    expect(lastTo(bench, 'hugo').text).not.toMatch(/carla/i)
  }))
