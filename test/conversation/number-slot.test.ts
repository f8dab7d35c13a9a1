// A number as people type it, with points and commas: unambiguous, or asked about.

import { expect, test } from 'vitest'
import { parseSlot } from '../../src/conversation/slot.ts'
import { parseTypedSlot } from '../../src/conversation/typed-slot.ts'
import { scene } from './shipped-language.ts'

const slot = { kind: 'number', optional: false } as const
const read = (text: string) => parseSlot('amount', slot, text, scene('pt-BR'), [])

test.each([
  ['1234', 1234],
  ['1234,5', 1234.5],
  ['1234.56', 1234.56],
  ['0.125', 0.125],
  ['0,125', 0.125],
  ['1.2340', 1.234],
  ['1.234,56', 1234.56],
  ['1,234.56', 1234.56],
  ['1.234.567', 1_234_567],
  ['-1,234,567.8', -1_234_567.8],
])('%s is read as %d', (text, value) => {
  expect(read(text)).toEqual({ kind: 'value', value })
})

test.each([
  ['1.234', '1234', '1.2340'],
  ['12,345', '12345', '12.3450'],
  ['-1,000', '-1000', '-1.0000'],
])(
  '%s is asked about with both of its readings, which are understood when typed',
  (text, whole, fraction) => {
    const args = { whole, fraction }
    expect(read(text)).toMatchObject({ why: { id: 'slot-number-two-ways', args } })
    expect(read(whole)).toMatchObject({ kind: 'value' })
    expect(read(fraction)).toMatchObject({ kind: 'value' })
  },
)

test.each(['1.234,567,8', '1,234,56', '1.23.456', '12.34,56,7', '1.234.56', '1..234', '.5', '1e3'])(
  '%s is refused as a number',
  (text) => {
    expect(read(text)).toMatchObject({ why: { id: 'slot-number' } })
  },
)

test('a JSON number is taken as it is, and an ambiguous JSON text is asked about', () => {
  expect(parseTypedSlot(slot, 1.234, scene('en'))).toEqual({ kind: 'value', value: 1.234 })
  expect(parseTypedSlot(slot, '1.234', scene('en'))).toMatchObject({ kind: 'wrong' })
})
