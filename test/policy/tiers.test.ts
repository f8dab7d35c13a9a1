// The pack `tiered`: what each risk demands in each environment, of people and of agents. No rule
// of a pack removes what a class demands.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { quorumResult } from '../../src/policy/approval.ts'
import { decide } from '../../src/policy/decide.ts'
import type { Needs, PolicyFacts } from '../../src/policy/decision.ts'
import { noCounts } from '../../src/policy/limits.ts'
import { environments, profiles, safetyClasses } from '../../src/policy/names.ts'
import { type Pack, parsePack } from '../../src/policy/pack.ts'
import { type RiskClass, riskClasses } from '../../src/policy/risk.ts'
import { castOf } from '../model/content.ts'

const reading = readPack(shipped, { pack: 'tiered', version: '1.0.0', profile: 'HAPF-Strong' })
if (reading.kind === 'failed') throw new Error(reading.error)
const tiered = reading.pack
const [ana] = castOf('dev')
if (ana === undefined) throw new Error('Ana is there.')
const requester = ana

interface Scene {
  readonly environment: PolicyFacts['environment']
  readonly safetyClass: PolicyFacts['command']['safetyClass']
  readonly risk: RiskClass | null
  readonly may?: 'propose' | 'act' | null
  readonly profile?: (typeof profiles)[number]
}

const policyOf: Readonly<Record<string, string>> = {
  S2: 'destructive',
  S3: 'high_impact',
  R3: 'recovery',
}

function needs(pack: Pack, scene: Scene): Needs {
  const { environment, safetyClass, risk, may = null, profile = 'HAPF-Strong' } = scene
  const { pack: name, version, digest } = pack
  const decision = decide(pack, {
    now: 0,
    environment,
    mode: { kind: 'open' },
    partLocks: [],
    binding: { pack: name, version, digest, profile },
    requester,
    tenant: requester.tenant,
    command: {
      safetyClass,
      scopes: ['config.write'],
      approvalPolicyId: policyOf[safetyClass] ?? null,
      confirm: true,
      available: 'open',
      connectors: ['config'],
      twoPeople: false,
      agent: may === null ? null : { name: 'claude-code', may },
      names: ['config.set'],
      values: () => ({}),
      count: 1,
      risk: risk === null ? null : { class: risk, of: ['field'], raisedBy: [] },
    },
    counts: noCounts,
    suspicious: false,
    emergencyUntil: null,
  })
  if (decision.kind === 'refused') throw new Error(decision.reason)
  return decision.needs
}

/** What an S1 change needs before its effect, as a short text. */
function inWords({ confirmation, approval }: Needs): string {
  const asked =
    approval === null
      ? 'nobody'
      : `${approval.approvers}${approval.groups.map(({ role }) => ` ${role}`).join('')}`
  const said = confirmation?.acknowledge === true ? 'named' : 'plain'
  return `${confirmation?.proposed === true ? 'owner ' : ''}${said}, ${asked}`
}

test.each([
  ['dev', 'LOW', 'plain, nobody', 'plain, nobody'],
  ['dev', 'MEDIUM', 'plain, nobody', 'plain, nobody'],
  ['dev', 'HIGH', 'plain, nobody', 'plain, nobody'],
  ['test', 'LOW', 'plain, nobody', 'plain, nobody'],
  ['test', 'MEDIUM', 'plain, nobody', 'plain, nobody'],
  ['test', 'HIGH', 'plain, 1', 'plain, 1'],
  ['staging', 'LOW', 'plain, nobody', 'owner plain, nobody'],
  ['staging', 'MEDIUM', 'named, nobody', 'owner named, nobody'],
  ['staging', 'HIGH', 'named, 1', 'owner named, 1'],
  ['prod', 'LOW', 'plain, nobody', 'owner plain, nobody'],
  ['prod', 'MEDIUM', 'named, nobody', 'owner named, nobody'],
  ['prod', 'HIGH', 'named, 2 approver admin', 'owner named, 2 approver admin'],
] as const)(
  'in %s with risk %s, a person needs: %s; an agent: %s',
  (environment, risk, person, agent) => {
    const scene = { environment, risk, safetyClass: 'S1' } as const
    expect(inWords(needs(tiered, scene))).toBe(person)
    expect(inWords(needs(tiered, { ...scene, may: 'propose' }))).toBe(agent)
  },
)

