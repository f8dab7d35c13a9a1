// When rules and freezes apply, by the verifier's own reading, compared with the program: it gives
// the same answer, or says that it cannot tell.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Wish } from '../../scripts/verifier/when.ts'
import { holdsWhen, isFrozen } from '../../scripts/verifier/when.ts'
import { environments, safetyClasses } from '../../src/policy/names.ts'
import { riskClasses } from '../../src/policy/risk.ts'
import { isDuring, matchesWhen as theirs, type When, whenSchema } from '../../src/policy/when.ts'
import { nearChange, wallClocks } from '../wall-clock.ts'

const names = ['order.cancel', 'order.restore', 'config.set']
const fields = ['total', 'order']
const values = [
  '',
  ' ',
  '0',
  '500',
  '500.5',
  '-1',
  '1.234,56',
  'R$ 20',
  '0x1f',
  '1e3',
  '0042',
  'é K',
]
const patterns = ['^0', '42$', 'R\\$', '^(4|5)', '[0-9]+,[0-9]{2}', 'É', 'k$', '(a+)+', '.*.*.*x']
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const time = fc.constantFrom('00:00', '02:30', '03:30', '07:00', '12:00', '20:00', '23:59')
const some = <T>(all: readonly T[]) => fc.subarray([...all], { minLength: 1 })
const weekly = fc.record({
  days: some(days),
  from: time,
  to: time,
  zone: fc.constantFrom('UTC', 'America/Sao_Paulo', 'Europe/Berlin', 'Asia/Kathmandu'),
})
const whens = fc
  .record(
    {
      commands: some(names),
      classes: some(safetyClasses),
      requesters: some(['ana', 'beto']),
      environments: some(environments),
      risk: some(riskClasses),
      agent: fc.boolean(),
      amount: fc.record({ of: fc.constantFrom(...fields), above: fc.constantFrom(0, 20, 500) }),
      count_above: fc.nat(3),
      target: fc.record({
        slot: fc.constantFrom(...fields),
        matches: fc.constantFrom(...patterns),
      }),
      during: weekly,
      outside: weekly,
    },
    { requiredKeys: [] },
  )
  .filter((one) => Object.keys(one).length > 0)
const facts = fc.record({
  now: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
  commands: some(names),
  safetyClass: fc.constantFrom(...safetyClasses),
  requester: fc.constantFrom('ana', 'beto', 'carla'),
  environment: fc.constantFrom(...environments),
  risk: fc.constantFrom(...riskClasses, null),
  agent: fc.boolean(),
  values: fc.dictionary(fc.constantFrom(...fields), fc.array(fc.constantFrom(...values))),
  count: fc.nat(5),
})

const schema = whenSchema()

const plain: Wish = {
  ...{ environment: 'prod', profile: 'HAPF-Strong', safetyClass: 'S2', requester: 'ana' },
  ...{ isAgents: false, names: ['order.cancel'], count: 1, declared: 'destructive' },
  ...{ twoPeople: false, isLeftOpen: false, isEmergency: false, confirms: true },
  ...{ at: Date.UTC(2026, 0, 5, 12), shown: { values: new Map(), risk: null } },
}

it('the verifier evaluates each condition as the program does, or says that it cannot tell', () => {
  let [same, unknown] = [0, 0]
  const property = fc.property(whens, facts, (when, one) => {
    const read: When = schema.parse(when)
    const wish: Wish = {
      ...{ ...plain, names: one.commands, safetyClass: one.safetyClass, at: one.now },
      ...{ requester: one.requester, environment: one.environment, isAgents: one.agent },
      ...{
        count: one.count,
        shown: { values: new Map(Object.entries(one.values)), risk: one.risk },
      },
    }
    const mine = holdsWhen(JSON.parse(JSON.stringify({ when })), wish)
    if (mine === null) unknown += 1
    else same += 1
    expect(mine === null || mine === theirs(read, one)).toBe(true)
    const isSlow = /\(a|x$/.test(when.target?.matches ?? '')
    if (!isSlow) expect(mine).not.toBeNull()
  })
  fc.assert(property, { numRuns: 600, seed: 5 })
  expect(same).toBeGreaterThan(400)
  expect(unknown).toBeGreaterThan(0)
})

it('the verifier recognises weekly and dated freezes, and cannot tell in an unknown time zone', () => {
  fc.assert(
    fc.property(weekly, facts, (one, { now }) => {
      const freeze = { classes: ['S2'], weekly: one }
      expect(isFrozen(freeze, { ...plain, at: now })).toBe(isDuring(one, now))
      expect(isFrozen({ ...freeze, classes: ['S3'] }, { ...plain, at: now })).toBe(false)
    }),
    { numRuns: 500, seed: 6 },
  )
  const once = { from: '2026-12-24T00:00:00-03:00', to: '2027-01-02T00:00:00Z' }
  const at = (text: string) =>
    isFrozen({ classes: ['S2'], once }, { ...plain, at: Date.parse(text) })
  expect(at('2026-12-24T02:59:59.999Z')).toBe(false)
  expect(at('2026-12-24T03:00:00.000Z')).toBe(true)
  expect(at('2027-01-02T00:00:00.000Z')).toBe(false)
  const elsewhere = { classes: ['S2'], weekly: { days: ['mon'], from: '07:00', to: '20:00' } }
  const inZone = (zone: string) =>
    isFrozen({ ...elsewhere, weekly: { ...elsewhere.weekly, zone } }, plain)
  expect(inZone('Europe/Berlin')).toBe(true)
  expect(inZone('Nowhere/Atlantis')).toBeNull()
})

it('the verifier recognises weekly freezes as the program does where clocks change', () => {
  const scenes = wallClocks.chain((clock) => fc.tuple(fc.constant(clock), nearChange(clock, 3)))
  fc.assert(
    fc.property(weekly, scenes, (one, [{ zone }, now]) => {
      const here = { ...one, zone }
      const freeze = { classes: ['S2'], weekly: here }
      expect(isFrozen(freeze, { ...plain, at: now })).toBe(isDuring(here, now))
    }),
    { numRuns: 1_000, seed: 7 },
  )
})

it('the verifier does not evaluate conditions on what is missing', () => {
  const lacking = { ...plain, shown: null }
  const large = { amount: { of: 'total', above: 5 } }
  expect(holdsWhen({ when: large }, lacking)).toBeNull()
  expect(holdsWhen({ when: { ...large, commands: ['order.restore'] } }, lacking)).toBe(false)
  expect(holdsWhen({ when: { risk: ['LOW'] } }, lacking)).toBeNull()
  expect(holdsWhen({ when: {} }, plain)).toBeNull()
})
