// Durations, dates, times and numbers as people of each language write them; what is ambiguous is
// asked about.

import { describe, expect, test } from 'vitest'
import { fieldLine } from '../../src/command/display/label.ts'
import type { Slot } from '../../src/command/spec.ts'
import { formatLength } from '../../src/conversation/length.ts'
import { wordMessage } from '../../src/conversation/say.ts'
import { parseSlot } from '../../src/conversation/slot.ts'
import { parseTypedSlot } from '../../src/conversation/typed-slot.ts'
import { languages, meaning, scene, wordsOf } from './shipped-language.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The value of a slot from a text in one language; English is understood too. */
function parsed(kind: 'span' | 'moment' | 'number', text: string, locale: string) {
  const slot: Slot = { kind, optional: false }
  const own = wordsOf(locale)
  const spoken = locale === 'en' ? [own] : [own, wordsOf('en')]
  const found = parseSlot('x', slot, text, scene(locale), spoken)
  return found.kind === 'value' ? found.value : found.why.id
}

describe('parsing a duration', () => {
  test.each([
    ['en', '2 hours', 2 * hourMs],
    ['en', 'half an hour', hourMs / 2],
    ['en', 'an hour and a half', 1.5 * hourMs],
    ['en', '2 and a half hours', 2.5 * hourMs],
    ['en', 'one week', 7 * dayMs],
    ['en', '1.5 h', 1.5 * hourMs],
    ['pt-BR', '2 horas', 2 * hourMs],
    ['pt-BR', 'meia hora', hourMs / 2],
    ['pt-BR', 'Duas horas e meia', 2.5 * hourMs],
    ['pt-BR', '1h30', 1.5 * hourMs],
    ['pt-BR', '1h30min', 1.5 * hourMs],
    ['pt-BR', '2 horas e 15 minutos', 2.25 * hourMs],
    ['pt-BR', '1,5 hora', 1.5 * hourMs],
    ['pt-BR', 'um dia', dayMs],
    ['pt-BR', '2 hours', 2 * hourMs],
    ['es', 'dos horas', 2 * hourMs],
    ['es', 'media hora', hourMs / 2],
    ['es', 'una hora y media', 1.5 * hourMs],
    ['es', '3 días', 3 * dayMs],
    ['es', '3 dias y 2 horas', 3 * dayMs + 2 * hourMs],
  ])('%s: reads “%s”', (locale, text, length) => {
    expect(parsed('span', text, locale)).toBe(length)
  })

  test.each([
    ['en', '1 month'],
    ['pt-BR', 'um mês'],
    ['es', '2 meses'],
    ['pt-BR', '1.500 minutos'],
    ['en', '30 min 2 h'],
    ['en', '2 hours 2 hours'],
    ['es', 'a second'],
    ['en', '0 hours'],
    ['en', '0.07 s'],
    ['en', 'hours'],
    ['en', '2'],
    ['es', ''],
  ])('%s: asks again about “%s”', (locale, text) => {
    expect(parsed('span', text, locale)).toBe('slot-span')
  })

  test.each([
    ['en', 'lockdown on for two hours broken deploy', 2 * hourMs, 'broken deploy'],
    ['pt-BR', 'bloquear tudo por meia hora erro no deploy', hourMs / 2, 'erro no deploy'],
    ['pt-BR', 'bloquear tudo por 2 horas e meia deploy', 2.5 * hourMs, 'deploy'],
    ['es', 'bloquear todo durante una hora y media fallo', 1.5 * hourMs, 'fallo'],
    ['es', 'bloquear clase S2 por 2 h 3 errores', 2 * hourMs, '3 errores'],
    ['en', 'lockdown on for a second opinion', undefined, 'for a second opinion'],
  ])(
    '%s: in “%s”, takes only the words of a duration and leaves the rest as the reason',
    (locale, text, span, reason) => {
      expect(meaning(text, locale)).toMatchObject({ kind: 'ask', slots: { reason } })
      const meant = meaning(text, locale)
      expect(meant.kind === 'ask' ? meant.slots['span'] : null).toBe(span)
    },
  )

  test.each([
    ['en', 'lockdown on for 1 month moving house'],
    ['pt-BR', 'bloquear tudo por um mês reforma'],
    ['es', 'bloquear todo por 2 meses obras'],
  ])('%s: asks about the duration in “%s” instead of taking it as a reason', (locale, text) => {
    expect(meaning(text, locale)).toMatchObject({ wrong: { slot: 'span' } })
  })

  test.each([
    [90_000, '90 s'],
    [30 * minuteMs, '30 min'],
    [hourMs, '1 h'],
    [150 * minuteMs, '2 h 30 min'],
    [36 * hourMs, '36 h'],
    [61 * hourMs, '2 d 13 h'],
    [7 * dayMs, '7 d'],
    [2 * dayMs + minuteMs, '2 d 1 min'],
  ])('words %i ms exactly: %s', (length, said) => {
    expect(formatLength(length)).toBe(said)
  })
})