// The other classes: what they ask in any case, and what a risk adds to that.
test.each([
  ['dev', 'S2', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['dev', 'S3', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['dev', 'R2', 'plain, nobody', 'plain, nobody', 'plain, nobody'],
  ['dev', 'R3', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['test', 'S2', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['test', 'S3', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['test', 'R2', 'plain, nobody', 'plain, nobody', 'plain, 1'],
  ['test', 'R3', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['staging', 'S2', 'plain, 1', 'named, 1', 'named, 1'],
  ['staging', 'S3', 'plain, 1', 'plain, 1', 'plain, 1'],
  ['staging', 'R2', 'plain, nobody', 'named, nobody', 'named, 1'],
  ['staging', 'R3', 'plain, 1', 'named, 1', 'named, 1'],
  ['prod', 'S2', 'plain, 1', 'named, 1', 'named, 2 approver admin'],
  ['prod', 'S3', 'named, 1', 'named, 1', 'named, 2 approver admin'],
  ['prod', 'R2', 'plain, nobody', 'named, nobody', 'named, 2 approver admin'],
  ['prod', 'R3', 'named, 1', 'named, 1', 'named, 2 approver admin'],
] as const)(
  'in %s a change of class %s needs with low, medium and high risk: %s; %s; %s',
  (environment, safetyClass, ...expected) => {
    const needed = riskClasses.map((risk) => {
      const scene = { environment, safetyClass, risk } as const
      const person = inWords(needs(tiered, scene))
      // An agent only adds that its owner confirms.
      expect(inWords(needs(tiered, { ...scene, may: 'propose' }))).toBe(`owner ${person}`)
      return person
    })
    expect(needed).toEqual(expected)
  },
)

test.each(['S3', 'R3'] as const)(
  'under HAPF-Operational class %s needs two people in every tier, whatever the risk',
  (safetyClass) => {
    for (const environment of environments)
      for (const risk of riskClasses) {
        const { approval } = needs(tiered, {
          ...{ environment, safetyClass, risk },
          profile: 'HAPF-Operational',
        })
        expect(approval?.approvers, `${environment} ${risk}`).toBe(2)
      }
  },
)

it('the two people of a high risk in prod are one of each group, and never the requester', () => {
  const scene = { environment: 'prod', safetyClass: 'S1', risk: 'HIGH' } as const
  const { approval } = needs(tiered, scene)
  if (approval === null) throw new Error('A high risk in prod needs an approval.')
  expect(approval).toMatchObject({ requesterMayApprove: false, stepUp: 3_600_000 })
  const roles: Readonly<Record<string, readonly string[]>> = {
    beto: ['approver'],
    carla: ['approver'],
    dora: ['admin'],
    hugo: ['admin'],
    zoe: ['approver', 'admin'],
  }
  const result = (...people: readonly string[]) =>
    quorumResult(
      people.map((approver) => ({ approver, choice: 'grant' })),
      approval,
      (id) => roles[id] ?? [],
    )
  for (const pair of ['beto carla', 'dora hugo', 'zoe', 'beto', 'zoe zoe'])
    expect(result(...pair.split(' ')), pair).toBe('open')
  for (const pair of ['beto dora', 'hugo carla', 'zoe beto', 'dora zoe'])
    expect(result(...pair.split(' ')), pair).toBe('granted')
})

it('an agent that may act needs a person’s confirmation where a rule demands one', () => {
  const scene = { environment: 'staging', safetyClass: 'S1', may: 'act' } as const
  expect(needs(tiered, { ...scene, risk: 'LOW' }).confirmation?.proposed).toBe(false)
  expect(needs(tiered, { ...scene, risk: 'MEDIUM' }).confirmation?.proposed).toBe(true)
})

it('an agent needs a person’s confirmation for S2, S3 and recoveries in every environment', () => {
  for (const environment of environments)
    for (const safetyClass of ['S2', 'S3', 'R1', 'R2', 'R3'] as const) {
      const { confirmation } = needs(tiered, {
        environment,
        safetyClass,
        risk: 'LOW',
        may: 'propose',
      })
      expect(confirmation?.proposed, `${safetyClass} in ${environment}`).toBe(true)
    }
})

const rule = fc.record({
  name: fc.constantFrom('one', 'two', 'three'),
  when: fc.record({ risk: fc.subarray([...riskClasses], { minLength: 1 }) }),
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  then: fc.oneof(
    fc.record({ approval: fc.constantFrom('change', 'two_groups', 'people', 'destructive') }),
    fc.record({ approvers: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ acknowledge: fc.boolean() }),
  ),
})

/** How long a code is valid: 0 for its own answer only, infinite where none is needed. */
function codeCountsMs({ approval }: Needs): number {
  const { stepUp = null } = approval ?? {}
  return stepUp === 'each' ? 0 : (stepUp ?? Number.POSITIVE_INFINITY)
}

/** Every approver must hold all of these. */
const scopesOf = ({ approval }: Needs) =>
  approval === null ? [] : [approval.scope, ...(approval.also ?? [])]

it('no rule on risk makes the needs of a class smaller', () => {
  const { digest: _digest, ...bare } = tiered
  const scenes = fc.record({
    environment: fc.constantFrom(...environments),
    // Whatever has no approval policy of its own is refused where a rule wants more people.
    safetyClass: fc.constantFrom(...safetyClasses.filter((one) => Object.hasOwn(policyOf, one))),
    risk: fc.constantFrom(...riskClasses),
    profile: fc.constantFrom(...profiles),
    may: fc.constantFrom(null, 'propose' as const),
  })
  fc.assert(
    fc.property(scenes, fc.array(rule, { maxLength: 3 }), (scene, rules) => {
      const [own, ruled] = [[], rules].map((some) =>
        needs({ ...bare, rules: some, digest: 'd' }, scene),
      )
      if (own === undefined || ruled === undefined) throw new Error('Both were decided.')
      expect(ruled.approval?.approvers ?? 0).toBeGreaterThanOrEqual(own.approval?.approvers ?? 0)
      expect(ruled.approval?.denials ?? 9).toBeLessThanOrEqual(own.approval?.denials ?? 9)
      expect(codeCountsMs(ruled)).toBeLessThanOrEqual(codeCountsMs(own))
      expect(ruled.approval?.expires ?? 0).toBeLessThanOrEqual(own.approval?.expires ?? Infinity)
      expect(scopesOf(ruled)).toEqual(expect.arrayContaining(scopesOf(own)))
      expect(own.approval?.requesterMayApprove ?? true).toBe(
        ruled.approval?.requesterMayApprove ?? true,
      )
      expect(ruled.confirmation?.proposed).toBe(own.confirmation?.proposed)
      if (own.confirmation?.acknowledge) expect(ruled.confirmation?.acknowledge).toBe(true)
    }),
  )
})

it('a rule with another policy keeps the approvers, groups and denials that the class needs', () => {
  const places = [{ role: 'approver', at_least: 2 }]
  const approvals = {
    ...tiered.approvals,
    destructive: { ...tiered.approvals['destructive'], approvers: 3, groups: places, denials: 1 },
    change: { ...tiered.approvals['change'], approvers: 1, denials: 2 },
  } as Pack['approvals']
  const scene = { environment: 'test', safetyClass: 'S2', risk: 'HIGH' } as const
  const { approval } = needs({ ...tiered, approvals }, scene)
  expect(approval).toMatchObject({ id: 'change', approvers: 3, groups: places, denials: 1 })
})

const written = readFileSync(join(shipped, 'flows/policies/tiered-1.0.0.yaml'), 'utf8')
const parsing = (part: object) => () => parsePack({ ...parse(written), ...part }, written)

it('a pack with lifetimes for prod, or above the maximum, is refused', () => {
  expect(parsing({ lifetimes: { prod: { agents: '1d', most: '1d' } } })).toThrow(
    'Unrecognized key: \\"prod\\"',
  )
  expect(parsing({ lifetimes: { dev: { agents: '2d', most: '1d' } } })).toThrow(
    'no more than `most`',
  )
  expect(parsing({ lifetimes: { dev: { agents: '1d', most: '1d' } } })).not.toThrow()
})

it('a pack that lets agents act in prod is refused', () => {
  expect(parsing({ agents: { act_in: ['prod'] } })).toThrow(
    'agents act by themselves in dev and test',
  )
  expect(parsing({ agents: { act_in: ['dev'] } })).not.toThrow()
})
