// Conditions on content: what cannot be compared counts as the stricter side.

import { expect, test } from 'vitest'
import { type Circumstances, holdsWhen } from '../../src/policy/when.ts'

const circumstances: Circumstances = {
  now: 0,
  command: 'order.cancel',
  safetyClass: 'S2',
  requester: 'ana',
  environment: 'dev',
  risk: null,
  agent: false,
  values: {},
  count: 1,
}

const above = (values: Readonly<Record<string, string | number | boolean>>) =>
  holdsWhen({ amount: { of: 'total', above: 500 } }, { ...circumstances, values })

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
])('an amount of %j is above 500: %s', (total, expected) => {
  expect(above({ total })).toBe(expected)
})

test('what has no amount is not above', () => {
  expect(above({ order: '42' })).toBe(false)
})
