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

function decisionFor(
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

it('an agent is refused a command reserved to people', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const { kind } = decisionFor(scene, 'never')
      expect(kind).toBe('refused')
    }),
  )
})

it('an agent may propose what its owner may request: the same approvals, confirmed by a person', () => {
  let compared = 0
  fc.assert(
    fc.property(scenes, (scene) => {
      const [own, agents] = [decisionFor(scene, null), decisionFor(scene, 'propose')]
      expect(agents.kind).toBe(own.kind)
      if (own.kind === 'refused' || agents.kind === 'refused') return
      expect(agents.needs.approval).toEqual(own.needs.approval)
      if (scene.asked.safetyClass === 'S0') return
      compared += 1
      const acknowledge = scene.environment === 'prod' && /[SR]3/.test(scene.asked.safetyClass)
      expect(agents.needs.confirmation).toEqual({
        expiresMs: 30 * 60_000,
        acknowledge,
        proposed: true,
      })
    }),
  )
  expect(compared).toBeGreaterThan(5)
})

it('an agent may act, where the command allows it, as its owner would', () => {
  let compared = 0
  fc.assert(
    fc.property(scenes, (scene) => {
      const [own, agents] = [decisionFor(scene, null), decisionFor(scene, 'act')]
      expect(agents.kind).toBe(own.kind)
      if (own.kind === 'refused' || agents.kind === 'refused') return
      compared += 1
      expect(agents.needs).toEqual(own.needs)
    }),
  )
  expect(compared).toBeGreaterThan(5)
})

it('a rule that refuses holds for an agent even where people are exempt so that they can stop', () => {
  // biome-ignore lint/suspicious/noThenProperty: it is the word in packs, and never a function.
  const rule = { name: 'none', when: { environments: [...environments] }, then: { refuse: true } }
  const asked = { safetyClass: 'S1', confirm: false, available: 'locked', scopes: [] } as const
  const scene: Scene = { asked, environment: 'dev', profile: 'HAPF-Strong' }
  expect(decisionFor(scene, null, [rule]).kind).toBe('allowed')
  expect(decisionFor(scene, 'propose', [rule]).kind).toBe('refused')
})
