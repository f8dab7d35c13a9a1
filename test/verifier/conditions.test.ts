// Histories that the holder of the key made up about amounts, patterns, times and freezes under the
// careful pack, and about an emergency that let them pass.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkPack } from '../../scripts/verifier/check.ts'
import { emergencyIn } from '../../scripts/verifier/emergency.ts'
import type { Event } from '../../scripts/verifier/pack-file.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { approved, type Body, type Edit, linesAfter, says } from './edited-command.ts'
import { selfMade } from './self-signed-pack.ts'
import { whole } from './stories.ts'

let bench: Bench
let cancelled: readonly Event[]

beforeAll(async () => {
  const rules = rulesFor('prod', 'HAPF-Strong', 'careful')
  bench = await openBench({ rules, seed: 'amounts' })
  cancelled = await approved(bench, 'ana', 'cancel order 42', 'beto')
})
afterAll(async () => {
  await bench.close()
  discard(bench)
})

/** The same artifacts, of which those of these types bear another time. */
const at = (time: string, ...types: readonly string[]) =>
  cancelled.map((one) =>
    types.includes(String(one.sealed['type'])) ? { ...one, sealed: { ...one.sealed, time } } : one,
  )

const linesAt = (time: string, ...types: readonly string[]) => linesAfter(at(time, ...types), [])

it('the verifier finds no fault in what was decided', () => {
  expect(linesAfter(cancelled, [])).toHaveLength(2)
  expect(linesAfter(cancelled, []).join()).not.toMatch(/bad|missing/)
})

it.each<[string, readonly Edit[], RegExp]>([
  [
    'an amount over the limit with one approval',
    [says('command.previewed', { shows: [['total', '900']] })],
    /wants 1 approvals, and its policy 2/,
  ],
  [
    'an amount over the limit in the target alone',
    [says('command.previewed', { target: [['total', '900']] })],
    /does not want admin\.approve\.high_impact/,
  ],
  [
    'an amount over the limit in a change',
    [says('command.previewed', { changes: [{ field: 'total', before: '900', after: null }] })],
    /wants 1 approvals, and its policy 2/,
  ],
  [
    'an order that a rule refuses by a pattern',
    [says('command.proposed', { slots: { order: '042' } })],
    /the rule test-orders refuses it/,
  ],
])('the verifier reports %s', (_what, edits, finding) => {
  expect(linesAfter(cancelled, edits).join('\n')).toMatch(finding)
})

it('the verifier reports a decision, and a start, at night with one approval', () => {
  const night = '2026-01-06T03:00:00.000Z'
  expect(linesAt(night, 'command.started').join()).toMatch(/when its policy wants 2 approvals/)
  expect(linesAt(night, 'command.authorized').join()).toMatch(/wants 1 approvals, and its policy 2/)
})

it('the verifier lists rules as not checked when the preview is missing', () => {
  const without = cancelled.map((one) =>
    one.sealed['type'] === 'command.previewed' ? { ...one, body: null } : one,
  )
  expect(linesAfter(without, [])).toEqual(
    ['large-amount', 'test-orders'].map(
      (rule) =>
        `missing: It was not held against the rule ${rule}: that, or what it looks at, is not here, or not read.`,
    ),
  )
})

it('the verifier lists lockdowns as not proved for each decided command without them', () => {
  for (const text of Object.values(selfMade(whole))) {
    const lines = checkPack(text, null).lines.filter(({ text: one }) => /^Lockdowns/.test(one))
    expect(lines.map(({ state }) => state)).toEqual(['missing'])
  }
  const [proposed] = whole
  const asked = selfMade(proposed === undefined ? [] : [proposed])
  expect(
    checkPack(asked.pack, null)
      .lines.map(({ text }) => text)
      .join(),
  ).not.toMatch(/lockdowns/i)
})

const frozen = '2026-12-28T12:00:00.000Z'
const inEmergency: Edit = [
  'command.authorized',
  (body) => ({ ...body, rules: [...Object(body['rules']), '+emergency-declared'] }),
]

it('the verifier reports a decision during a freeze', () => {
  expect(linesAt(frozen, 'command.authorized')).toEqual([
    expect.stringMatching(/^bad: It went on at artifact \d+, in the freeze year-end\.$/),
  ])
})

it('the verifier accepts a claimed emergency only if the whole chain shows it', () => {
  const story = at(frozen, 'command.authorized', 'command.started')
  const unproved = expect.stringMatching(/^missing: Artifact \d+ stands by an emergency/)
  expect(linesAfter(story, [inEmergency])).toEqual([unproved, unproved])
  // The decision was before the freeze: an emergency of then would be none of its rules.
  expect(linesAt(frozen, 'command.started')).toEqual([unproved])
  const limit = (body: Body | null, seq = 1): Event => ({
    ...{ seq, body: body as Event['body'] },
    sealed: { type: 'limit.reached', time: frozen },
  })
  const declared = (until: string) => limit({ limit: 'emergency', state: 'declared', until })
  const by = (...all: readonly Event[]) =>
    linesAfter(story, [inEmergency], undefined, { own: null, emergency: emergencyIn(all, true) })
  expect(by(declared('2026-12-28T12:00:00.001Z')).join()).not.toMatch(/bad|missing/)
  const none = /says that an emergency was declared, and none was/
  expect(by().join()).toMatch(none)
  expect(by(declared(frozen)).join()).toMatch(none)
  const ended = limit({ limit: 'emergency', state: 'ended_by_hand' }, 2)
  expect(by(declared('2026-12-29T12:00:00.000Z'), ended).join()).toMatch(none)
  expect(by(limit(null))).toEqual([unproved, unproved])
  const unknown = { own: null, emergency: emergencyIn([], false) }
  expect(linesAfter(story, [inEmergency], undefined, unknown)).toEqual([unproved, unproved])
})

it('the verifier reports a missing acknowledgement of PROD where the policy wants it', async () => {
  const suspended = await approved(bench, 'dora', 'suspend ana', 'max')
  expect(linesAfter(suspended, []).join()).not.toMatch(/bad|missing/)
  expect(linesAfter(suspended, [says('command.confirmed', { acknowledged: null })])).toEqual([
    expect.stringMatching(/confirms without the word PROD, and its policy wants it/),
  ])
})
