// What the text of a policy demands at least, by the verifier's own reading, compared with what the
// program decides: never more.

import { expect, it } from 'vitest'
import type { JsonObject } from '../../scripts/verifier/pack-file.ts'
import { demandOf } from '../../scripts/verifier/policy.ts'
import type { Wish } from '../../scripts/verifier/when.ts'
import { readYaml } from '../../scripts/verifier/yaml.ts'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { homeTexts } from '../../src/environment/texts.ts'
import { decide } from '../../src/policy/decide.ts'
import type { PolicyFacts } from '../../src/policy/decision.ts'
import { environments, profiles, safetyClasses } from '../../src/policy/names.ts'

const wish: Wish = {
  ...{ environment: 'prod', profile: 'HAPF-Strong', safetyClass: 'S2', requester: 'ana' },
  ...{ isAgents: false, names: ['order.cancel'], count: 1, declared: 'destructive' },
  ...{ twoPeople: false, isLeftOpen: false, isEmergency: false, confirms: true },
  // A Monday, so that no freeze of a weekend holds.
  ...{ at: Date.UTC(2026, 0, 5, 12), shown: { values: new Map(), risk: null } },
}
const pack = (rules: string): JsonObject => {
  const value = readYaml(`roles:
  approver: [admin.*]
profiles:
  HAPF-Strong:
    approvers: { S2: 1, S3: 2 }
approvals:
  destructive: { classes: [S2], scope: admin.approve.destructive, ask: [approver], expires: 30m }
  money: { classes: [S3], scope: admin.money, ask: [approver], expires: 15m, denials: 2 }
step_up:
  prod: { S2: 1h, S3: each }
emergency: { approvers: 1, lasts: 1h }
rules:
${rules}
`)
  return value as JsonObject
}
const rule = (when: string, then: string) =>
  `  - name: one\n    when: { ${when} }\n    then: { ${then} }`

it('the verifier adds the demands of rules that match, and names rules it cannot evaluate', () => {
  const wanted = (rules: string, more: Partial<Wish> = {}) =>
    demandOf(pack(rules), { ...wish, ...more })?.wanted
  const one = { scopes: ['admin.approve.destructive'], approvers: 1, denials: 1 }
  const alone = { ...one, expires: 30 * 60_000, stepUp: 3_600_000 }
  expect(wanted(rule('commands: [order.other]', 'approvers: 3'))).toEqual(alone)
  const large = rule('amount: { of: total, above: 5 }', 'approvers: 3')
  expect(wanted(large)).toEqual(alone)
  const shown = { values: new Map([['total', ['6']]]), risk: null }
  expect(wanted(large, { shown })).toEqual({ ...alone, approvers: 3 })
  const unread = (rules: string, more: Partial<Wish> = {}) =>
    demandOf(pack(rules), { ...wish, ...more })?.unread
  expect(unread(large)).toEqual([])
  expect(unread(large, { shown: null })).toEqual(['the rule one'])
  const other = 'commands: [order.other], amount: { of: total, above: 5 }'
  expect(unread(rule(other, 'refuse: true'), { shown: null })).toEqual([])
  expect(unread(rule('moon: full', 'refuse: true'))).toEqual(['the rule one'])
  expect(wanted(rule('commands: [order.cancel]', 'approvers: 3'))).toEqual({
    ...alone,
    approvers: 3,
  })
  expect(wanted(rule('classes: [S2], environments: [prod]', 'approval: money'))).toEqual({
    ...{ scopes: ['admin.approve.destructive', 'admin.money'], approvers: 2, denials: 1 },
    ...{ expires: 15 * 60_000, stepUp: 'each' },
  })
  expect(wanted(rule('requesters: [ana]', 'approvers: 3'), { isEmergency: true })).toEqual(alone)
  expect(wanted(rule('count_above: 3', 'approvers: 4'), { safetyClass: 'S1' })).toBeNull()
})

it('the verifier names the rule that refuses a command', () => {
  const refusing = pack(rule('agent: true', 'refuse: true'))
  expect(demandOf(refusing, wish)?.refusedBy).toBeNull()
  expect(demandOf(refusing, { ...wish, isAgents: true })?.refusedBy).toBe('one')
  expect(demandOf(refusing, { ...wish, profile: 'HAPF-Basic' })).toBeNull()
})

const packs = ['strong', 'careful', 'tiered'].flatMap((name) => {
  const reading = readPack(shipped, { pack: name, version: '1.0.0', profile: 'HAPF-Strong' })
  return reading.kind === 'read' ? [reading.pack] : []
})

it('the verifier never demands more than the program, under each shipped pack', () => {
  expect(packs).toHaveLength(3)
  let compared = 0
  for (const one of packs) {
    const text = readYaml(homeTexts(shipped).get(one.digest) ?? '') as JsonObject
    for (const environment of environments)
      for (const profile of profiles)
        for (const safetyClass of safetyClasses)
          for (const declared of [...Object.keys(one.approvals), null]) {
            const facts = factsOf({ environment, profile, safetyClass, declared }, one)
            const decided = decide(one, facts)
            if (decided.kind === 'refused') continue
            const asked = { ...wish, environment, profile, safetyClass, declared }
            const mine = demandOf(text, asked)
            const theirs = decided.needs.approval
            compared += 1
            expect(mine?.refusedBy).toBeNull()
            if (mine?.wanted == null) continue
            expect(theirs?.approvers).toBeGreaterThanOrEqual(mine.wanted.approvers)
            expect([theirs?.scope, ...(theirs?.also ?? [])]).toEqual(
              expect.arrayContaining([...mine.wanted.scopes]),
            )
            expect(mine.wanted.expires).toBeGreaterThanOrEqual(theirs?.expires ?? 0)
            expect(mine.requesterMayApprove).toBe(theirs?.requesterMayApprove)
          }
  }
  expect(compared).toBeGreaterThan(200)
})

function factsOf(
  {
    environment,
    profile,
    safetyClass,
    declared,
  }: Pick<
    Wish & PolicyFacts & PolicyFacts['command'],
    'environment' | 'safetyClass' | 'declared'
  > & { readonly profile: (typeof profiles)[number] },
  { pack: name, version, digest }: (typeof packs)[number],
): PolicyFacts {
  const person = { id: 'ana', name: 'Ana', tenant: 'acme', roles: ['admin'], grants: [] }
  return {
    now: wish.at,
    ...{ environment, mode: { kind: 'open' }, partLocks: [], tenant: 'acme' },
    binding: { pack: name, version, digest, profile },
    requester: { ...person, locale: 'en', identifiers: [], stepUp: 'active' },
    command: {
      ...{ safetyClass, scopes: [], approvalPolicyId: declared, confirm: true, available: 'open' },
      ...{
        names: ['order.cancel'],
        connectors: [],
        twoPeople: false,
        values: () => ({}),
        count: 1,
      },
      ...{ risk: null, agent: null },
    },
    counts: { open: 0, recent: 0, ofTenant: 0, ofClass: 0, denials: 0 },
    ...{ suspicious: false, emergencyUntil: null },
  }
}
