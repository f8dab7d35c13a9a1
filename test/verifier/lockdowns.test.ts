// Decisions of a real command against made-up circumstances of its environment.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { byName, lockdownLines } from '../../scripts/verifier/lockdowns.ts'
import type { Event, JsonObject } from '../../scripts/verifier/pack-file.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { approved, linesAfter } from './edited-command.ts'

let bench: Bench
let cancelled: readonly Event[]
let bound: Event

beforeAll(async () => {
  bench = await openBench({ rules: rulesFor('prod', 'HAPF-Strong'), seed: 'circumstances' })
  await bench.wait(1_000)
  cancelled = spread(await approved(bench, 'ana', 'cancel order 42', 'beto'))
  const policy = cancelled[0]?.sealed['policy'] as JsonObject
  bound = own(1, 'policy.bound', -60, { ...policy, changed: true })
})
afterAll(async () => {
  await bench.close()
  discard(bench)
})

const start = Date.UTC(2026, 0, 5, 12)
const minute = (count: number) => new Date(start + count * 60_000).toISOString()

/** One artifact each minute, so that something may happen between two of them. */
function spread(story: readonly Event[]): readonly Event[] {
  return story.map((one, at) => ({ ...one, sealed: { ...one.sealed, time: minute(at) } }))
}

function own(seq: number, type: string, at: number, body: object | null, actor = 'dora'): Event {
  return { seq, sealed: { type, time: minute(at), actor }, body: body as Event['body'] }
}

const on = (at: number, body: object | null, seq = 2) => own(seq, 'lockdown.on', at, body)
const off = (at: number, body: object | null, seq = 3) => own(seq, 'lockdown.off', at, body)

function linesIn(...around: readonly Event[]): string {
  const all = [bound, ...around]
  return linesAfter(cancelled, [], undefined, { own: all, emergency: () => null }).join('\n')
}

const whenOf = (type: string) => cancelled.findIndex((one) => one.sealed['type'] === type)

it('a decision that no lockdown was in the way of is said to be one', () => {
  expect(linesIn()).toMatch(/good: By what is here of its environment, no lockdown was in its way/)
  expect(linesIn(on(-9, {}), off(-8, {}))).not.toMatch(/bad|missing/)
  expect(linesIn(on(-9, { until: minute(-5) }))).not.toMatch(/bad|missing/)
  expect(linesIn(on(90, {}))).not.toMatch(/bad|missing/)
})

it.each<[string, object]>([
  ['of all', {}],
  ['of all, until later', { until: minute(90) }],
  ['of its connector', { part: 'connector', of: 'shop' }],
  ['of its class', { part: 'class', of: 'S2' }],
  ['of its tenant', { part: 'tenant', of: 'prod:acme' }],
])('the verifier reports a decision and a start in a lockdown %s', (_what, body) => {
  const [authorized, started] = [whenOf('command.authorized'), whenOf('command.started')]
  const lines = linesIn(on(authorized - 0.5, body))
  expect(lines).toMatch(/bad: It went on at artifact \d+, in the lockdown of .*artifact 2 of/)
  const late = linesIn(on(started - 0.5, body))
  expect(late).toMatch(/bad: It went on at artifact \d+, in the lockdown/)
})

it.each<[string, object]>([
  ['another connector', { part: 'connector', of: 'mail' }],
  ['another class', { part: 'class', of: 'S3' }],
  ['another tenant', { part: 'tenant', of: 'prod:other' }],
  ['an agent, where a person asked', { part: 'agent', of: 'claude' }],
])('a lockdown of %s is not in its way', (_what, body) => {
  expect(linesIn(on(-1, body))).not.toMatch(/bad|missing/)
})

it('the verifier reports a start by approvals from before a lockdown, also when that is over', () => {
  const started = whenOf('command.started')
  const between = linesIn(on(started - 0.5, {}), off(started - 0.25, {}))
  expect(between).toMatch(/started at artifact \d+ by approvals from before the lockdown of all/)
  const before = whenOf('approval.granted')
  expect(linesIn(on(before - 0.5, {}), off(before - 0.25, {}))).not.toMatch(/bad|missing/)
})

