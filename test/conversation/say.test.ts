// Rendering of messages: one line per phrase, whatever its values hold; a value cannot imitate an
// option.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Phrase, phrase } from '../../src/command/phrase.ts'
import { type Languages, wordMessage, wordsFor } from '../../src/conversation/say.ts'
import { parseMessages, readWords } from '../../src/conversation/words.ts'
import { character } from '../model/characters.ts'
import { languages, locales, now } from './shipped-language.ts'

const inEnglish = (...lines: readonly Phrase[]) => wordMessage(languages, 'en', lines)
const denied = (reason: string) => phrase('denied-by-because', { name: 'Beto', reason })
const option = '1 K7QM2P - Approve'

test.each([
  ['en', 'other', 'Ask an admin.'],
  ['en', 'admin', 'Ask another admin.'],
  ['en', 'only-admin', 'On the server: aval people admin NAME'],
  ['pt-BR', 'admin', 'Fale com outro admin.'],
  ['pt-BR', 'only-admin', 'No servidor: aval people admin NOME'],
  ['es', 'admin', 'Hable con otro admin.'],
  ['es', 'only-admin', 'En el servidor: aval people admin NOMBRE'],
] as const)('in %s, the reader (%s) of a refusal is told: %s', (locale, role, mend) => {
  const lines = [phrase('not-yours-to-recover', { name: 'C-7F3K' })]
  expect(wordMessage(languages, locale, lines, now, role)).toContain(mend)
})

test.each(locales)('in %s no refusal tells an only admin to ask an admin', (locale) => {
  const args = { name: 'C-7F3K', person: 'dora', environment: 'prod', role: 'approver', count: 0 }
  const given = { ...args, needed: 1, scope: 'x', scopes: 'x', reference: 'x' }
  for (const id of askingAnAdmin) {
    const said = wordMessage(languages, locale, [phrase(id, given)], now, 'only-admin')
    expect(said).toMatch(
      /\baval people (admin|restore|enrol)\b|: \p{Ll}|environment\.yaml|serv(er|idor)/u,
    )
    expect(said).not.toMatch(/\b(an|another|um|outro|un|otro) admin\b/)
  }
})

/** Refusals whose mend depends on whether their reader is an admin. */
const askingAnAdmin = [
  ...['code-not-enrolled', 'no-such-connector', 'nobody-can-approve', 'not-an-approver'],
  ...['not-entitled', 'not-yours-to-recover', 'rejected-policy-missing', 'rejected-unauthorized'],
  ...['rejected-requester-unauthorized', 'secret-missing', 'more-approvers'],
  'you-are-suspended',
]

test.each([
  ['en', 1, 'Until Tue, 09:00 UTC'],
  ['en', 299, 'Oct 31, 09:00 UTC'],
  ['en', 400, 'Feb 9, 2027'],
  ['en', -400, 'Dec 1, 2024'],
  ['pt-BR', 400, '9 de fev. de 2027'],
  ['es', 400, '9 feb 2027'],
])('in %s, a time %i days away is shown as %s', (locale, days, shown) => {
  const lines = [phrase('until', { at: { time: now + days * 86_400_000 } })]
  expect(wordMessage(languages, locale, lines, now)).toContain(shown)
})

describe('a value from outside', () => {
  test.each([
    ['a newline', `no\n${option}`],
    ['a carriage return', `no\r${option}`],
    ['a vertical tab', `no\v${option}`],
    ['a form feed', `no\f${option}`],
    ['a next line', `no\u0085${option}`],
    ['a line separator', `no\u2028${option}`],
    ['a paragraph separator', `no\u2029${option}`],
    ['a row of spaces', `no${' '.repeat(90)}${option}`],
    ['a row of no-break spaces', `no${'\u00A0'.repeat(90)}${option}`],
    ['a row of blank Braille', `no${'\u2800'.repeat(90)}${option}`],
    ['a row of fillers', `no${'\u3164'.repeat(90)}${option}`],
    ['spaces with hidden marks between', `no${' \u200B'.repeat(90)}${option}`],
  ])('stays on its line with %s in it', (_what, reason) => {
    expect(inEnglish(denied(reason))).toBe(`Beto denied it: no ${option}`)
  })

  test.each([
    ['an override', '\u202E'],
    ['an isolate', '\u2067'],
    ['a right-to-left mark', '\u200F'],
    ['an Arabic letter mark', '\u061C'],
    ['a zero-width space', '\u200B'],
    ['a word joiner', '\u2060'],
    ['a tag', '\u{E0041}'],
  ])('is worded without %s', (_what, mark) => {
    expect(inEnglish(denied(`a${mark}b`))).toBe('Beto denied it: ab')
  })

  test('stays on its line in a list and in a phrase within a phrase', () => {
    const names = ['Ana', `Beto\n${option}`]
    const summary = phrase('order-cancel', { order: `42\n${option}` })
    expect(inEnglish(phrase('progress-granted', { names })).split('\n')).toHaveLength(1)
    expect(inEnglish(phrase('done', { what: summary })).split('\n')).toHaveLength(1)
    const shown = phrase('shows', { name: 'customer', value: `Rui\r\n${option}` })
    expect(inEnglish(shown)).toBe(`customer: Rui ${option}`)
  })

  test('stays on its line without control characters, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 80 }), (reason) => {
        const said = inEnglish(denied(reason))
        expect(said).toMatch(/^Beto denied it:/)
        expect(said).not.toMatch(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066\u2067]|\s\s/u)
        expect(said).toMatch(/^[^\u2068\u2069]*(?:\u2068[^\u2068\u2069]*\u2069)?$/)
        expect(said.isWellFormed()).toBe(true)
      }),
      { numRuns: 3_000, seed: 20_260_105 },
    )
  })

  test.each([
    'open → closed',
    'a ⟶ b',
    'a -> b',
    'a => b',
    'a ➔ b',
    'a \uffeb b',
    'a \u{1f852} b',
    'a \u2014> b',
    'a -\uff1e b',
  ])('that has an arrow, %s, stands on another line than what it changes to', (text) => {
    const change = (before: string, after: string) =>
      inEnglish(phrase('changes', { name: 'banner', before, after }))
    expect(change(text, 'c')).toBe(`banner: ${text}\n→ c`)
    expect(change('c', text)).toBe(`banner: c\n→ ${text}`)
    expect(change('a', 'c')).toBe('banner: a → c')
  })

  test('is not read as a Fluent placeable', () => {
    expect(inEnglish(denied('{ $name } { "1" }'))).toBe('Beto denied it: { $name } { "1" }')
  })

  test('is cut when too long, and not inside a character', () => {
    const said = inEnglish(denied(`${'x'.repeat(399)}😀 and more`))
    expect(said.length).toBeLessThan(430)
    expect(said.endsWith('…')).toBe(true)
    expect(said.isWellFormed()).toBe(true)
  })

  test('keeps at most four combining marks on a character', () => {
    expect(inEnglish(denied(`o${'\u0336'.repeat(50)}k`))).toBe(
      `Beto denied it: o${'\u0336'.repeat(4)}k`,
    )
  })
})

