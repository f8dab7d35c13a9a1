// A record is serialised as JSON.stringify does it, also the second time.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { recordWriter } from '../../src/store/record-text.ts'
import { character } from '../model/characters.ts'

test('the record writer gives the text of JSON.stringify, for all kinds of members and when repeated', () => {
  const textOf = recordWriter()
  const member = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: character }),
    fc.constantFrom(undefined, '"', '\\', '\u2028', '\ud800', 'ç😀', '\u007f', '\n'),
  )
  const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,9}$/)
  fc.assert(
    fc.property(fc.dictionary(name, member), name, (record, added) => {
      expect(textOf(record)).toBe(JSON.stringify(record))
      expect(textOf(record)).toBe(JSON.stringify(record))
      const next = { ...record, [added]: 'more' }
      expect(textOf(next)).toBe(JSON.stringify(next))
    }),
  )
})
