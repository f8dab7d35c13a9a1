// Verification of rights: those that the holder of the key writes into the evidence of a command
// that was asked for something else are reported.

import { expect, it } from 'vitest'
import { flowDoing } from '../../src/command/flow.ts'
import { unrequestedRight } from '../../src/command/verify/rights-by-command.ts'
import { rulesFor } from '../model/content.ts'
import { onBench, request } from '../model/scenes.ts'
import { type Forged, forge } from './forged.ts'
import { found } from './found-breaks.ts'

/** What is found where the handing over of a duty says these rights, too. */
function afterSaying(...rights: readonly object[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    onBench('dev', 'HAPF-Strong', async (bench) => {
      await request(bench, 'beto', 'delegate to carla for 2h')
      await bench.quiet()
      expect(found(bench, 'dev')).toEqual([])
      let changed = 0
      forge(bench.file, (one: Forged) => {
        const stated = one.body['rights']
        if (one.command === undefined || !Array.isArray(stated)) return [one]
        changed += 1
        return [{ ...one, body: { ...one.body, rights: [...stated, ...rights] } }]
      })
      expect(changed).toBe(1)
      resolve(found(bench, 'dev').filter((one) => one.startsWith('right_unproven')))
    }).catch(reject)
  })
}

const of = (person: string, roles: readonly string[], more: object = {}) => ({
  ...{ people: [person], tenant: 'dev:acme', roles },
  ...more,
})

it('verify accepts rights in the evidence of a delegation that change nothing of anybody', async () => {
  expect(await afterSaying()).toEqual([])
  expect(await afterSaying(of('ana', ['requester'], { rest: 'identity_changed' }))).toEqual([])
})

it.each<[string, object, string]>([
  [
    'more roles of the requester',
    of('beto', ['admin', 'approver']),
    'it changes the roles of beto',
  ],
  ['other roles of somebody else', of('ana', ['admin']), 'it changes the roles of ana'],
  ['a new person', of('mallory', ['admin']), 'it changes the roles of mallory'],
  [
    'an additional scope',
    of('beto', ['approver'], { grants: ['admin.people'] }),
    'it changes the scopes of beto',
  ],
  ['a suspended admin', of('dora', ['admin'], { rest: 'by_admin' }), 'it suspends dora'],
  ['another tenant', { ...of('ana', ['requester']), tenant: 'dev:globex' }, 'it moves ana'],
  ['a forgotten person', { people: ['ana'], gone: true }, 'it forgets ana'],
])('verify reports rights in the evidence of a delegation: %s', async (_what, rights, finding) => {
  expect((await afterSaying(rights)).join()).toContain(`${finding}, and was not asked to`)
})

const { flows } = rulesFor('dev', 'HAPF-Strong')
const known = new Map([
  ['sara', { tenant: 'dev:acme', roles: ['approver'], grants: ['audit.read'] }],
  ['otto', { tenant: 'dev:acme', roles: ['approver'], grants: [], rest: 'by_admin' }],
])

/** What is said of an operation that was asked for with these slots. */
function unasked(does: string, slots: object, ...stated: Parameters<typeof unrequestedRight>[1]) {
  const flow = flowDoing(flows, does)
  if (flow === undefined) throw new Error(`No command does ${does}.`)
  const { command, digest } = flow
  const definition = { [`command ${command}`]: digest }
  const proposal = JSON.stringify({ command, slots, definition })
  const texts = { pack: () => null, flow: (named: string) => (named === digest ? flow : null) }
  return unrequestedRight(proposal, stated, known, texts)
}

const sara = (roles: string[], grants: string[], more: object = {}) => {
  return { people: ['sara'], tenant: 'dev:acme', roles, grants, ...more }
}
const suspended = { people: ['otto'], tenant: 'dev:acme', roles: ['approver'], grants: [] }

it.each<[string, object, Parameters<typeof unrequestedRight>[1][number], string | null]>([
  ['people.add_role', { role: 'Admin' }, sara(['admin', 'approver'], ['audit.read']), null],
  ['people.add_role', { role: 'auditor' }, sara(['admin'], ['audit.read']), 'roles'],
  ['people.drop_role', { role: 'approver' }, sara(['observer'], ['audit.read']), null],
  ['people.suspend', {}, sara(['admin', 'approver'], ['audit.read']), 'roles'],
  ['people.grant', { scope: 'x.y' }, sara(['approver'], ['audit.read', 'x.y']), null],
  ['people.grant', { scope: 'x.y' }, sara(['approver'], ['audit.read', 'x.z']), 'scopes'],
  ['people.revoke', { scope: 'audit.read' }, sara(['approver'], []), null],
  ['people.restore', { scope: 'audit.read' }, sara(['approver'], []), 'scopes'],
  ['people.suspend', {}, sara(['approver'], ['audit.read'], { rest: 'by_admin' }), null],
  ['people.grant', {}, sara(['approver'], ['audit.read'], { rest: 'by_admin' }), 'suspends'],
  ['people.restore', { person: 'otto' }, suspended, null],
  ['people.grant', { person: 'otto' }, suspended, 'restores'],
  ['people.restore', {}, suspended, 'restores'],
  ['retention.forget', {}, { people: ['sara'], gone: true }, null],
  ['people.enrol', { id: 'Rui', person: undefined }, { ...suspended, people: ['rui'] }, 'roles'],
  [
    'people.enrol',
    { id: 'rui', role: 'approver', person: undefined },
    { ...suspended, people: ['rui'] },
    null,
  ],
  [
    'people.add_role',
    { person: 'rui', role: 'approver' },
    { ...suspended, people: ['rui'] },
    'roles',
  ],
])(
  'aval.%s with the slots %j: a change of rights is accepted only if it was asked for',
  (does, slots, stated, finding) => {
    const fault = unasked(`aval.${does}`, { person: 'sara', ...slots }, stated)
    if (finding === null) expect(fault).toBeNull()
    else expect(fault).toContain(finding)
  },
)