const at = (month: number, day: number, hours = 23, minutes = 59, year = 2026) =>
  Date.UTC(year, month - 1, day, hours, minutes)

/** It is Monday, 5 January 2026, 09:00. */
describe('parsing a moment', () => {
  test.each([
    ['pt-BR', '21/11', at(11, 21)],
    ['pt-BR', '21/11 às 14h30', at(11, 21, 14, 30)],
    ['pt-BR', 'dia 21/11 às 14h', at(11, 21, 14, 0)],
    ['pt-BR', '5/6', at(6, 5)],
    ['pt-BR', '05/06/2026', at(6, 5)],
    ['pt-BR', '5/6/27', at(6, 5, 23, 59, 2027)],
    ['pt-BR', '4/1', at(1, 4, 23, 59, 2027)],
    ['pt-BR', '21 de novembro às 14:30', at(11, 21, 14, 30)],
    ['pt-BR', 'hoje às 18h', at(1, 5, 18, 0)],
    ['pt-BR', 'às 18h', at(1, 5, 18, 0)],
    ['pt-BR', 'depois de amanhã', at(1, 7)],
    ['pt-BR', 'sexta feira às 18h', at(1, 9, 18, 0)],
    ['pt-BR', '18h de sexta', at(1, 9, 18, 0)],
    ['pt-BR', 'por duas horas', at(1, 5, 11, 0)],
    ['pt-BR', 'daqui a 2 horas', at(1, 5, 11, 0)],
    ['es', 'mañana', at(1, 6)],
    ['es', 'mañana a las 9', null],
    ['es', 'mañana a las 9:30', at(1, 6, 9, 30)],
    ['es', 'pasado mañana a las 9:30 h', at(1, 7, 9, 30)],
    ['es', 'mañana por la mañana', null],
    ['es', 'hoy a las 18:00', at(1, 5, 18, 0)],
    ['es', 'el 21 de noviembre de 2026', at(11, 21)],
    ['es', 'el viernes a las 6 pm', at(1, 9, 18, 0)],
    ['es', 'dentro de media hora', at(1, 5, 9, 30)],
    ['en', 'today 6pm', at(1, 5, 18, 0)],
    ['en', 'friday at 6:30 pm', at(1, 9, 18, 30)],
    ['en', 'friday 12pm', at(1, 9, 12, 0)],
    ['en', 'the day after tomorrow', at(1, 7)],
    ['en', 'November 21 2026', at(11, 21)],
    ['en', '21 nov', at(11, 21)],
    ['en', '21/11', at(11, 21)],
    ['en', '11/21/2026', at(11, 21)],
    ['en', '6/6', at(6, 6)],
    ['en', 'in 2 hours', at(1, 5, 11, 0)],
    ['en', 'for half an hour', at(1, 5, 9, 30)],
    ['en', 'friday 12am', null],
    ['en', 'friday 6', null],
    ['en', 'for a month', null],
    ['pt-BR', '31/2', null],
    ['pt-BR', '11/21', null],
    ['pt-BR', 'november 21', at(11, 21)],
    ['pt-BR', 'sexta às 25h', null],
    ['es', '21-11', null],
  ])('%s: reads “%s”, or asks again where it names no moment', (locale, text, expected) => {
    expect(parsed('moment', text, locale)).toBe(expected ?? 'slot-moment')
  })

  test.each([
    ['en', '5/6', 'slot-moment-two-ways'],
    ['en', '5/6/2026 18:00', 'slot-moment-two-ways'],
    ['en', '2h', 'slot-moment-hour'],
    ['pt-BR', '18h', 'slot-moment-hour'],
    ['es', '9h30', 'slot-moment-hour'],
  ])('%s: asks which moment “%s” means', (locale, text, why) => {
    expect(parsed('moment', text, locale)).toBe(why)
  })
})

