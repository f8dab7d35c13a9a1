// Text that a phone would show as formatting is escaped, and is read back as the original.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain } from '../../src/conversation/normalise.ts'
import { unformatted } from '../../src/transports/whatsapp/unformatted.ts'

test.each([
  ['_a_', '＿a＿'],
  ['*a* and ~b~', '＊a＊ and ～b～'],
  ['`a` ```b```', '｀a｀ ｀｀｀b｀｀｀'],
  ['price: *5 → 7*', 'price: ＊5 → 7＊'],
  ['high_impact', 'high_impact'],
  ['a_b _c_d_ e', 'a_b ＿c_d＿ e'],
  ['> quoted', '＞ quoted'],
  ['1. first\n 12. next\n- point\n* star', '1． first\n 12． next\n－ point\n＊ star'],
  ['1 K7QM2P - Approve\n-5 1.5 a > b', '1 K7QM2P - Approve\n-5 1.5 a > b'],
])('%j is sent as %j', (text, sent) => {
  expect(unformatted(text)).toBe(sent)
  expect(plain(unformatted(text))).toBe(plain(text))
})

test('any text is sent without formatting marks, and reads back as the original', () => {
  const symbol = fc.constantFrom('*', '_', '~', '`', '>', '-', '1.', ' ', '\n', 'a', 'é', '9', '字')
  fc.assert(
    fc.property(fc.array(symbol, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('')
      const sent = unformatted(text)
      expect(plain(sent)).toBe(plain(text))
      expect(sent).toHaveLength(text.length)
      expect(sent).not.toMatch(/[*~`]|(^|[^A-Za-z0-9])_|_([^A-Za-z0-9]|$)/)
      expect(sent).not.toMatch(/^[ \t]*(>|-\s|\d+\.\s)/m)
    }),
    { numRuns: 500, seed: 20_260_105 },
  )
})
