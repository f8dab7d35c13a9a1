// What a flow must declare before it may be requested: its class, its approval policy, its profile.

import { describe, expect, it } from 'vitest'
import { flowSchema } from '../../src/command/spec.ts'
import { readFlows, readPack } from '../../src/environment/content.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { type Environment, environments, highImpactClasses } from '../../src/policy/names.ts'
import { rulesFor } from '../model/content.ts'

const flows = [...readFlows(shipped).values()]
const needing = flows.filter((one) => highImpactClasses.includes(one.risk))

describe('HAPF-24', () => {
  it('each command of class S2, S3 or R3 declares its approval policy and recommended profile', () => {
    expect(needing.length).toBeGreaterThan(10)
    for (const flow of needing)
      expect(flow, flow.command).toMatchObject({
        approval_policy_id: expect.stringMatching(/^[a-z_]+$/),
        recommended_profile: expect.stringMatching(/^HAPF-/),
      })
  })

  it('a flow of class S2 is refused without policy, profile or preview, or if agents may act', () => {
    const sound = {
      command: 'order.burn',
      version: 1,
      risk: 'S2',
      preview: 'shop.orders.show',
      does: 'shop.orders.burn',
      approval_policy_id: 'destructive',
      recommended_profile: 'HAPF-Strong',
    }
    const { approval_policy_id: _policy, ...noPolicy } = sound
    const { recommended_profile: _profile, ...noProfile } = sound
    const { preview: _preview, ...unseen } = sound
    expect(flowSchema().safeParse(sound).success).toBe(true)
    expect(flowSchema().safeParse(noPolicy).success).toBe(false)
    expect(flowSchema().safeParse(noProfile).success).toBe(false)
    expect(flowSchema().safeParse(unseen).success).toBe(false)
    expect(flowSchema().safeParse({ ...unseen, does: 'aval.orders.burn' }).success).toBe(true)
    expect(flowSchema().safeParse({ ...unseen, risk: 'S1' }).success).toBe(true)
    expect(flowSchema().safeParse({ ...sound, agents: 'act' }).success).toBe(false)
    expect(flowSchema().safeParse({ ...sound, confirm: false }).success).toBe(false)
  })

  it.each(['strong', 'careful', 'tiered'])(
    'each declared policy is in the pack %s, for its class',
    (pack) => {
      const reading = readPack(shipped, { pack, version: '1.0.0', profile: 'HAPF-Strong' })
      if (reading.kind === 'failed') throw new Error(reading.error)
      for (const flow of needing) {
        const policy = reading.pack.approvals[flow.approval_policy_id ?? '']
        expect(policy?.classes, flow.command).toContain(flow.risk)
      }
    },
  )
})

it('the class of a flow may be stricter in an environment, never less strict', () => {
  const classIn = (environment: Environment) =>
    rulesFor(environment, 'HAPF-Strong').flows.get('config.promote')?.risk
  expect(environments.map(classIn)).toEqual(['S1', 'S1', 'S3', 'S3'])
  const promote = flows.find((one) => one.command === 'config.promote')
  const parsed = (more: object) => {
    const { digest: _digest, text: _text, ...flow } = { ...promote, digest: '', ...more }
    return flowSchema().safeParse(flow)
  }
  const sentences = (more: object) => parsed(more).error?.issues.map((one) => one.message)
  expect(parsed({}).success).toBe(true)
  expect(sentences({ risk: 'S3', risk_in: { prod: 'S2' } })).toEqual([
    'risk_in names classes stricter than risk, which is one of S1, S2, S3',
  ])
  expect(parsed({ risk: 'S0', risk_in: { prod: 'S1' } }).success).toBe(false)
  expect(parsed({ risk_in: { prod: 'R3' } }).success).toBe(false)
  expect(sentences({ approval_policy_id: undefined })).toEqual([
    'a command of class S3 declares approval_policy_id (HAPF XV)',
  ])
})

it('a flow with an effect through a connector cannot be available in a lockdown', () => {
  const effect = {
    command: 'order.burn',
    version: 1,
    risk: 'S1',
    preview: 'shop.orders.show',
    does: 'shop.orders.burn',
  }
  const messages = (more: object) =>
    flowSchema()
      .safeParse({ ...effect, ...more })
      .error?.issues.map((one) => one.message)
  expect(messages({})).toBeUndefined()
  for (const available of ['locked', 'always'])
    expect(messages({ available })).toEqual([
      'available is for the aval connector and for questions: no effect in a lockdown',
    ])
  expect(messages({ available: 'locked', risk: 'S0' })).toBeUndefined()
  expect(messages({ available: 'locked', does: 'aval.lockdown.on' })).toBeUndefined()
})
