// The seal of records is HMAC-SHA-256 (RFC 2104, vectors of RFC 4231), whatever the text.

import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { markWith } from '../../src/environment/mark.ts'
import { character } from '../model/characters.ts'

test('a seal equals RFC 4231 for its test cases 1 and 2', () => {
  expect(markWith(Buffer.alloc(20, 0x0b))('Hi There')).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
  expect(markWith(Buffer.from('Jefe'))('what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
})

test('a seal equals the HMAC of Node, for texts of every length and alphabet, in any order', () => {
  const key = Buffer.alloc(32, 7)
  const mark = markWith(key)
  const expected = (text: string) => createHmac('sha256', key).update(text).digest('hex')
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 300 }), fc.nat(200), (text, times) => {
      const long = text.repeat(times)
      expect(mark(long)).toBe(expected(long))
      expect(mark(text)).toBe(expected(text))
    }),
    { numRuns: 200 },
  )
  // Longer than its buffer, and short again.
  for (const text of ['ç'.repeat(40_000), 'a', '', '\ud800', '😀'.repeat(9_000)])
    expect(mark(text)).toBe(expected(text))
})

test('a key that is longer than one block is refused', () => {
  expect(() => markWith(Buffer.alloc(65))).toThrow('at most 64 bytes')
})
