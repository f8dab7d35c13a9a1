// Conditions on content: what cannot be compared counts as the stricter side.

import { expect, test } from 'vitest'
import {
  type Circumstances,
  endOf,
  isDuring,
  matchesWhen,
  type Weekly,
} from '../../src/policy/when.ts'

const circumstances: Circumstances = {
  now: 0,
  commands: ['order.cancel'],
  safetyClass: 'S2',
  requester: 'ana',
  environment: 'dev',
  risk: null,
  agent: false,
  values: {},
  count: 1,
}

const above = (values: Circumstances['values']) =>
  matchesWhen({ amount: { of: 'total', above: 500 } }, { ...circumstances, values })

test.each([
  ['501', true],
  [' 500.5 ', true],
  [501, true],
  ['1.234,56', true],
  ['R$ 20', true],
  ['', true],
  ['  ', true],
  [true, true],
  ['500', false],
  ['-9000', false],
])('an amount of %j counts as above 500: %s', (total, expected) => {
  expect(above({ total: [total] })).toBe(expected)
  expect(above({ total: [1, total] })).toBe(expected)
})

test('a request without an amount does not count as above', () => {
  expect(above({ order: ['42'] })).toBe(false)
})

const sundayMorning: Weekly = { days: ['sun'], from: '02:30', to: '03:30', zone: 'Europe/Berlin' }
const saturdayNight: Weekly = { days: ['sat'], from: '22:00', to: '06:00', zone: 'Europe/Berlin' }

test.each<[string, Weekly, string, boolean]>([
  // Clocks go from 03:00 back to 02:00 at 01:00 UTC: 02:30 comes twice.
  ['before 02:30 on the day with two 02:30: outside', sundayMorning, '2026-10-25T00:29:00Z', false],
  ['the first 02:30: inside', sundayMorning, '2026-10-25T00:30:00Z', true],
  ['the second 02:00: outside', sundayMorning, '2026-10-25T01:00:00Z', false],
  ['the second 02:30: inside', sundayMorning, '2026-10-25T01:30:00Z', true],
  ['03:30 on that day: outside', sundayMorning, '2026-10-25T02:30:00Z', false],
  // From 02:00 to 03:00 at 01:00 UTC: 02:30 does not come.
  ['before the skipped hour: outside', sundayMorning, '2026-03-29T00:59:00Z', false],
  ['03:00 after the skipped hour: inside', sundayMorning, '2026-03-29T01:00:00Z', true],
  ['03:30 after the skipped hour: outside', sundayMorning, '2026-03-29T01:30:00Z', false],
  [
    'the last minute of a night one hour longer: inside',
    saturdayNight,
    '2026-10-25T04:59:00Z',
    true,
  ],
  ['after that night: outside', saturdayNight, '2026-10-25T05:00:00Z', false],
  ['a night into a leap day: inside', saturdayNight, '2032-02-29T04:59:00Z', true],
  [
    'a night into a new year: inside',
    { ...saturdayNight, days: ['thu'] },
    '2027-01-01T04:59:00Z',
    true,
  ],
])('a weekly window: %s', (_, weekly, at, expected) => {
  expect(isDuring(weekly, Date.parse(at))).toBe(expected)
})

const wholeDays: Weekly = { days: ['sat', 'sun'], from: '00:00', to: '00:00', zone: 'UTC' }

const everyDay: Weekly['days'] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const allButHalfAnHour: Weekly = { days: everyDay, from: '02:30', to: '02:00', zone: 'UTC' }
const newYork: Weekly = { days: ['sun'], from: '01:30', to: '02:30', zone: 'America/New_York' }

test.each<[string, Weekly, string, string | null]>([
  ['of two whole days', wholeDays, '2026-01-10T09:00:30Z', '2026-01-12T00:00:00Z'],
  ['at its last minute', wholeDays, '2026-01-11T23:59:59Z', '2026-01-12T00:00:00Z'],
  ['over a clock change', saturdayNight, '2026-10-24T21:00:00Z', '2026-10-25T05:00:00Z'],
  ['that ends at half past', sundayMorning, '2026-10-25T01:30:00Z', '2026-10-25T02:30:00Z'],
  [
    'of all but half an hour of each day',
    allButHalfAnHour,
    '2026-01-06T10:45:00Z',
    '2026-01-07T02:00:00Z',
  ],
  [
    'of all but half an hour of each day, from a minute before',
    allButHalfAnHour,
    '2026-01-07T01:59:59Z',
    '2026-01-07T02:00:00Z',
  ],
  [
    'over a night when clocks are put back: its first part',
    newYork,
    '2026-11-01T05:30:00Z',
    '2026-11-01T06:00:00Z',
  ],
  [
    'over a night when clocks are put back: its second part',
    newYork,
    '2026-11-01T06:30:00Z',
    '2026-11-01T07:30:00Z',
  ],
  [
    'over a night when clocks are put forward past its end',
    newYork,
    '2026-03-08T06:30:00Z',
    '2026-03-08T07:00:00Z',
  ],
  ['of all seven days: never', { ...wholeDays, days: everyDay }, '2026-01-11T00:00:00Z', null],
])('the end of a weekly window %s', (_, weekly, at, expected) => {
  expect(isDuring(weekly, Date.parse(at))).toBe(true)
  const end = endOf(weekly, Date.parse(at))
  expect(end).toBe(expected === null ? null : Date.parse(expected))
})
