// The last gate: when anything changed between the request and the last answer, nothing starts.

import { expect, it } from 'vitest'
import { fingerprintOf } from '../../src/command/fingerprint.ts'
import type { Bench } from '../model/bench.ts'
import { redefined, rulesFor, withOtherBytes } from '../model/content.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  requestAndGrant,
  rewritePerson,
  stateOf,
  tamper,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

/** Beto answers last; nothing may have happened, and the reason is told and recorded. */
async function expectRejected(bench: Bench, name: string, reason: string): Promise<void> {
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
  expect(stateOf(bench, name)).toBe('rejected')
  expect(reasonOf(bench, name)).toBe(reason)
  expect(bench.shop.acts).toHaveLength(0)
  const started = evidence(bench, 'command.started').filter((one) => isAbout(one, name))
  expect(started).toHaveLength(0)
  expect(evidence(bench, 'command.rejected').at(-1)).toMatchObject({ body: { name, reason } })
}

function isAbout({ body }: Record<string, unknown>, name: string): boolean {
  return typeof body === 'object' && body !== null && 'name' in body && body.name === name
}

it('an approved request that nobody changed takes effect', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await carryOut(bench, 'ana', 'cancel order 42', 'beto')
    expect(bench.shop.acts).toHaveLength(1)
  }))

it('rejects a request whose slots were changed in the file', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const set =
      "UPDATE commands SET record = json_set(record, '$.slots.order', '43') WHERE name = ?"
    tamper(bench, set, name)
    await expectRejected(bench, name, 'record_changed')
  }))

it('rejects a request whose slots and fingerprint were both changed in the file', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const forged = fingerprintOf({
      environment: 'dev',
      tenant: 'dev:acme',
      flow: 'order.cancel',
      version: 1,
      slots: { order: '43' },
    })
    const set = `UPDATE commands SET
      record = json_set(record, '$.slots.order', '43', '$.fingerprint', ?) WHERE name = ?`
    tamper(bench, set, forged, name)
    await expectRejected(bench, name, 'record_changed')
  }))

it('rejects a request when the bytes of its policy changed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.restart(withOtherBytes(bench.rules))
    await expectRejected(bench, name, 'policy_changed')
  }))

it('rejects a request when a file that defines it changed, and not when another file did', async () => {
  for (const [what, isOther] of [
    ['order.cancel', true],
    ['shop', true],
    ['order.show', false],
    ['config', false],
  ] as const)
    await onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      await bench.restart(redefined(bench.rules, what))
      if (isOther) return expectRejected(bench, name, 'definition_changed')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      expect(stateOf(bench, name)).toBe('succeeded')
    })
})

it('rejects an undo at its confirmation when the definition of the reverse command changed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const done = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    await bench.hear('ana', `undo ${done}`)
    await bench.restart(redefined(bench.rules, 'order.restore'))
    await bench.hear('ana', '1')
    expect(lastTo(bench, 'ana').text).toContain('was edited after the request')
    expect(bench.shop.acts).toHaveLength(1)
  }))

it('rejects at the confirmation, or at the first of two grants, when a definition changed', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    await bench.restart(redefined(bench.rules, 'shop'))
    await bench.hear('ana', '1')
    expect(evidence(bench, 'command.rejected').at(-1)).toMatchObject({
      body: { reason: 'definition_changed' },
    })
    expect(evidence(bench, 'approval.requested')).toHaveLength(0)
    const name = await request(bench, 'dora', 'use policy strong 1.0.0 HAPF-Strong')
    await bench.restart(redefined(bench.rules, 'policy.bind'))
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('definition_changed')
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
  }))

it('at half time, rejects a request whose definition changed, without asking or reminding anybody', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const asked = evidence(bench, 'approval.requested').length
    await bench.restart(redefined(bench.rules, 'shop'))
    await bench.wait(16 * 60_000)
    expect(reasonOf(bench, name)).toBe('definition_changed')
    expect(evidence(bench, 'approval.requested')).toHaveLength(asked)
    expect(lastTo(bench, 'beto').text).toContain('was edited after the request')
  }))

