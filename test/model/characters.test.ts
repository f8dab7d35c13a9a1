// Generated characters come from all Unicode planes, and never half of a surrogate pair.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { character } from './characters.ts'

test('samples are single characters from all Unicode planes, and texts of them hold dangerous words', () => {
  const drawn = fc.sample(character, { numRuns: 3_000, seed: 7 })
  for (const one of drawn) {
    expect([...one]).toHaveLength(1)
    expect(one.isWellFormed()).toBe(true)
  }
  const points = drawn.map((one) => one.codePointAt(0) ?? 0)
  for (const plane of [0x1_0000, 0x2_0000, 0x10_0000])
    expect(points.some((one) => one >= plane && one < plane + 0x1_0000)).toBe(true)
  expect(character.canShrinkWithoutContext('\u{10FFFF}')).toBe(true)
  expect(character.canShrinkWithoutContext('\uD800')).toBe(false)
  let dangerous = 0
  const count = (text: string) => {
    if (text.includes('__proto__') || text.includes('toString')) dangerous += 1
  }
  fc.assert(fc.property(fc.string({ unit: character }), count), { numRuns: 3_000, seed: 7 })
  expect(dangerous).toBeGreaterThan(0)
})
