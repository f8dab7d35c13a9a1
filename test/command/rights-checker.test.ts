// Checks decisions against the rights that the evidence before them grants, or does not grant.

import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/command/changes.ts'
import { withRights } from '../../src/command/rights.ts'
import type { RightsRow } from '../../src/command/verify/rights-body.ts'
import { rightsChecker } from '../../src/command/verify/rights-checker.ts'

const tenant = 'dev:acme'
type Entry = Partial<Omit<RightsRow, 'body'>> & { readonly body?: object | string | null }

/** The faults of each artifact, without those that have none. */
function faultsIn(all: readonly Entry[], judgedFrom = 0, schema = 1): readonly string[] {
  const take = rightsChecker({ schema })
  return all.flatMap(({ body = {}, ...more }, index) => {
    const seconds = String(index).padStart(2, '0')
    const row: RightsRow = {
      ...{ tenant, seq: index + 1, type: 'approval.granted', actor: 'beto', roll: null },
      policy: null,
      isCommands: true,
      ...{ time: `2026-01-05T09:00:${seconds}.000Z`, ...more },
      body: typeof body === 'string' || body === null ? body : JSON.stringify(body),
    }
    return take(row, index >= judgedFrom) ?? []
  })
}

const of = (people: readonly string[], roles: readonly string[], more: object = {}) => ({
  ...{ people, tenant, roles, ...more },
})
const ana = of(['ana'], ['requester'])
const approvers = of(['beto', 'carla'], ['approver'])
const begun: Entry = {
  ...{ type: 'service.start', tenant: '-', actor: 'aval' },
  body: { enrolled: ['ana', 'beto', 'carla'], rights: [ana, approvers] },
}
const first: Entry = { type: 'policy.bound', tenant: '-', actor: 'aval', roll: 1 }
const start = (...rights: readonly object[]): Entry => ({
  ...begun,
  body: { enrolled: [], rights },
})
const changed = (roll: number, ...rights: readonly object[]): Entry => ({
  ...{ type: 'effect.applied', actor: 'aval', roll, body: { rights } },
})
const held = (more: object = {}) => ({
  held: { person: 'beto', scopes: ['orders.approve'], roles: ['approver'], roll: 1, ...more },
})
const grant = (more: object = {}, also: object = {}): Entry => ({
  body: { ...held(more), ...also },
})
const asked = (more: object = {}): Entry => ({
  ...{ type: 'command.authorized', actor: 'aval' },
  body: held({ person: 'ana', roles: ['requester'], scopes: ['orders.write'], ...more }),
})
const delegated = { to: 'carla', until: '2026-01-05T09:00:04.000Z' }
const inPlace = (roll: number): Entry => ({
  ...grant({ roll }, { instead_of: 'beto' }),
  actor: 'carla',
})

describe('the checker of rights accepts', () => {
  it.each<[string, readonly Entry[]]>([
    [
      'answers and requests of people who held the right',
      [begun, first, asked(), grant(), grant()],
    ],
    ['a decision that names no right', [begun, first, { type: 'command.authorized' }]],
    [
      'an answer that changes the rights of its giver',
      [
        ...[begun, first],
        { ...grant(), roll: 2, body: { ...held(), rights: [of(['beto'], ['observer'])] } },
      ],
    ],
    [
      'an answer under a personal grant',
      [
        ...[begun, first, changed(2, of(['zoe'], [], { grants: ['orders.approve'] }))],
        {
          ...grant({ person: 'zoe', roles: [], grants: ['orders.approve'], roll: 2 }),
          actor: 'zoe',
        },
      ],
    ],
    [
      'an answer of a delegate during the delegation',
      [...[begun, first, changed(2, of(['beto'], ['approver'], { delegated }))], inPlace(2)],
    ],
    ['a later start with the same rights', [begun, first, start(ana, approvers), grant()]],
    [
      'a later start without a person who was removed',
      [
        ...[begun, first, changed(2, { people: ['carla'], gone: true })],
        start(ana, of(['beto'], ['approver'])),
      ],
    ],
    [
      'an answer whose granting artifacts are erased',
      [...[{ ...begun, body: null }, { ...first, body: null }, grant()]],
    ],
    ['an answer after an erased start', [{ ...begun, body: null }, first, grant()]],
    [
      'an answer after an erased change of rights',
      [
        ...[begun, first, { ...changed(2), body: null }, grant({ roles: ['admin'], roll: 2 })],
        start(ana, of(['beto'], ['admin'])),
        grant({ roles: ['admin'], roll: 2 }),
      ],
    ],
    ['an erased answer', [begun, first, { actor: 'zoe', body: null }]],
  ])('%s', (_, all) => {
    expect(faultsIn(all)).toEqual([])
  })
})

