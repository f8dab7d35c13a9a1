// Each change of rights is in the evidence, and each decision names the right it used.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor, withHugo } from '../model/content.ts'
import {
  decideByAdmins,
  evidence,
  request,
  requestAndGrant,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

async function withCast(test: (bench: Bench) => Promise<void>): Promise<void> {
  const rules = rulesFor('dev', 'HAPF-Operational')
  await withBench({ rules, seed: 'rights', people: withHugo(castOf('dev')) }, async (bench) => {
    await test(bench)
    expect(
      bench
        .store()
        .verify()
        .flatMap((one) => one.breaks),
    ).toEqual([])
  })
}

const bodies = (bench: Bench) =>
  bench
    .store()
    .audit({})
    .map((one) => one.body)
/** The rights in the newest artifact that has any. */
const newest = (bench: Bench) => bodies(bench).findLast((body) => body?.['rights'])?.['rights']

/** The right under which it counts. */
const heldIn = (one: object | undefined): object => Object(Object(one).body).held

it('the first start records the rights of all enrolled people by id, without names or numbers', () =>
  withCast(async (bench) => {
    const [start] = evidence(bench, 'service.start')
    const said = JSON.stringify(start?.body)
    for (const { id, name, identifiers } of bench.store().people()) {
      expect(said).toContain(`"${id}"`)
      for (const secret of [name, ...identifiers]) expect(said).not.toContain(`"${secret}"`)
    }
    expect(said).toContain('"roles":["requester"],"tenant":"dev:acme"')
  }))

it.each<[string, object]>([
  ['make beto auditor', { people: ['beto'], tenant: 'dev:acme', roles: ['approver', 'auditor'] }],
  [
    'grant beto orders.write',
    { people: ['beto'], tenant: 'dev:acme', roles: ['approver'], grants: ['orders.write'] },
  ],
  ['suspend beto', { people: ['beto'], tenant: 'dev:acme', roles: ['approver'], rest: 'by_admin' }],
  ['forget beto', { people: ['beto'], gone: true }],
])('a command that changes the rights of a person records the new ones: `%s`', (text, rights) =>
  withCast(async (bench) => {
    await decideByAdmins(bench, text)
    expect(newest(bench)).toEqual([rights])
  }),
)

it('a delegation records the delegate and its end, and its revocation the rights without it', () =>
  withCast(async (bench) => {
    await request(bench, 'beto', 'delegate to carla until tomorrow')
    expect(newest(bench)).toEqual([
      {
        ...{ people: ['beto'], tenant: 'dev:acme', roles: ['approver'] },
        delegated: { to: 'carla', until: expect.stringMatching(/^2026-/) },
      },
    ])
    await request(bench, 'beto', 'revoke delegation')
    expect(newest(bench)).toEqual([{ people: ['beto'], tenant: 'dev:acme', roles: ['approver'] }])
  }))

it('each request and answer records the right under which it counts and the person who holds it', () =>
  withCast(async (bench) => {
    await decideByAdmins(bench, 'unmake edu approver')
    await request(bench, 'beto', 'delegate to edu until tomorrow')
    const name = await request(bench, 'ana', 'cancel order 42')
    const [authorized] = evidence(bench, 'command.authorized').slice(-1)
    expect(heldIn(authorized)).toMatchObject({
      ...{ person: 'ana', roles: ['requester'], scopes: ['orders.write'] },
      roll: expect.any(Number),
    })
    await bench.hear('carla', `2 ${tokenOf(bench, name, 'carla')}`)
    await requestAndGrant(bench, 'ana', 'cancel order 43', 'edu')
    const scopes = ['admin.approve.destructive']
    expect(heldIn(evidence(bench, 'approval.denied').at(-1))).toMatchObject({
      ...{ person: 'carla', roles: ['approver'], scopes },
    })
    const granted = evidence(bench, 'approval.granted').at(-1)
    expect(Object(Object(granted).body).instead_of).toBe('beto')
    expect(heldIn(granted)).toMatchObject({ person: 'beto', roles: ['approver'], scopes })
  }))
