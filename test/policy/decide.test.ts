// The decision for every environment, profile and class, compared with the table of the contract.

import { describe, expect, it } from 'vitest'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { decide } from '../../src/policy/decide.ts'
import type { PolicyFacts } from '../../src/policy/decision.ts'
import { noCounts } from '../../src/policy/limits.ts'
import { environments, profiles, type SafetyClass, safetyClasses } from '../../src/policy/names.ts'
import type { Person } from '../../src/policy/people.ts'
import { castOf, shippedPack } from '../model/content.ts'

const pack = shippedPack()
const ana: Person = castOf('dev').find((one) => one.id === 'ana') ?? (castOf('dev')[0] as Person)

/** product.md, Approvals and Step-up. */
const approvers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'HAPF-Basic': { S3: 1, R3: 1 },
  'HAPF-Strong': { S2: 1, S3: 1, R3: 1 },
  'HAPF-Operational': { S2: 1, S3: 2, R3: 2 },
}
const stepUp: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
  staging: { S2: 8 * 3_600_000, S3: 'each', R3: 'each' },
  prod: { S2: 3_600_000, S3: 'each', R3: 'each' },
}
const lifetime: Readonly<Record<string, number>> = { S2: 30, S3: 15, R3: 15 }
const policyOf: Readonly<Record<string, string>> = {
  S2: 'destructive',
  S3: 'high_impact',
  R3: 'recovery',
}

function facts(safetyClass: SafetyClass, change: Partial<PolicyFacts> = {}): PolicyFacts {
  const command = {
    safetyClass,
    scopes: ['orders.write'],
    approvalPolicyId: policyOf[safetyClass] ?? null,
    confirm: true,
    available: 'open',
    connectors: ['shop'],
    twoPeople: false,
    agent: null,
    names: ['order.cancel'],
    values: () => ({}),
    count: 1,
    risk: null,
  } as const
  return {
    now: 0,
    environment: 'dev',
    mode: { kind: 'open' },
    partLocks: [],
    binding: {
      pack: pack.pack,
      version: pack.version,
      digest: pack.digest,
      profile: 'HAPF-Strong',
    },
    requester: ana,
    tenant: ana.tenant,
    command,
    counts: noCounts,
    suspicious: false,
    emergencyUntil: null,
    ...change,
  }
}

const bound = (profile: (typeof profiles)[number]) => ({
  pack: pack.pack,
  version: pack.version,
  digest: pack.digest,
  profile,
})

describe('a request that policy allows', () => {
  for (const environment of environments)
    for (const profile of profiles)
      for (const safetyClass of safetyClasses)
        it(`needs what the contract says: ${safetyClass} in ${environment} under ${profile}`, () => {
          const decision = decide(
            pack,
            facts(safetyClass, { environment, binding: bound(profile) }),
          )
          if (decision.kind === 'refused') throw new Error(`Refused: ${decision.reason}`)
          const { approval, confirmation } = decision.needs
          expect(approval?.approvers).toBe(approvers[profile]?.[safetyClass])
          if (approval !== null) {
            expect(approval.stepUp).toBe(stepUp[environment]?.[safetyClass] ?? null)
            expect(approval.expires).toBe((lifetime[safetyClass] ?? 0) * 60_000)
            expect(approval.requesterMayApprove).toBe(profile === 'HAPF-Basic')
          }
          expect(confirmation === null).toBe(safetyClass === 'S0')
          const byName = environment === 'prod' && ['S3', 'R3'].includes(safetyClass)
          if (confirmation !== null)
            expect(confirmation).toEqual({
              expiresMs: 300_000,
              acknowledge: byName,
              proposed: false,
            })
        })
})

