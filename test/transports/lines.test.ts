// Splits a byte stream into lines, however its chunks are cut.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lineSplitter } from '../../src/transports/lines.ts'

/** The lines of these pieces, as text. */
function linesOf(pieces: readonly Buffer[]): readonly (string | null)[] {
  const splitter = lineSplitter(100)
  const lines = [...pieces.flatMap((one) => [...splitter.feed(one)]), ...splitter.end()]
  return lines.map((one) => one?.toString('utf8') ?? null)
}

it('lines do not depend on how the stream is divided', () => {
  const text = 'one\r\ntwo ç\u2028\u0085 x\n\nthree \r four\n😀'
  const expected = ['one', 'two ç\u2028\u0085 x', '', 'three \r four', '😀']
  const bytes = Buffer.from(text)
  fc.assert(
    fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const pieces = at.slice(1).map((to, index) => bytes.subarray(at[index], to))
      expect(linesOf(pieces)).toEqual(expected)
    }),
  )
})

it('a line that is too long is dropped, and the next one is complete', () => {
  const long = Buffer.from(`${'x'.repeat(60)}`)
  expect(linesOf([long, long, Buffer.from('\nnext\n'), long, long])).toEqual([null, 'next', null])
  expect(linesOf([Buffer.from('x'.repeat(100)), Buffer.from('\n')])).toEqual(['x'.repeat(100)])
})