// Whoever writes two packs can give both the same beginning of a digest: of 48 bits in seconds.
it.each([
  ['to an unrelated one', () => 'd1'.repeat(32)],
  ['to one with the same first digits', (it: string) => it.slice(0, 12) + 'd1'.repeat(26)],
])('rejects a request to bind a pack whose digest changed since its card, %s', (_, digestOf) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'dora', 'use policy careful 1.0.0 HAPF-Strong')
    const edited = [...bench.rules.packs].map(
      ([key, one]) =>
        [key, one.pack === 'careful' ? { ...one, digest: digestOf(one.digest) } : one] as const,
    )
    await bench.restart({ ...bench.rules, packs: new Map(edited) })
    await expectRejected(bench, name, 'definition_changed')
    expect(bench.store().bound()?.binding.pack).toBe('strong')
  }),
)

it('rejects a request when its flow has another version, or is gone', async () => {
  for (const version of [2, null])
    await onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      const { flows } = bench.rules
      const flow = flows.get('order.cancel')
      if (flow === undefined) throw new Error('The shipped flows have order.cancel.')
      const others = [...flows].filter(([command]) => command !== 'order.cancel')
      const next = version === null ? [] : [['order.cancel', { ...flow, version }] as const]
      await bench.restart({ ...bench.rules, flows: new Map([...others, ...next]) })
      await expectRejected(bench, name, 'policy_changed')
    })
})

it('rejects an approved request in a lockdown', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await request(bench, 'dora', 'lockdown on a fire')
    await expectRejected(bench, name, 'locked_down')
  }))

it('rejects in a lockdown a confirmed request that needs no approval', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'create config web for core')
    const name = lastTo(bench, 'ana').command ?? ''
    await request(bench, 'dora', 'lockdown on a fire')
    await bench.hear('ana', `1 ${name}`)
    expect(reasonOf(bench, name)).toBe('locked_down')
    expect(evidence(bench, 'command.started').filter((one) => isAbout(one, name))).toEqual([])
  }))

it('rejects an answer after the approval expired, though no tick came in between', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.leap(30 * 60_000)
    await expectRejected(bench, name, 'approval_expired')
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    expect(evidence(bench, 'approval.expired')).toHaveLength(1)
  }))

it('rejects a request whose requester was suspended meanwhile', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const ana = bench
      .store()
      .people()
      .find((one) => one.id === 'ana')
    await bench.identity(ana?.identifiers[0] ?? '')
    await expectRejected(bench, name, 'unauthorized')
  }))

it('does not lift a lockdown when the first of two approvers was suspended before the second answer', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    expect(stateOf(bench, name)).toBe('approval_requested')
    const beto = bench
      .store()
      .people()
      .find((one) => one.id === 'beto')
    await bench.identity(beto?.identifiers[0] ?? '')
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
    expect(bench.store().standing().mode.kind).toBe('locked')
    expect(evidence(bench, 'lockdown.off')).toHaveLength(0)
  }))

it('does not lift a lockdown when the first of two approvers lost the role before the second answer', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    const name = await requestAndGrant(bench, 'dora', 'lockdown off', 'beto')
    rewritePerson(bench, 'beto', `json_set(record, '$.roles', json('["observer"]'))`)
    await bench.restart()
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect([stateOf(bench, name), reasonOf(bench, name)]).toEqual(['rejected', 'unauthorized'])
    expect(evidence(bench, 'approval.granted').map((one) => one['actor'])).toEqual([
      'beto',
      'carla',
    ])
    expect(bench.store().standing().mode.kind).toBe('locked')
    expect(evidence(bench, 'lockdown.off')).toHaveLength(0)
  }))

it('lifts a lockdown when two approvers who hold the role answer', () =>
  onBench('test', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on a drill')
    await requestAndGrant(bench, 'dora', 'lockdown off', 'beto', 'carla')
    expect(bench.store().standing().mode.kind).toBe('open')
  }))

it('without a readable policy, refuses requests and still answers `status`', async () => {
  const rules = { ...rulesFor('dev', 'HAPF-Strong'), pack: null, binding: null, failure: 'a test' }
  await withBench({ rules, seed: 'locked' }, async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    expect(reasonsOf(bench)).toEqual(['policy_missing'])
    await bench.hear('dora', 'status')
    expect(bench.letters.at(-1)?.kind).toBe('answer')
  })
})

function reasonsOf(bench: Bench): readonly unknown[] {
  return evidence(bench, 'command.rejected').map((one) => {
    const { body } = one
    return typeof body === 'object' && body !== null && 'reason' in body ? body.reason : null
  })
}
