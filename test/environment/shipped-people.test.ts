// The shipped dev and prod have enough people: for each request that one may make, others can
// approve. And they act on nothing in common.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readFlows, readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { checkSystems } from '../../src/environment/doctor/sharing.ts'
import { peopleOfFile } from '../../src/environment/people.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { chooseApprovers } from '../../src/policy/approval.ts'
import { decide } from '../../src/policy/decide.ts'
import { noCounts } from '../../src/policy/limits.ts'
import type { Person } from '../../src/policy/people.ts'

const now = Date.UTC(2026, 0, 5, 9)
const flows = [...readFlows(shipped).values()]

it.each(['dev', 'prod'] as const)(
  'in %s each request that a person may make has enough approvers',
  (name) => {
    const settings = readSettings(shipped, name)
    const people = peopleOfFile(settings)
    const reading = readPack(shipped, settings.policy)
    if (reading.kind === 'failed') throw new Error(reading.error)
    const { pack } = reading
    const needOf = (requester: Person, flow: (typeof flows)[number]) => {
      const decision = decide(pack, {
        now,
        environment: name,
        mode: { kind: 'open' },
        partLocks: [],
        binding: { ...settings.policy, digest: pack.digest },
        requester,
        tenant: requester.tenant,
        command: {
          safetyClass: flow.risk,
          scopes: flow.scopes,
          approvalPolicyId: flow.approval_policy_id ?? null,
          confirm: flow.confirm,
          available: flow.available,
          connectors: [],
          twoPeople: flow.two_people,
          agent: null,
          names: [flow.command],
          values: () => ({}),
          count: 1,
          risk: null,
        },
        counts: noCounts,
        suspicious: false,
        emergencyUntil: null,
      })
      return decision.kind === 'allowed' ? decision.needs.approval : null
    }
    const lacking: string[] = []
    let needed = 0
    for (const requester of people)
      for (const flow of flows) {
        const need = needOf(requester, flow)
        if (need === null) continue
        needed += 1
        const others = people.filter((one) => one.id !== requester.id)
        // Commands about one of the two admins need a third, which the shipped files do not have.
        for (const subject of flow.does.startsWith('aval.people.') ? others : [undefined]) {
          const parties = { requester: requester.id, tenant: requester.tenant }
          const about = subject === undefined ? parties : { ...parties, subject: subject.id }
          const { first, fallback } = chooseApprovers(pack, need, people, about, {
            now,
            onCall: [],
          })
          const isAdmin = subject?.roles.includes('admin') === true
          if (first.length + fallback.length < need.approvers && !isAdmin)
            lacking.push(`${requester.id}: ${flow.command}`)
        }
      }
    expect(needed).toBeGreaterThan(10)
    expect(lacking).toEqual([])
  },
)

it('commands about people need two people, under HAPF-Basic too', () => {
  const about = flows.filter(({ approval_policy_id: id }) => id === 'people' || id === 'enrolment')
  const alone = about.filter((one) => !one.two_people).map((one) => one.command)
  expect([about.length > 8, alone]).toEqual([true, []])
})

it.each(['dev', 'prod'] as const)('%s acts on no system of the other one', (name) => {
  expect(checkSystems(shipped, readSettings(shipped, name))).toEqual([])
})

it('npm start opens the demo shop where the connector of dev looks for it', () => {
  const script = readFileSync(join(shipped, 'scripts', 'start.mjs'), 'utf8')
  const port = /^const shopPort = (\d+)$/m.exec(script)?.[1]
  expect(readSettings(shipped, 'dev').connectors['shop']?.base_url).toBe(`http://127.0.0.1:${port}`)
})
