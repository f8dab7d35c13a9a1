// Generates any Unicode character, for random texts.

import fc from 'fast-check'

const firstSurrogate = 0xd800
const surrogates = 0x800

/**
 * A unit for `fc.string`: every character with equal probability, without lone surrogates.
 * fast-check's `binary` does the same, but builds a table of 85 MB in each process, which takes
 * seconds.
 */
export const character: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff - surrogates })
  .map(
    (number) => String.fromCodePoint(number < firstSurrogate ? number : number + surrogates),
    numberOf,
  )

/** The inverse, which fast-check needs to generate words that are known to be dangerous. */
function numberOf(text: unknown): number {
  if (typeof text !== 'string' || [...text].length !== 1 || !text.isWellFormed())
    throw new Error('This is not one character.')
  const point = text.codePointAt(0) ?? 0
  return point < firstSurrogate ? point : point - surrogates
}