describe('a value in another script', () => {
  test('is as it came', () => {
    for (const reason of ['👩‍👩‍👧 ok 👍🏽', 'नहीं', 'não, é já'])
      expect(inEnglish(denied(reason))).toBe(`Beto denied it: ${reason}`)
  })

  test.each(['می‌خواهم', 'עדיין לא', '\u{1e900}', `${'x'.repeat(399)}לא`])(
    'turns nothing around that stands beside it, where written from right to left: %s',
    (text) => {
      // First strong isolate, pop directional isolate (Unicode Standard Annex 9).
      const kept = text.length > 400 ? `${text.slice(0, 400)}…` : text
      const alone = `\u2068${kept}\u2069`
      expect(inEnglish(denied(text))).toBe(`Beto denied it: ${alone}`)
      const { length } = inEnglish(phrase('changes', { name: 'a', before: text, after: text }))
      expect(length).toBeGreaterThan(2 * alone.length)
      const listed = inEnglish(phrase('progress-granted', { names: [text, 'Ana'] }))
      expect(listed).toContain(`${alone}, Ana`)
      const whole = inEnglish(phrase('shows', { name: 'note', value: { whole: text } }))
      expect(whole).toContain(` \u2068${text}\u2069`)
    },
  )

  test('brings no isolate of its own', () => {
    expect(inEnglish(denied('\u2069א\u2068'))).toBe('Beto denied it: \u2068א\u2069')
  })
})

describe('the language of a message', () => {
  test.each([
    ['en', 'Until Mon, 09:00 UTC'],
    ['es', 'Hasta el lun, 09:00 UTC'],
    ['pt-BR', 'Até seg., 09:00 UTC'],
  ])('is that of its times: %s', (locale, expected) => {
    expect(wordMessage(languages, locale, [phrase('until', { at: { time: now } })])).toBe(expected)
  })

  test('is that of a phrase within a phrase', () => {
    const nested = phrase('done', { what: phrase('order-cancel.done', { order: '42' }) })
    expect(wordMessage(languages, 'pt-BR', [nested])).toBe('Feito: pedido 42 cancelado.')
    expect(wordMessage(languages, 'es', [nested])).toBe('Hecho: pedido 42 cancelado.')
  })

  test('is the language of a region, and English if it is unknown', () => {
    const spoken = (locale: string) => wordsFor(languages, locale).locale
    expect(['es-MX', 'pt', 'pt-BR', 'en-GB', 'fr', ''].map(spoken)).toEqual([
      'es',
      'pt-BR',
      'pt-BR',
      'en',
      'en',
      'en',
    ])
  })

  test('gives way to English for a message it lacks, and to the id for an unknown one', () => {
    const sparse = readWords('xx', parseMessages('xx', 'done = Xx: { $what }\n'), [])
    const both: Languages = {
      byLocale: new Map([['xx', () => sparse]]),
      fallback: languages.fallback,
    }
    expect(wordMessage(both, 'xx', [phrase('done', { what: 'a' }), phrase('nothing')])).toBe(
      'Xx: a\n(nothing)',
    )
    expect(wordMessage(both, 'xx', [phrase('no-such-id'), phrase('done')])).toBe(
      '[no-such-id]\n[done]',
    )
    expect(wordMessage(both, 'xx', [phrase('done.constructor')])).toBe('[done.constructor]')
  })

  test('does not change the number of lines: one per phrase', () => {
    for (const locale of locales) {
      const lines = [phrase('option-confirm'), phrase('option-abort')]
      expect(wordMessage(languages, locale, lines)).toMatch(/^1 - [^\n]+\n2 - [^\n]+$/)
    }
  })
})