const stranger = { ...grant({ person: 'zoe' }), actor: 'zoe' }
const faultyHistories: readonly (readonly [string, readonly Entry[], string])[] = [
  [
    'an answer of somebody never enrolled',
    [begun, first, stranger],
    'nobody called zoe was enrolled',
  ],
  [
    'an answer of somebody removed',
    [begun, first, changed(2, { people: ['beto'], gone: true }), grant({ roll: 2 })],
    'nobody called beto was enrolled',
  ],
  [
    'a request under a role not held',
    [begun, first, asked({ roles: ['admin'] })],
    'ana had not the role admin',
  ],
  [
    'an answer under a role lost before',
    [begun, first, changed(2, of(['beto'], [])), grant({ roll: 2 })],
    'beto had not the role approver',
  ],
  [
    'an answer under a scope not held',
    [begun, first, grant({ roles: [], grants: ['*'] })],
    'beto had not the scope *',
  ],
  [
    'an answer that names neither role nor grant',
    [begun, first, grant({ roles: [] })],
    'nothing gave beto orders.approve',
  ],
  [
    'an answer of somebody suspended',
    [
      ...[begun, first, changed(2, of(['beto'], ['approver'], { rest: 'by_admin' }))],
      grant({ roll: 2 }),
    ],
    'beto was at rest',
  ],
  [
    'an answer of somebody of another tenant',
    [begun, first, { ...grant(), tenant: 'dev:other' }],
    'beto was not of dev:other',
  ],
  [
    'an answer under the right of somebody else',
    [begun, first, { ...grant(), actor: 'carla' }],
    'it names the right of beto, who is another one',
  ],
  ['an answer without a right', [begun, first, {}], 'it names no right'],
  [
    'an answer that names an older roll',
    [begun, first, changed(2, of(['carla'], [])), grant()],
    'it names the roll 1, and it was 2',
  ],
  [
    'an answer that names no roll',
    [begun, first, grant({ roll: undefined })],
    'it names the roll of no number, and it was 1',
  ],
  [
    'an answer for somebody who did not delegate',
    [begun, first, inPlace(1)],
    'carla did not answer for beto by then',
  ],
  [
    'an answer after the delegation was over',
    [
      ...[begun, first, changed(2, of(['beto'], ['approver'], { delegated })), first, first],
      inPlace(1),
    ],
    'carla did not answer for beto by then',
  ],
  [
    'an answer of a suspended delegate',
    [
      ...[begun, first],
      changed(
        2,
        of(['beto'], ['approver'], { delegated }),
        of(['carla'], [], { rest: 'by_admin' }),
      ),
      inPlace(2),
    ],
    'carla was at rest',
  ],
  [
    'a start that adds rights',
    [begun, first, start(of(['ana'], ['admin']), approvers)],
    'it gives ana other rights, and nothing changed them',
  ],
  [
    'a start that removes rights',
    [begun, first, start(ana)],
    'it gives beto other rights, and nothing changed them',
  ],
  [
    'a start that enrols somebody',
    [begun, first, start(ana, approvers, of(['zoe'], []))],
    'nobody called zoe was enrolled',
  ],
  ['an answer with an unreadable body', [begun, first, { body: '{' }], 'nobody can read it'],
  [
    'an answer with a malformed right',
    [begun, first, { body: { held: 'all' } }],
    'nobody can read it',
  ],
  [
    'a bad answer after a good one with the same text',
    [begun, first, grant(), { ...grant(), actor: 'carla' }],
    'it names the right of beto, who is another one',
  ],
  [
    'a bad right after a good one inside the same body',
    [
      ...[begun, first, grant()],
      {
        body: `{"a":{"held":${JSON.stringify(held().held)}},"held":{"person":"zoe","roles":[],"roll":1,"scopes":["x"]}}`,
      },
    ],
    'it names the right of zoe, who is another one',
  ],
]

it.each(faultyHistories)('reports %s', (_, all, misfit) => {
  expect(faultsIn(all)).toEqual([misfit])
})

it('learns from artifacts that it does not judge', () => {
  const all = [
    begun,
    first,
    { ...grant(), actor: 'zoe' },
    changed(2, of(['beto'], [])),
    grant({ roll: 2 }),
  ]
  expect(faultsIn(all, 4)).toEqual(['beto had not the role approver'])
})

