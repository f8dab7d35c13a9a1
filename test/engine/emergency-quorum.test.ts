// What was requested under a declared emergency needs the usual quorum again once the emergency is
// over.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { quorumCast, rulesWith } from '../model/quorum-rules.ts'
import { evidence, grant, reasonOf, request, stateOf, withBench } from '../model/scenes.ts'

/** Two must agree, one of security and one of the owners; in an emergency any two. */
async function inEmergency(test: (bench: Bench) => Promise<void>): Promise<void> {
  const terms = { approvers: 2, denials: 1, groups: ['security', 'owner'] }
  const emergency = { approvers: 2, lasts: 3_600_000, reviewers: 2 }
  const rules = rulesWith(terms, { emergency })
  await withBench({ rules, seed: 'emergency', people: quorumCast }, async (bench) => {
    await request(bench, 'gina', 'break glass the owners are on a plane')
    await test(bench)
  })
}

it('while an emergency lasts, two grants suffice without the required groups', () =>
  inEmergency(async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await grant(bench, name, 'beto')
    await grant(bench, name, 'edu')
    expect(stateOf(bench, name)).toBe('succeeded')
  }))

it('once the emergency is over, a request made in it lacks the required groups and is rejected', () =>
  inEmergency(async (bench) => {
    await bench.wait(45 * 60_000)
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.wait(16 * 60_000)
    await grant(bench, name, 'beto')
    await grant(bench, name, 'edu')
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'policy_changed'])
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('the declaration of an emergency and its end in time are in the evidence', () =>
  inEmergency(async (bench) => {
    await bench.wait(61 * 60_000)
    const bodies = evidence(bench, 'limit.reached').map((one) => one['body'])
    expect(bodies).toMatchObject([
      { limit: 'emergency', state: 'declared', reason: 'the owners are on a plane' },
      { limit: 'emergency', state: 'ended_in_time' },
    ])
    expect(evidence(bench, 'lockdown.off')).toHaveLength(0)
  }))
