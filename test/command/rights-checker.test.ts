// Checks decisions against the rights that the evidence before them grants, or does not grant.

import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/command/changes.ts'
import type { RightsRow } from '../../src/command/proved/rights-body.ts'
import { rightsChecker } from '../../src/command/proved/rights-checker.ts'
import { withRights } from '../../src/command/rights.ts'

const tenant = 'dev:acme'
type Told = Partial<Omit<RightsRow, 'body'>> & { readonly body?: object | string | null }

/** The faults of each artifact, without those that have none. */
function misfits(all: readonly Told[], judgedFrom = 0, schema = 1): readonly string[] {
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
const begun: Told = {
  ...{ type: 'service.start', tenant: '-', actor: 'aval' },
  body: { enrolled: ['ana', 'beto', 'carla'], rights: [ana, approvers] },
}
const first: Told = { type: 'policy.bound', tenant: '-', actor: 'aval', roll: 1 }
const start = (...rights: readonly object[]): Told => ({ ...begun, body: { enrolled: [], rights } })
const changed = (roll: number, ...rights: readonly object[]): Told => ({
  ...{ type: 'effect.applied', actor: 'aval', roll, body: { rights } },
})
const held = (more: object = {}) => ({
  held: { person: 'beto', scopes: ['orders.approve'], roles: ['approver'], roll: 1, ...more },
})
const grant = (more: object = {}, also: object = {}): Told => ({ body: { ...held(more), ...also } })
const asked = (more: object = {}): Told => ({
  ...{ type: 'command.authorized', actor: 'aval' },
  body: held({ person: 'ana', roles: ['requester'], scopes: ['orders.write'], ...more }),
})
const delegated = { to: 'carla', until: '2026-01-05T09:00:04.000Z' }
const inPlace = (roll: number): Told => ({
  ...grant({ roll }, { instead_of: 'beto' }),
  actor: 'carla',
})

describe('nothing is found', () => {
  it.each<[string, readonly Told[]]>([
    [
      'in answers and questions of those who had the right',
      [begun, first, asked(), grant(), grant()],
    ],
    [
      'where the one who decides made no right count',
      [begun, first, { type: 'command.authorized' }],
    ],
    [
      'in what changes rights itself, and counted before',
      [
        ...[begun, first],
        { ...grant(), roll: 2, body: { ...held(), rights: [of(['beto'], ['observer'])] } },
      ],
    ],
    [
      'under a scope of one’s own',
      [
        ...[begun, first, changed(2, of(['zoe'], [], { grants: ['orders.approve'] }))],
        {
          ...grant({ person: 'zoe', roles: [], grants: ['orders.approve'], roll: 2 }),
          actor: 'zoe',
        },
      ],
    ],
    [
      'in another’s place, while it is handed over',
      [...[begun, first, changed(2, of(['beto'], ['approver'], { delegated }))], inPlace(2)],
    ],
    ['where a later start says the same of all', [begun, first, start(ana, approvers), grant()]],
    [
      'where somebody is gone, and a later start does not name them',
      [
        ...[begun, first, changed(2, { people: ['carla'], gone: true })],
        start(ana, of(['beto'], ['approver'])),
      ],
    ],
    [
      'where what gave the right is erased',
      [...[{ ...begun, body: null }, { ...first, body: null }, grant()]],
    ],
    ['where only the first of a start is erased', [{ ...begun, body: null }, first, grant()]],
    [
      'where what may have taken it is erased',
      [
        ...[begun, first, { ...changed(2), body: null }, grant({ roles: ['admin'], roll: 2 })],
        start(ana, of(['beto'], ['admin'])),
        grant({ roles: ['admin'], roll: 2 }),
      ],
    ],
    ['where the answer itself is erased', [begun, first, { actor: 'zoe', body: null }]],
  ])('%s', (_, all) => {
    expect(misfits(all)).toEqual([])
  })
})

const stranger = { ...grant({ person: 'zoe' }), actor: 'zoe' }
const misfitting: readonly (readonly [string, readonly Told[], string])[] = [
  ['who was never enrolled', [begun, first, stranger], 'nobody called zoe was enrolled'],
  [
    'who was gone',
    [begun, first, changed(2, { people: ['beto'], gone: true }), grant({ roll: 2 })],
    'nobody called beto was enrolled',
  ],
  [
    'who had not the role',
    [begun, first, asked({ roles: ['admin'] })],
    'ana had not the role admin',
  ],
  [
    'who had not the role any more',
    [begun, first, changed(2, of(['beto'], [])), grant({ roll: 2 })],
    'beto had not the role approver',
  ],
  [
    'who had not the scope',
    [begun, first, grant({ roles: [], grants: ['*'] })],
    'beto had not the scope *',
  ],
  ['who names neither', [begun, first, grant({ roles: [] })], 'nothing gave beto orders.approve'],
  [
    'who was at rest',
    [
      ...[begun, first, changed(2, of(['beto'], ['approver'], { rest: 'by_admin' }))],
      grant({ roll: 2 }),
    ],
    'beto was at rest',
  ],
  [
    'who was of another tenant',
    [begun, first, { ...grant(), tenant: 'dev:other' }],
    'beto was not of dev:other',
  ],
  [
    'under the right of somebody else',
    [begun, first, { ...grant(), actor: 'carla' }],
    'it names the right of beto, who is another one',
  ],
  ['under no right', [begun, first, {}], 'it names no right'],
  [
    'on an older roll',
    [begun, first, changed(2, of(['carla'], [])), grant()],
    'it names the roll 1, and it was 2',
  ],
  [
    'on no roll',
    [begun, first, grant({ roll: undefined })],
    'it names the roll of no number, and it was 1',
  ],
  [
    'in another’s place without being asked to',
    [begun, first, inPlace(1)],
    'carla did not answer for beto by then',
  ],
  [
    'in another’s place when that was over',
    [
      ...[begun, first, changed(2, of(['beto'], ['approver'], { delegated })), first, first],
      inPlace(1),
    ],
    'carla did not answer for beto by then',
  ],
  [
    'in another’s place at rest',
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
    'at a start, where it gives rights',
    [begun, first, start(of(['ana'], ['admin']), approvers)],
    'it gives ana other rights, and nothing changed them',
  ],
  [
    'at a start, where it takes them',
    [begun, first, start(ana)],
    'it gives beto other rights, and nothing changed them',
  ],
  [
    'at a start, where it enrols somebody',
    [begun, first, start(ana, approvers, of(['zoe'], []))],
    'nobody called zoe was enrolled',
  ],
  ['where nobody can read it', [begun, first, { body: '{' }], 'nobody can read it'],
  ['where the right is no right', [begun, first, { body: { held: 'all' } }], 'nobody can read it'],
  [
    'behind a sound one of another',
    [begun, first, grant(), { ...grant(), actor: 'carla' }],
    'it names the right of beto, who is another one',
  ],
  [
    'behind a sound one that its text hides',
    [
      ...[begun, first, grant()],
      {
        body: `{"a":{"held":${JSON.stringify(held().held)}},"held":{"person":"zoe","roles":[],"roll":1,"scopes":["x"]}}`,
      },
    ],
    'it names the right of zoe, who is another one',
  ],
]

it.each(misfitting)('it is found %s', (_, all, misfit) => {
  expect(misfits(all)).toEqual([misfit])
})

it('learns from what it does not judge', () => {
  const all = [
    begun,
    first,
    { ...grant(), actor: 'zoe' },
    changed(2, of(['beto'], [])),
    grant({ roll: 2 }),
  ]
  expect(misfits(all, 4)).toEqual(['beto had not the role approver'])
})

it('a change that leaves the rights as they were says none, and so does a roll that is not whole', () => {
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

it('names rights that somebody gets without a command, and none that come to rest and back', () => {
  const resting = of(['beto'], ['approver'], { rest: 'identity_changed' })
  const alone = (roll: number, ...rights: readonly object[]): Told => ({
    ...changed(roll, ...rights),
    isCommands: false,
  })
  const back = of(['beto'], ['approver'])
  const shown = (more: object = {}): Told => ({
    ...alone(3, back),
    ...{ type: 'auth.accepted', actor: 'beto' },
    body: { rights: [back], method: 'challenge', ...more },
  })
  expect(misfits([begun, first, alone(2, resting), shown()])).toEqual([])
  const byLine = shown({ method: 'command_line', act: 'restore' })
  expect(misfits([begun, first, alone(2, resting), byLine])).toEqual([])
  const silent = ['it lets beto come back from rest, and nothing did']
  expect(misfits([begun, first, alone(2, resting), alone(3, back)])).toEqual(silent)
  expect(misfits([begun, first, alone(2, resting), { ...shown(), actor: 'ana' }])).toEqual(silent)
  const byAdmin = changed(2, of(['beto'], ['approver'], { rest: 'by_admin' }))
  expect(misfits([begun, first, byAdmin, byLine])).toEqual(silent)
  expect(misfits([begun, first, alone(2, of(['ana'], ['admin']))])).toEqual([
    'it gives ana rights, and no command did',
  ])
  expect(misfits([begun, first, alone(2, of(['mallory'], ['admin']))])).toHaveLength(1)
  expect(
    misfits([begun, first, alone(2, of(['ana'], ['requester'], { rest: 'by_admin' }))]),
  ).toEqual(['it puts ana to rest as an admin does, and no command did'])
  const made = (role: string) => ({
    ...alone(2, of(['ana'], [role, 'requester'])),
    type: 'auth.accepted',
  })
  const byAct = (role: string) => {
    const one = made(role)
    return { ...one, body: { ...Object(one.body), act: 'admin' } }
  }
  expect(misfits([begun, first, byAct('admin')])).toEqual([])
  expect(misfits([begun, first, byAct('auditor')])).toHaveLength(1)
  expect(misfits([begun, first, changed(2, of(['mallory'], ['admin']))])).toEqual([])
})

it('takes a migration once for each schema, in their order, up to that of the file', () => {
  const startOf = (schema: number): Told => ({
    ...begun,
    body: { enrolled: [], rights: [ana, approvers], schema },
  })
  const more = of(['ana'], ['admin', 'requester'])
  const migrated = (from: number, schema: number): Told => ({
    ...{ type: 'alignment.checked', tenant: '-', actor: 'aval', roll: 2, isCommands: false },
    body: { why: 'schema', from, schema, rights: [more] },
  })
  const began = { ...begun, body: { ...Object(begun.body), schema: 1 } }
  const forged = ['it says that a migration was, and there was none']
  expect(misfits([began, first, migrated(1, 2)], 0, 2)).toEqual([])
  expect(misfits([began, first, migrated(1, 2)], 0, 1)).toEqual(forged)
  expect(misfits([began, first, migrated(1, 1)], 0, 1)).toEqual(forged)
  expect(misfits([began, first, migrated(0, 2)], 0, 2)).toEqual(forged)
  expect(misfits([began, first, { ...migrated(1, 2), type: 'limit.reached' }], 0, 2)).toEqual(
    forged,
  )
  expect(misfits([began, first, migrated(1, 2), startOf(1)], 0, 2)).toContain(
    'it names the schema 1, and a newer one was before it',
  )
})
