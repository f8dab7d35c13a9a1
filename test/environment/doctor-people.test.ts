// What `aval doctor` reports about people: names, roles, second factors and owners of agents.

import { expect, it } from 'vitest'
import { shipped } from '../../src/environment/content-files.ts'
import { checkPeople } from '../../src/environment/doctor/people.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { castOf, shippedPack } from '../model/content.ts'

const settings = readSettings(shipped, 'dev')

function rolesFindings(roles: readonly string[]) {
  const inFile = castOf('dev').map((one) => (one.id === 'ana' ? { ...one, roles } : one))
  return checkPeople(settings, shippedPack(), { inFile, inStore: [] }).filter(
    (one) => one.check === 'roles',
  )
}

it('doctor names people of one tenant who share a name, whatever its accents', () => {
  const named = (name: string, id: string) =>
    castOf('dev').map((one) => (one.id === id ? { ...one, name } : one))
  const findings = (inFile: ReturnType<typeof castOf>) =>
    checkPeople(settings, null, { inFile, inStore: [] }).filter((one) => one.check === 'names')
  expect(findings(castOf('dev'))).toEqual([])
  expect(findings(named('Béto', 'carla'))).toMatchObject([
    { what: expect.stringContaining('beto and carla are both called Beto') },
  ])
  // Rita is of another tenant.
  expect(findings(named('Beto', 'rita'))).toEqual([])
})

it('doctor names the owner of an agent who is unknown or suspended', () => {
  const http = { port: 0, host: '127.0.0.1', names: [], tokens: {}, requesters: {} }
  const findings = (owner: string, inFile = castOf('dev')) =>
    checkPeople(
      {
        ...settings,
        http: { ...http, agents: { helper: { owner, token: 'secret://env/HELPER_TOKEN' } } },
      },
      null,
      {
        inFile,
        inStore: [],
      },
    ).filter((one) => one.check === 'agents')
  expect(findings('ana')).toEqual([])
  expect(JSON.stringify(findings('nobody'))).toMatch(/nobody, the owner of the agent helper/)
  const resting = castOf('dev').map((one) => ({ ...one, suspended: 'by_admin' as const }))
  expect(JSON.stringify(findings('ana', resting))).toMatch(/ana.* is suspended/)
})

it("doctor asks for an admin's approval, not for another enrolment, while an app is pending", () => {
  const prod = { ...settings, environment: 'prod' as const }
  const findings = (stepUp: 'none' | 'pending' | 'active') => {
    const inStore = castOf('prod').map((one) => ({ ...one, stepUp }))
    return checkPeople(prod, shippedPack(), { inFile: castOf('prod'), inStore })
      .filter((one) => one.check === 'step_up' && /\bbeto\b|every/.test(one.what))
      .map((one) => [one.level, one.mend])
  }
  expect(findings('none')).toEqual([['unsafe', 'aval people enrol beto --env prod']])
  expect(findings('pending')).toEqual([['unsafe', expect.stringContaining('activate beto')]])
  expect(JSON.stringify(findings('pending'))).not.toContain('people enrol')
  expect(findings('active')).toEqual([['ok', '']])
})

it('doctor names people with an unknown role, and the roles of the pack', () => {
  expect(rolesFindings(['requester'])).toEqual([])
  for (const unknown of ['aprover', 'constructor'])
    expect(JSON.stringify(rolesFindings(['requester', unknown]))).toMatch(
      new RegExp(`ana has the role ${unknown}.*requester, approver, admin`),
    )
})
