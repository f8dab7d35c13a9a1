// Ids and tokens made from randomness have the expected format (UUIDv7 of RFC 9562).

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawId, idOf } from '../../src/command/draw.ts'

test('an id equals the example of a UUIDv7 in RFC 9562, appendix A.6', () => {
  expect(idOf(0x017f22e279b0, 'cc318c4dc0c0c07398f')).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')
})

test('ids of any instant are UUIDv7s that sort by time and keep the random digits', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 19, maxLength: 64 })
  const instant = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) })
  fc.assert(
    fc.property(instant, instant, digits, (at, other, list) => {
      const chance = list.join('')
      const id = idOf(at, chance)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at)
      expect(id.slice(15, 18) + id.slice(20, 23) + id.slice(24)).toBe(
        chance.slice(0, 3) + chance.slice(4, 7) + chance.slice(7, 19),
      )
      expect(id < idOf(other, chance)).toBe(at < other)
    }),
  )
})

test('the same randomness gives another id under another label', () => {
  expect(drawId(1, 'chance', 'a')).not.toBe(drawId(1, 'chance', 'b'))
})