it('no rights are recorded for a change that leaves them as they were, or on a broken roll', () => {
  const beto = {
    ...{ id: 'beto', name: 'Beto', tenant, roles: ['approver'], grants: [], locale: 'en' },
    ...{ identifiers: [], stepUp: 'none' as const },
  }
  const draft = { type: 'auth.accepted', time: 0, tenant, actor: 'beto', body: {} } as const
  const stepOf = (more: object): Step => [
    { kind: 'person', person: { ...beto, ...more } },
    { kind: 'evidence', draft },
  ]
  const said = (roll: number | null, more: object) =>
    withRights({ people: [beto], roll }, stepOf(more)).flatMap((one) =>
      one.kind === 'evidence' ? [one.draft.body] : [],
    )
  expect(said(1, { locale: 'es', identifiers: ['+5511900000009'] })).toEqual([{}])
  expect(said(null, { roles: [] })).toEqual([{}])
  expect(said(1, { roles: [] })).toEqual([{ rights: [{ people: ['beto'], tenant, roles: [] }] }])
})

it('reports rights gained without a command, and accepts a restoration after a suspension', () => {
  const resting = of(['beto'], ['approver'], { rest: 'identity_changed' })
  const alone = (roll: number, ...rights: readonly object[]): Entry => ({
    ...changed(roll, ...rights),
    isCommands: false,
  })
  const back = of(['beto'], ['approver'])
  const shown = (more: object = {}): Entry => ({
    ...alone(3, back),
    ...{ type: 'auth.accepted', actor: 'beto' },
    body: { rights: [back], method: 'challenge', ...more },
  })
  expect(faultsIn([begun, first, alone(2, resting), shown()])).toEqual([])
  const byLine = shown({ method: 'command_line', act: 'restore' })
  expect(faultsIn([begun, first, alone(2, resting), byLine])).toEqual([])
  const silent = ['it lets beto come back from rest, and nothing did']
  expect(faultsIn([begun, first, alone(2, resting), alone(3, back)])).toEqual(silent)
  expect(faultsIn([begun, first, alone(2, resting), { ...shown(), actor: 'ana' }])).toEqual(silent)
  const byAdmin = changed(2, of(['beto'], ['approver'], { rest: 'by_admin' }))
  expect(faultsIn([begun, first, byAdmin, byLine])).toEqual(silent)
  expect(faultsIn([begun, first, alone(2, of(['ana'], ['admin']))])).toEqual([
    'it gives ana rights, and no command did',
  ])
  expect(faultsIn([begun, first, alone(2, of(['mallory'], ['admin']))])).toHaveLength(1)
  expect(
    faultsIn([begun, first, alone(2, of(['ana'], ['requester'], { rest: 'by_admin' }))]),
  ).toEqual(['it puts ana to rest as an admin does, and no command did'])
  const withRole = (role: string) => ({
    ...alone(2, of(['ana'], [role, 'requester'])),
    type: 'auth.accepted',
  })
  const byAct = (role: string) => {
    const one = withRole(role)
    return { ...one, body: { ...Object(one.body), act: 'admin' } }
  }
  expect(faultsIn([begun, first, byAct('admin')])).toEqual([])
  expect(faultsIn([begun, first, byAct('auditor')])).toHaveLength(1)
  expect(faultsIn([begun, first, changed(2, of(['mallory'], ['admin']))])).toEqual([])
})

it('accepts one migration for each schema, in order, up to that of the file', () => {
  const startOf = (schema: number): Entry => ({
    ...begun,
    body: { enrolled: [], rights: [ana, approvers], schema },
  })
  const more = of(['ana'], ['admin', 'requester'])
  const migrated = (from: number, schema: number): Entry => ({
    ...{ type: 'alignment.checked', tenant: '-', actor: 'aval', roll: 2, isCommands: false },
    body: { why: 'schema', from, schema, rights: [more] },
  })
  const began = { ...begun, body: { ...Object(begun.body), schema: 1 } }
  const forged = ['it says that a migration was, and there was none']
  expect(faultsIn([began, first, migrated(1, 2)], 0, 2)).toEqual([])
  expect(faultsIn([began, first, migrated(1, 2)], 0, 1)).toEqual(forged)
  expect(faultsIn([began, first, migrated(1, 1)], 0, 1)).toEqual(forged)
  expect(faultsIn([began, first, migrated(0, 2)], 0, 2)).toEqual(forged)
  expect(faultsIn([began, first, { ...migrated(1, 2), type: 'limit.reached' }], 0, 2)).toEqual(
    forged,
  )
  expect(faultsIn([began, first, migrated(1, 2), startOf(1)], 0, 2)).toContain(
    'it names the schema 1, and a newer one was before it',
  )
})