describe('parsing a numeric date', () => {
  test.each([
    ['en', 'delegar a jose até sexta', at(1, 9)],
    ['en', 'delegar a jose até 21/11', at(11, 21)],
    ['en', 'delegar a jose até 9/1', 'slot-moment-two-ways'],
    ['en', 'delegar en jose hasta 9/1', 'slot-moment-two-ways'],
  ])(
    '%s: “%s” is read in the language of most of its words, or asked about',
    (locale, text, expected) => {
      const meant = meaning(text, locale)
      if (meant.kind !== 'ask') throw new Error(`${text} asks for nothing.`)
      expect(meant.wrong?.why.id ?? meant.slots['until']).toBe(expected)
    },
  )

  // The words around it may be those of another language; the order of the numbers is one's own.
  test.each([
    ['en', 'dia 5/6', 'slot-moment-two-ways'],
    ['pt-BR', 'by 5/6', at(6, 5)],
    ['pt-BR', 'by 11/21', 'slot-moment'],
  ])(
    '%s: “%s” is read in the reader’s order of day and month, or asked about',
    (locale, text, expected) => {
      const spoken = [...new Set([locale, 'en', 'pt-BR'])].map(wordsOf)
      const found = parseSlot('x', { kind: 'moment', optional: false }, text, scene(locale), spoken)
      expect(found.kind === 'value' ? found.value : found.why.id).toBe(expected)
    },
  )

  test.each([
    ['5/6', '2026-06-05', '2026-05-06'],
    ['09/01/2026', '2026-01-09', '2026-09-01'],
    ['2/1', '2027-01-02', '2026-02-01'],
    ['5/6/26 18:00', '2026-06-05 18:00', '2026-05-06 18:00'],
    ['18:00 5/6', '18:00 2026-06-05', '18:00 2026-05-06'],
  ])(
    'asks about %s with both readings, each of which is understood when typed',
    (text, dayFirst, monthFirst) => {
      const slot: Slot = { kind: 'moment', optional: false }
      const found = parseSlot('x', slot, text, scene('en'), [wordsOf('en')])
      if (found.kind === 'value') throw new Error(`${text} was understood.`)
      for (const locale of ['en', 'pt-BR', 'es']) {
        const said = wordMessage(languages, locale, [found.why])
        expect(said).toMatch(/two ways|dois modos|dos maneras/)
        expect(said).toContain(dayFirst)
        expect(said).toContain(monthFirst)
      }
      const own = [dayFirst, monthFirst].map((one) => parsed('moment', one, 'en'))
      const inPortuguese = parsed('moment', text, 'pt-BR')
      expect(own.map((one) => typeof one)).toEqual(['number', 'number'])
      expect(own[0]).not.toBe(own[1])
      expect(own[0]).toBe(inPortuguese)
    },
  )
})

describe('parsing a number', () => {
  test.each([
    ['1234', 1234],
    ['1.234,56', 1234.56],
    ['1,234.56', 1234.56],
    ['1.234.567', 1_234_567],
    ['1,234,567.5', 1_234_567.5],
    ['1 234,5', 1234.5],
    ['35,5', 35.5],
    ['35.50', 35.5],
    ['0,125', 0.125],
    ['-3', -3],
    ['12345.678', 12_345.678],
  ])('reads %s in every language', (text, value) => {
    for (const locale of ['en', 'pt-BR', 'es']) expect(parsed('number', text, locale)).toBe(value)
  })

  test.each(['1.234', '1,234', '-12.500'])('asks which number %s means', (text) => {
    expect(parsed('number', text, 'pt-BR')).toBe('slot-number-two-ways')
  })

  test.each(['1.23.456', '1.234,56.7', '1,2,3', '1..2', '12 34', 'x', ''])('refuses %s', (text) => {
    expect(parsed('number', text, 'es')).toBe('slot-number')
  })

  test('takes a JSON number as it is, and reads JSON text as people write numbers', () => {
    const slot: Slot = { kind: 'number', optional: false }
    const scenery = { ...scene('pt-BR'), sender: null }
    expect(parseTypedSlot(slot, 1.234, scenery)).toEqual({ kind: 'value', value: 1.234 })
    expect(parseTypedSlot(slot, '1.234', scenery)).toMatchObject({ kind: 'wrong' })
    expect(parseTypedSlot(slot, '1.234,5', scenery)).toEqual({ kind: 'value', value: 1234.5 })
    expect(parseTypedSlot({ ...slot, max: 1 }, 2, scenery)).toMatchObject({ kind: 'wrong' })
  })
})

describe('parsing what to compensate', () => {
  test.each([
    ['en', 'compensate C-7F3K, c-9m2d', 'C-7F3K C-9M2D'],
    ['en', 'compensate 2 hours', '2h'],
    ['pt-BR', 'compensar duas horas e meia', '150m'],
    ['es', 'compensar 3 días', '3d'],
  ])('%s: reads “%s”', (locale, text, what) => {
    expect(meaning(text, locale)).toMatchObject({ slots: { what } })
  })

  test.each(['compensate C7F3K', 'compensate order 42 of 3d', 'compensate yesterday'])(
    'asks about “%s” and takes no part of it',
    (text) => {
      expect(meaning(text)).toMatchObject({ slots: {}, wrong: { why: { id: 'slot-targets' } } })
    },
  )
})

describe('a number on a card', () => {
  test.each([
    ['en', '35.5', '35.5'],
    ['pt-BR', '35.5', '35,5'],
    ['es-MX', '-0.125', '-0,125'],
    ['pt-BR', '8080', '8080'],
    ['es', '1e21', '1e21'],
  ])('%s: writes %s with the decimal sign of the language', (locale, text, said) => {
    const line = wordMessage(languages, locale, [fieldLine('total', text, 'number')])
    expect(line).toBe(`total: ${said}`)
  })

  test('leaves a text that looks like a number as it is', () => {
    expect(wordMessage(languages, 'pt-BR', [fieldLine('version', '1.10')])).toBe('versão: 1.10')
  })
})
