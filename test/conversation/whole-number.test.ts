// Whole numbers are formatted as `Intl` does it, in every shipped language.

import { FluentBundle, FluentResource } from '@fluent/bundle'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wholeNumber } from '../../src/conversation/whole-number.ts'
import { rawText } from '../../src/conversation/words.ts'
import { locales } from './shipped-language.ts'

const edges = [0, 1, 9, 10, 999, 1000, 9999, 10_000, 99_999, 100_000, 999_999, 1_000_000]

describe.each(locales)('whole numbers in %s', (locale) => {
  const intl = new Intl.NumberFormat(locale)

  test.each([...edges, Number.MAX_SAFE_INTEGER])('are written as Intl does: %d', (value) => {
    expect(wholeNumber(locale, value)).toBe(intl.format(value))
  })

  test('are written as Intl does, any of them', () => {
    const values = fc.oneof(fc.maxSafeNat(), fc.integer({ min: 0, max: 200_000 }))
    fc.assert(fc.property(values, (value) => wholeNumber(locale, value) === intl.format(value)))
  })

  test.each([-1, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'leave %d to Intl',
    (value) => {
      expect(wholeNumber(locale, value)).toBeNull()
      const bundle = new FluentBundle(locale)
      bundle.addResource(new FluentResource('one = {$value}'))
      expect(rawText(bundle, 'one', { value })).toBe(`${intl.format(value)}`)
    },
  )

  test('choose the plural of a sentence', () => {
    const bundle = new FluentBundle(locale, { useIsolating: false })
    bundle.addResource(
      new FluentResource(
        'days = { $n ->\n    [0] none\n    [one] {$n} day\n   *[other] {$n} days\n  }\n',
      ),
    )
    expect(rawText(bundle, 'days', { n: 0 })).toBe('none')
    expect(rawText(bundle, 'days', { n: 1 })).toBe('1 day')
    expect(rawText(bundle, 'days', { n: 12_345 })).toBe(`${intl.format(12_345)} days`)
  })
})

test.each(['en-IN', 'pt-PT', 'de', 'constructor'])(
  'whole numbers in the locale %s are left to Intl',
  (locale) => {
    for (const value of edges) expect(wholeNumber(locale, value)).toBeNull()
  },
)
