// Times on unusual days: hours that come twice or not at all, leap days, ends of years.

import { expect, it } from 'vitest'
import { parseMoment } from '../../src/conversation/moment.ts'
import { wordsFor } from '../../src/conversation/say.ts'
import { shippedLanguages } from '../model/content.ts'

const languages = shippedLanguages()

it.each([
  // What the clock leaves out is the moment an hour later; what it shows twice is one of the two.
  ['02:30', '2026-03-28T22:00:00Z', '2026-03-29T01:30:00.000Z'],
  ['tomorrow 03:30', '2026-03-28T12:00:00Z', '2026-03-29T01:30:00.000Z'],
  ['tomorrow 18:00', '2026-10-24T12:00:00Z', '2026-10-25T17:00:00.000Z'],
  ['for 24h', '2026-10-24T12:00:00Z', '2026-10-25T12:00:00.000Z'],
  ['31 december', '2026-12-30T12:00:00Z', '2026-12-31T22:59:00.000Z'],
  ['1 january 00:00', '2026-12-31T12:00:00Z', '2026-12-31T23:00:00.000Z'],
  ['friday 18:00', '2026-12-31T12:00:00Z', '2027-01-01T17:00:00.000Z'],
  ['29 february 12:00', '2028-02-20T12:00:00Z', '2028-02-29T11:00:00.000Z'],
  ['tomorrow 12:00', '2028-02-28T12:00:00Z', '2028-02-29T11:00:00.000Z'],
  ['29 february 2027', '2026-12-31T12:00:00Z', null],
])('“%s” said at %s is %s, in a time zone with summer time', (text, now, expected) => {
  const words = wordsFor(languages, 'en')
  const at = parseMoment(text, words, Date.parse(now), 'Europe/Berlin')
  expect(typeof at === 'number' ? new Date(at).toISOString() : at).toBe(expected)
})

it('a time that the clock shows twice is read as one of the two', () => {
  const at = parseMoment(
    'tomorrow 02:30',
    wordsFor(languages, 'en'),
    Date.parse('2026-10-24T12:00:00Z'),
    'Europe/Berlin',
  )
  expect([Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')]).toContain(at)
})
