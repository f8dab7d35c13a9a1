// What policy allows an agent that asks in its owner's name: never more than its owner.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decide } from '../../src/policy/decide.ts'
import type { PolicyFacts } from '../../src/policy/decision.ts'
import { noCounts } from '../../src/policy/limits.ts'
import { environments, profiles, safetyClasses } from '../../src/policy/names.ts'
import { castOf, shippedPack } from '../model/content.ts'

const pack = shippedPack()
const { pack: name, version, digest } = pack
const owner = castOf('dev').find((one) => one.id === 'ana')
if (owner === undefined) throw new Error('Ana is there.')

type Asked = Pick<PolicyFacts['command'], 'safetyClass' | 'confirm' | 'available' | 'scopes'>
interface Scene {
  readonly asked: Asked
  readonly environment: PolicyFacts['environment']
  readonly profile: (typeof profiles)[number]
}

function decided(
  scene: Scene,
  may: 'never' | 'propose' | 'act' | null,
  rules: typeof pack.rules = pack.rules,
) {
  const { asked, environment, profile } = scene
  const policies: Readonly<Record<string, string>> = { S2: 'destructive', S3: 'high_impact' }
  return decide(
    { ...pack, rules },
    {
      now: 0,
      environment,
      mode: { kind: 'open' },
      partLocks: [],
      binding: { pack: name, version, digest, profile },
      requester: owner as NonNullable<typeof owner>,
      tenant: owner?.tenant ?? '',
      command: {
        ...asked,
        approvalPolicyId: policies[asked.safetyClass] ?? 'recovery',
        connectors: [],
        twoPeople: false,
        agent: may === null ? null : { name: 'claude-code', may },
        names: ['order.cancel'],
        values: () => ({}),
        count: 1,
        risk: null,
      },
      counts: noCounts,
      suspicious: false,
      emergencyUntil: null,
    },
  )
}

const scenes = fc.record({
  asked: fc.record({
    safetyClass: fc.constantFrom(...safetyClasses),
    confirm: fc.boolean(),
    available: fc.constantFrom('open', 'locked', 'always'),
    scopes: fc.constantFrom(['orders.write'], ['admin.people'], []),
  }),
  environment: fc.constantFrom(...environments),
  profile: fc.constantFrom(...profiles),
}) satisfies fc.Arbitrary<Scene>

it('refuses an agent what a command leaves to people', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const { kind } = decided(scene, 'never')
      expect(kind).toBe('refused')
    }),
  )
})

it('lets it propose what its owner may ask, with the same approvals and a person’s yes', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const [own, agents] = [decided(scene, null), decided(scene, 'propose')]
      expect(agents.kind).toBe(own.kind)
      if (own.kind === 'refused' || agents.kind === 'refused') return
      expect(agents.needs.approval).toEqual(own.needs.approval)
      if (scene.asked.safetyClass === 'S0') return
      const acknowledge = scene.environment === 'prod' && /[SR]3/.test(scene.asked.safetyClass)
      expect(agents.needs.confirmation).toEqual({
        expiresMs: 30 * 60_000,
        acknowledge,
        proposed: true,
      })
    }),
  )
})

it('lets it act, where a command says so, as its owner would', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const [own, agents] = [decided(scene, null), decided(scene, 'act')]
      expect(agents.kind).toBe(own.kind)
      if (own.kind === 'allowed' && agents.kind === 'allowed')
        expect(agents.needs).toEqual(own.needs)
    }),
  )
})

it('holds an agent to every rule, also where people are left the way to stop', () => {
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  const rule = { name: 'none', when: { environments: [...environments] }, then: { refuse: true } }
  const asked = { safetyClass: 'S1', confirm: false, available: 'locked', scopes: [] } as const
  const scene: Scene = { asked, environment: 'dev', profile: 'HAPF-Strong' }
  expect(decided(scene, null, [rule]).kind).toBe('allowed')
  expect(decided(scene, 'propose', [rule]).kind).toBe('refused')
})