describe('policy refuses', () => {
  const locked = { kind: 'locked', cause: 'by_request', by: 'dora', reason: 'x', since: 0 } as const
  const failed = { kind: 'locked', cause: 'failed_start', error: 'x', since: 0 } as const
  const classes: readonly SafetyClass[] = ['S1', 'S2', 'S3', 'R1', 'R2', 'R3']
  const reasonOf = (safetyClass: SafetyClass, change: Partial<PolicyFacts>, its = pack) => {
    const decision = decide(its, facts(safetyClass, change))
    return decision.kind === 'refused' ? decision.reason : 'allowed'
  }

  it.each(classes)('%s in a lockdown, by request or after a failed start', (one) => {
    expect(reasonOf(one, { mode: locked })).toBe('locked_down')
    expect(reasonOf(one, { mode: failed })).toBe('locked_down')
  })

  it.each(classes)('%s without a policy or with a pack other than the bound one', (one) => {
    expect(reasonOf(one, { binding: null })).toBe('policy_missing')
    const other = { ...bound('HAPF-Strong'), digest: 'other' }
    expect(reasonOf(one, { binding: other })).toBe('policy_missing')
    const none = decide(null, facts(one))
    expect(none).toMatchObject({ kind: 'refused', reason: 'policy_missing' })
  })

  it.each(classes)('%s of a person without the scope, suspended or of another tenant', (one) => {
    expect(reasonOf(one, { requester: { ...ana, roles: ['approver'] } })).toBe('unauthorized')
    expect(reasonOf(one, { requester: { ...ana, roles: [] } })).toBe('unauthorized')
    expect(reasonOf(one, { requester: { ...ana, suspended: 'by_admin' } })).toBe('unauthorized')
    expect(reasonOf(one, { tenant: 'dev:globex' })).toBe('unauthorized')
    expect(reasonOf(one, { tenant: 'prod:acme' })).toBe('unauthorized')
  })

  it.each(['S2', 'S3', 'R3'] as const)('%s without an approval policy for its class', (one) => {
    const command = facts(one).command
    for (const approvalPolicyId of [null, 'unknown', one === 'S2' ? 'recovery' : 'destructive'])
      for (const profile of profiles)
        expect(
          reasonOf(one, { binding: bound(profile), command: { ...command, approvalPolicyId } }),
        ).toBe('policy_missing')
  })

  it('the sixth open request and the eleventh in an hour, and no read', () => {
    const counts = (open: number, recent: number) => ({ counts: { ...noCounts, open, recent } })
    expect(reasonOf('S1', counts(4, 9))).toBe('allowed')
    expect(reasonOf('S1', counts(5, 0))).toBe('rate_limited')
    expect(reasonOf('S1', counts(0, 10))).toBe('rate_limited')
    expect(reasonOf('S0', counts(99, 99))).toBe('allowed')
  })

  it('with a reason that names the rule that failed', () => {
    const { because } = decide(pack, facts('S2', { mode: locked }))
    expect(because).toMatchObject({ rule: 'refused', holds: false })
    const failing = (because.parts ?? []).filter((one) => !one.holds).map((one) => one.rule)
    expect(failing).toEqual(['environment-open'])
  })

  it('no command that is available in a lockdown or without a policy', () => {
    const command = { ...facts('S0').command, scopes: [] }
    expect(reasonOf('S0', { mode: locked, command: { ...command, available: 'locked' } })).toBe(
      'allowed',
    )
    const always = { ...command, available: 'always' } as const
    const without = decide(null, facts('S0', { mode: failed, binding: null, command: always }))
    expect(without.kind).toBe('allowed')
    // Nothing is said of a pack that nobody read.
    expect(without.because.parts?.map((one) => one.rule)).not.toContain('policy-readable')
  })
})

it('a rule that names another approval policy adds its scope, and the shorter lifetime holds', () => {
  const { destructive } = pack.approvals
  if (destructive === undefined) throw new Error('It is shipped.')
  const lax = { ...destructive, scope: 'audit.read', expires: 86_400_000 }
  const rule = (name: string) => ({
    name,
    when: { classes: ['S2' as const] },
    // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
    then: { approval: name },
  })
  const odd = {
    ...pack,
    approvals: { ...pack.approvals, lax, short: { ...lax, expires: 60_000 } },
  }
  const needs = (...names: readonly string[]) => {
    const decision = decide({ ...odd, rules: names.map(rule) }, facts('S2'))
    return decision.kind === 'allowed' ? decision.needs.approval : null
  }
  expect(needs()).not.toHaveProperty('also')
  const scopes = { scope: 'audit.read', also: ['admin.approve.destructive'] }
  expect(needs('lax')).toMatchObject({ id: 'lax', ...scopes, expires: 30 * 60_000 })
  expect(needs('lax', 'short')).toMatchObject({ id: 'lax', ...scopes, expires: 60_000 })
})

describe('a unit changed by chat in staging or prod', () => {
  it.each(['strong', 'careful'])('needs under %s what a promotion needs', (name) => {
    const reading = readPack(shipped, { pack: name, version: '1.0.0', profile: 'HAPF-Strong' })
    if (reading.kind === 'failed') throw new Error(reading.error)
    const own = reading.pack
    const needsOf = (names: readonly string[], safetyClass: SafetyClass, about: object) => {
      const { command, binding, ...rest } = facts(safetyClass)
      const bound = { pack: name, version: '1.0.0', digest: own.digest, ...about }
      const decision = decide(own, {
        ...rest,
        ...about,
        requester: { ...ana, roles: ['requester'] },
        binding: { ...binding, profile: 'HAPF-Strong', ...bound },
        command: { ...command, names, scopes: ['config.write'] },
        now: Date.UTC(2026, 0, 5, 12),
      })
      if (decision.kind === 'refused') throw new Error(decision.reason)
      return decision.needs
    }
    for (const environment of environments)
      for (const profile of profiles)
        for (const typed of ['config.create', 'config.set', 'config.restore']) {
          const about = { environment, profile }
          const isAbove = environment === 'staging' || environment === 'prod'
          const wanted = isAbove ? needsOf(['config.promote'], 'S3', about) : null
          const is = needsOf([typed], 'S1', about)
          const what = `${typed} in ${environment} under ${profile}`
          expect(is.approval, what).toEqual(wanted?.approval ?? null)
          const named = wanted?.confirmation?.acknowledge ?? false
          expect(is.confirmation?.acknowledge, what).toBe(named)
        }
  })
})
