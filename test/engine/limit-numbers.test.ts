// HAPF-22: a limit holds at the number that the pack gives, below a hundred and far above it.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withLimits } from '../model/content.ts'
import { carryOut, evidence, lastTo, request, requestAndGrant, withBench } from '../model/scenes.ts'

const hour = 3_600_000

type Limits = Partial<Pack['limits']>

/** The shipped rules with other limits, in the pack in force and in those that may be bound. */
function rulesWith(change: Limits): Rules {
  return withLimits(rulesFor('dev', 'HAPF-Strong'), { open_requests: 10_000, ...change })
}

function onLimits(change: Limits, test: (bench: Bench) => Promise<void>): Promise<void> {
  return onRules(rulesWith(change), test)
}

function onRules(rules: Rules, test: (bench: Bench) => Promise<void>): Promise<void> {
  return withBench({ rules, seed: 'limits' }, test)
}

it.each([7, 100, 101, 150])('%i requests pass within an hour, and the next is refused', (most) =>
  onLimits({ requests: { most, within: hour } }, async (bench) => {
    for (let count = 0; count < most; count += 1) await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    bench.leap(hour)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
  }),
)

it('a limit of 150 wrong answers is reached at the 150th, and not at the 149th', () => {
  const wrong = { most: 150, within: hour }
  const limits = { wrong_answers: { ...wrong, lock: hour }, wrong_answers_environment: wrong }
  return onLimits(limits, async (bench) => {
    for (let count = 0; count < 149; count += 1) await bench.hear('beto', '1 222222')
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
    await bench.hear('beto', '1 222222')
    const reached = evidence(bench, 'limit.reached').map((one) => one['body'])
    expect(reached).toMatchObject([
      { limit: 'wrong_answers' },
      { limit: 'wrong_answers_environment' },
    ])
  })
})

it('a limit for a class holds in a pack that was bound by chat', () => {
  const rules = rulesWith({ requests: { most: 1_000, within: hour } })
  if (rules.pack === null) throw new Error('A pack is bound.')
  const limits = { ...rules.pack.limits, class_requests: { S2: { most: 120, within: hour } } }
  const other = { ...rules.pack, version: '2.0.0', digest: 'b0'.repeat(32), limits }
  const packs = new Map(rules.packs).set('strong 2.0.0', other)
  return onRules({ ...rules, packs }, async (bench) => {
    await carryOut(bench, 'dora', 'use policy strong 2.0.0 HAPF-Strong', 'beto')
    for (let count = 0; count < 120; count += 1) await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
  })
})

it.each([
  [2, 0],
  [3, 1],
  [4, 2],
])(
  'with a limit of %i messages an hour, an approver gets %i reminders after two cards',
  (most, reminders) =>
    onLimits({ approver_messages: { most, within: hour } }, async (bench) => {
      for (const order of [42, 7]) await request(bench, 'ana', `cancel order ${order}`)
      await bench.wait((3 * hour) / 8)
      const toBeto = bench.letters.filter((one) => one.to === 'beto')
      expect(toBeto.filter((one) => one.kind === 'approval_request')).toHaveLength(2)
      expect(toBeto.filter((one) => one.text.includes('Still waiting'))).toHaveLength(reminders)
    }),
)

it('a refused request does not lengthen the wait of its requester', () =>
  onLimits({ requests: { most: 2, within: hour } }, async (bench) => {
    const ask = async () => {
      await bench.hear('ana', 'cancel order 42')
      return lastTo(bench, 'ana').kind
    }
    expect([await ask(), await ask(), await ask()]).toEqual(['preview', 'preview', 'refusal'])
    bench.leap(hour / 2)
    expect([await ask(), await ask()]).toEqual(['refusal', 'refusal'])
    bench.leap(hour / 2)
    expect([await ask(), await ask(), await ask()]).toEqual(['preview', 'preview', 'refusal'])
  }))

it('a refused request does not count towards the limit of its tenant', () => {
  const window = { most: 4, within: hour }
  const limits = { requests: { most: 2, within: hour }, tenant_requests: window }
  return onLimits(limits, async (bench) => {
    for (let count = 0; count < 9; count += 1) await bench.hear('ana', 'cancel order 42')
    for (const order of [7, 9]) {
      await bench.hear('alex', `cancel order ${order}`)
      expect(lastTo(bench, 'alex').kind).toBe('preview')
    }
    await bench.hear('max', 'cancel order 42')
    expect(lastTo(bench, 'max').text).toContain('Too many requests in dev:acme')
  })
})

it('a destructive undo counts towards the limit of class R3', () =>
  onLimits({ class_requests: { R3: { most: 1, within: hour } } }, async (bench) => {
    await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    await bench.quiet()
    const name = await request(bench, 'ana', 'restore order 42')
    await bench.quiet()
    for (const kind of ['preview', 'refusal']) {
      await bench.hear('ana', `undo ${name}`)
      expect(lastTo(bench, 'ana').kind).toBe(kind)
      expect(lastTo(bench, 'ana').text).toContain('R3')
      await bench.hear('ana', '2')
    }
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
  }))
