// Limits per tenant, class and denied action: the last request within fits, the next does not.

import { expect, it } from 'vitest'
import { readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { decide } from '../../src/policy/decide.ts'
import type { PolicyFacts } from '../../src/policy/decision.ts'
import { type Counts, noCounts } from '../../src/policy/limits.ts'
import { castOf } from '../model/content.ts'

const reading = readPack(shipped, { pack: 'careful', version: '1.0.0', profile: 'HAPF-Strong' })
if (reading.kind === 'failed') throw new Error(reading.error)
const { pack } = reading

/** Dora requests a command of class S3 on a Monday morning, with these counts. */
function requestWith(counts: Partial<Counts>): PolicyFacts {
  const requester = castOf('dev').find((one) => one.id === 'dora')
  if (requester === undefined) throw new Error('Dora is there.')
  const { digest, version } = pack
  return {
    now: Date.UTC(2026, 0, 5, 9),
    environment: 'dev',
    mode: { kind: 'open' },
    partLocks: [],
    binding: { pack: pack.pack, version, digest, profile: 'HAPF-Strong' },
    requester,
    tenant: requester.tenant,
    command: {
      safetyClass: 'S3',
      scopes: ['admin.people'],
      approvalPolicyId: 'people',
      confirm: true,
      available: 'open',
      connectors: ['shop'],
      twoPeople: false,
      agent: null,
      names: ['people.grant'],
      values: () => ({}),
      count: 1,
      risk: null,
    },
    counts: { ...noCounts, ...counts },
    suspicious: false,
    emergencyUntil: null,
  }
}

it.each([
  ['open requests of one requester', { open: 4 }, { open: 5 }, 'rate_limited', 'open_requests'],
  [
    'requests of one requester in an hour',
    { recent: 9 },
    { recent: 10 },
    'rate_limited',
    'requests',
  ],
  [
    'requests of a tenant in an hour',
    { ofTenant: 59 },
    { ofTenant: 60 },
    'rate_limited',
    'tenant_requests',
  ],
  [
    'requests of a class in an hour',
    { ofClass: 9 },
    { ofClass: 10 },
    'rate_limited',
    'class_requests',
  ],
  ['denials of one action', { denials: 2 }, { denials: 3 }, 'denied_before', undefined],
] as const)(
  'HAPF-22: the last within the limit passes, and the next is refused: %s',
  (_what, fits, exceeds, reason, limit) => {
    expect(decide(pack, requestWith(fits)).kind).toBe('allowed')
    const refused = decide(pack, requestWith(exceeds))
    expect(refused).toMatchObject({ kind: 'refused', reason })
    expect('limit' in refused ? refused.limit : undefined).toBe(limit)
  },
)

it('limits never refuse an admin a lockdown; lifting one is limited', () => {
  const counts = { open: 99, recent: 99, ofTenant: 99, ofClass: 99 }
  const full = requestWith(counts)
  const scopes = ['admin.lockdown']
  const turning = (safetyClass: 'S1' | 'S3', available: 'open' | 'locked') =>
    decide(pack, {
      ...full,
      command: { ...full.command, scopes, safetyClass, available, approvalPolicyId: 'high_impact' },
    }).kind
  expect(turning('S1', 'locked')).toBe('allowed')
  expect(turning('S3', 'locked')).toBe('refused')
  expect(turning('S1', 'open')).toBe('refused')
})