it('an erased lockdown that is not over leaves unproved what was locked', () => {
  expect(linesIn(on(-1, null))).toContain('missing: What was locked then is not all here')
  expect(linesIn(on(-2, null), off(-1, null))).not.toMatch(/bad|missing/)
  expect(linesIn(on(-2, null), off(-1, {}))).not.toMatch(/bad|missing/)
})

it('the verifier reports a decision under a policy that was not the bound one', () => {
  const later = { ...bound.body, digest: 'ab'.repeat(32) }
  expect(linesIn(own(2, 'policy.bound', -1, later))).toMatch(
    /under a policy that was not the bound/,
  )
  expect(linesIn(own(2, 'policy.bound', 90, later))).not.toMatch(/bad|missing/)
  expect(linesIn(own(2, 'policy.bound', -1, null))).toContain('missing: Which policy was bound')
  const erased = own(2, 'policy.bound', -1, null, 'aval')
  const policy = bound.body as JsonObject
  const atStart = { ...erased, sealed: { ...erased.sealed, policy } }
  expect(linesIn(atStart)).not.toMatch(/bad|missing/)
  expect(linesAfter(cancelled, [], undefined, { own: [], emergency: () => null }).join()).toContain(
    'missing: Which policy was bound',
  )
})

it('the verifier reports a decision that passes over a suspicion', () => {
  const raised = own(2, 'limit.reached', -1, { limit: 'suspicion' }, 'aval')
  expect(linesIn(raised)).toMatch(/passes over the suspicion of artifact 2/)
  const over = own(3, 'limit.reached', -0.5, { limit: 'suspicion', lifted: true })
  expect(linesIn(raised, over)).not.toMatch(/bad|missing/)
  expect(linesIn(own(2, 'limit.reached', -1, { limit: 'stranger' }))).not.toMatch(/bad|missing/)
})

const linesOf = (all: readonly Event[], isWhole = true, events: readonly Event[] = []) =>
  lockdownLines(all, isWhole, byName(events))
    .map(({ state, text }) => `${state}: ${text}`)
    .join('\n')
const byProgram = (at: number, body: object) => own(3, 'lockdown.off', at, body, 'aval')

it('lockdowns end by a command, or at their time, and never sooner', () => {
  expect(linesOf([on(0, {}), off(1, { command: 'C-AAAA' })])).toContain('note: Artifact 3')
  expect(linesOf([on(0, { until: minute(5) }), byProgram(5, {})])).toMatch(/^good: 2 artifacts/)
  expect(linesOf([on(0, { until: minute(5) }), on(1, { until: minute(9) }, 3)])).toMatch(/^good/)
  for (const [all, finding] of [
    [[on(0, { until: minute(5) }), byProgram(4, {})], 'ends a lockdown before its time'],
    [[on(0, {}), byProgram(4, {})], 'ends a lockdown before its time'],
    [[on(0, {}), on(1, { until: minute(2) }, 3)], 'lets a lockdown end sooner'],
    [[off(1, { command: 'C-AAAA' })], 'ends a lockdown that nothing began'],
    [[on(0, {}), off(1, {})], 'names no command that did'],
  ] as const)
    expect(linesOf(all)).toMatch(new RegExp(`bad: .*${finding}`))
  expect(linesOf([off(1, { command: 'C-AAAA' })], false)).not.toMatch(/bad/)
  expect(linesOf([on(0, null), off(1, { command: 'C-AAAA' })])).not.toMatch(/bad/)
})

it('a command of the pack that ended a lockdown did so when it succeeded, as who asked for it', () => {
  const name = String(cancelled[0]?.body?.['name'])
  const locks = (minutes: number, actor = 'ana') => [
    on(-1, {}),
    own(3, 'lockdown.off', minutes, { command: name }, actor),
  ]
  const at = whenOf('command.succeeded')
  expect(linesOf(locks(at), true, cancelled)).toMatch(/^good/)
  expect(linesOf(locks(at - 1), true, cancelled)).toMatch(/did not do it then/)
  expect(linesOf(locks(at, 'dora'), true, cancelled)).toMatch(/did not do it then/)
})
