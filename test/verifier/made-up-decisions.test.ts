// Made-up histories of a real command, signed by the holder of the key, that violate the texts of
// the policy.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { textsOf } from '../../scripts/verifier/asked.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { approved, type Body, type Edit, here, linesAfter, says } from './edited-command.ts'

let bench: Bench
let cancelled: readonly Event[]
let forgotten: readonly Event[]

beforeAll(async () => {
  bench = await openBench({ rules: rulesFor('prod', 'HAPF-Strong'), seed: 'decided' })
  cancelled = await approved(bench, 'ana', 'cancel order 42', 'beto')
  forgotten = await approved(bench, 'dora', 'suspend ana', 'max')
})
afterAll(async () => {
  await bench.close()
  discard(bench)
})

const sound = [
  'good: Its class, its approvals and each right are what the texts in force want at least.',
  'good: By its amounts, patterns, risk and times no rule and no freeze wants more.',
]
const holds = (type: string, more: Body): Edit => [
  type,
  (body) => ({ ...body, held: { ...Object(body['held']), ...more } }),
]

it('the verifier finds no fault in what was decided', () => {
  expect(linesAfter(cancelled, [])).toEqual(sound)
  expect(forgotten.length).toBeGreaterThan(3)
  expect(linesAfter(forgotten, [])).toEqual(sound)
})

it.each<[string, readonly Edit[], RegExp]>([
  [
    'another class',
    [says('command.proposed', { safety_class: 'S1' })],
    /says class S1, and it is S2/,
  ],
  [
    'no text',
    [says('command.proposed', { definition: {} })],
    /names no text that says what it does/,
  ],
  [
    'fewer approvals',
    [says('approval.required', { approvers: 0 })],
    /wants 0 approvals, and its policy 1/,
  ],
  [
    'another scope',
    [says('approval.required', { scope: 'audit.read' })],
    /does not want admin\.approve\.destructive, and its policy does/,
  ],
  ['more denials', [says('approval.required', { denials: 2 })], /lets more deny than its policy/],
  ['no approval at all', [['approval.required', null]], /its policy wants 1 approvals/],
  ['no second factor', [says('approval.requested', { step_up: 'none' })], /second factor none/],
  ['a longer one', [says('approval.requested', { step_up: '7200000' })], /second factor 7200000/],
  [
    'more time',
    [says('approval.requested', { expires_at: '2026-01-05T19:00:00.000Z' })],
    /waits for longer than its policy/,
  ],
  ['a grant by a token alone', [says('approval.granted', { method: 'token' })], /shows no second/],
  [
    'a role without the scope',
    [holds('approval.granted', { roles: ['requester'] })],
    /no role of artifact \d+ holds admin\.approve\.destructive/,
  ],
  [
    'a right that does not let ask',
    [holds('command.authorized', { roles: ['auditor'], scopes: ['audit.read'] })],
    /without the right to ask for it/,
  ],
  [
    'no right to ask',
    [says('command.authorized', { held: {} })],
    /without the right to ask for it/,
  ],
])('the verifier reports %s', (_what, edits, finding) => {
  const lines = linesAfter(cancelled, edits)
  expect(lines.join('\n')).toMatch(finding)
  expect(lines.every((line) => line.startsWith('bad: '))).toBe(true)
})

const by = (story: readonly Event[], actor: string) =>
  story.map((one) =>
    one.sealed['type'] === 'approval.granted' ? { ...one, sealed: { ...one.sealed, actor } } : one,
  )

it('the verifier reports an approval of the requester, and of the person whom the command is about', () => {
  expect(linesAfter(by(cancelled, 'ana'), [])).toEqual([
    expect.stringMatching(/^bad: Artifact \d+ is an approval of whoever asked/),
  ])
  const granted = { ...cancelled.find((one) => one.sealed['type'] === 'approval.granted') } as Event
  const sealed = { ...granted.sealed, actor: 'ana' }
  expect(linesAfter([...forgotten, { ...granted, sealed }], []).join()).toContain(
    'is an approval of the one whom it is about',
  )
})

it('the verifier lists decisions as unchecked without their texts, and ignores other texts', () => {
  const without = (what: RegExp) =>
    textsOf({ policies: [], definitions: here.filter((one) => !what.test(one.text)) })
  expect(linesAfter(cancelled, [], without(/^command: order\.cancel/m))).toEqual([
    'missing: Decisions were not checked again: the text of the command order.cancel is not here, or not read.',
  ])
  expect(linesAfter(cancelled, [], without(/^pack: strong/m))[0]).toContain(
    'the text of its policy',
  )
  const other = here.map(({ digest, text }) => ({ digest, text: `${text} ` }))
  expect(textsOf({ policies: [], definitions: other }).size).toBe(0)
})
