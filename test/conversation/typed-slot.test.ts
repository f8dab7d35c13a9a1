// Slots from JSON: the same value always has the same reading, and nothing is guessed.

import { expect, it } from 'vitest'
import type { Slot } from '../../src/command/spec.ts'
import { parseTypedSlot } from '../../src/conversation/typed-slot.ts'
import type { Person } from '../../src/policy/people.ts'

const now = Date.parse('2026-01-05T09:00:00Z')
const person = (id: string, tenant: string): Person => ({
  ...{ id, name: 'Beto Braga', tenant, roles: [], grants: [], locale: 'en' },
  ...{ identifiers: [], stepUp: 'none' },
})
const ana = person('ana', 'dev:acme')
const people = [ana, person('beto', 'dev:acme'), person('zoe', 'dev:other')]
const scene = { people, sender: ana, now, rules: { timeZone: 'America/Sao_Paulo' } }
const optional = false

const kinds = {
  id: { kind: 'id', max: 16, optional },
  text: { kind: 'text', max: 10, optional },
  number: { kind: 'number', min: 0, max: 9, optional },
  choice: { kind: 'choice', options: ['small', 'large'], optional },
  person: { kind: 'person', optional },
  command: { kind: 'command', optional },
  span: { kind: 'span', optional },
  scope: { kind: 'scope', optional },
  phone: { kind: 'phone', optional },
  moment: { kind: 'moment', optional },
  targets: { kind: 'targets', max: 30, optional },
} satisfies Record<string, Slot>

it.each([
  ['id', '42', '42'],
  ['id', 42, '42'],
  ['id', 2 ** 53 - 1, '9007199254740991'],
  ['id', ' ４２ ', '42'],
  ['text', 'two\nlines', 'two lines'],
  ['text', '😀'.repeat(10), '😀'.repeat(10)],
  ['number', 3, 3],
  ['number', '3.5', 3.5],
  ['number', 1.234, 1.234],
  ['choice', 'large', 'large'],
  ['person', 'beto', 'beto'],
  ['command', 'c-7f3k', 'C-7F3K'],
  ['span', '2h', 7_200_000],
  ['targets', 'c-7f3k,C-9M2D', 'C-7F3K C-9M2D'],
  ['targets', '120m', '2h'],
  ['scope', 'admin.people', 'admin.people'],
  ['phone', '+55 11 90000-0001', '+5511900000001'],
  ['moment', '2026-01-09T18:00:00-03:00', Date.parse('2026-01-09T21:00:00Z')],
] as const)('a %s slot reads %j', (kind, value, expected) => {
  expect(parseTypedSlot(kinds[kind], value, scene)).toEqual({ kind: 'value', value: expected })
})

it.each([
  ['id', 'two words'],
  ['id', 2 ** 53],
  ['targets', -(2 ** 53)],
  ['targets', '2 horas'],
  ['targets', 'C-7F3K C-7F3K C-7F3K C-7F3K C-7F3K'],
  ['id', 'longer-than-it-is'],
  ['id', ''],
  ['text', ''],
  ['text', 'eleven long'],
  ['text', '😀'.repeat(11)],
  ['number', 10],
  ['number', Number.NaN],
  ['number', 1e300],
  ['number', true],
  ['choice', '2'],
  ['choice', 'Large'],
  ['person', '1'],
  ['person', 'Beto Braga'],
  ['person', 'zoe'],
  ['command', 'C-'],
  ['span', 'soon'],
  ['scope', 'people'],
  ['phone', '0800'],
  ['moment', 'tomorrow'],
  ['moment', 'for 2h'],
  ['moment', '2026-02-29T18:00:00Z'],
  ['moment', '2026-04-31T18:00-03:00'],
  ['moment', '2026-06-30T23:59:60Z'],
  ['moment', '2026-01-09T18:00:00'],
  ['moment', '2026-01-05T08:59:59Z'],
  ['moment', '2026-13-41T18:00:00Z'],
] as const)('a %s slot refuses %j', (kind, value) => {
  expect(parseTypedSlot(kinds[kind], value, scene).kind).toBe('wrong')
})
