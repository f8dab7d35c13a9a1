// The limits of a service's fields count characters, as those of slots do.

import { expect, it } from 'vitest'
import { parseFields } from '../../src/connectors/fields.ts'

const rules = { note: { kind: 'text', max: 5, optional: false } } as const

it.each([
  ['ab😀😀😀', 'parsed'],
  ['abc😀😀😀', 'wrong'],
  ['abcdef', 'wrong'],
])('of a text with at most five characters, “%s” is %s', (note, kind) => {
  expect(parseFields(rules, { note }).kind).toBe(kind)
})
