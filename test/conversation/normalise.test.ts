// Text normalisation: irrelevant differences vanish, and look-alike characters stay distinct.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { understandChoice } from '../../src/conversation/choice.ts'
import { folded, plain } from '../../src/conversation/normalise.ts'
import { character } from '../model/characters.ts'

describe('plain text', () => {
  test.each([
    ['keycap emoji', '1️⃣', '1'],
    ['keycap without selector', '2⃣', '2'],
    ['full width', '１ Ｋ７ＱＭ２Ｐ', '1 K7QM2P'],
    ['Arabic-Indic', '١ K٧QM٢P', '1 K7QM2P'],
    ['Persian', '۱ K۷QM۲P ۴۹۲۰۱۳', '1 K7QM2P 492013'],
    ['Devanagari', '२ K७QM२P', '2 K7QM2P'],
    ['mathematical bold', '𝟏 𝐊𝟕𝐐𝐌𝟐𝐏', '1 K7QM2P'],
    ['Myanmar runs that stand side by side', '\u{116D1} \u{116DA}\u{116DB}', '1 01'],
    ['bidi marks', '\u202E1\u202C \u200FK7\u2066QM\u20692P\u200E', '1 K7QM2P'],
    ['zero-width marks', '1\u200B \u2060K7\uFEFFQM\u00AD2P\u200D', '1 K7QM2P'],
    ['a combining grapheme joiner', '1 K\u034F7QM2P', '1 K7QM2P'],
    ['Hangul fillers', '1 K\u31647QM2P', '1 K7QM2P'],
    ['tags', '1\u{E0031}\u{E007F}', '1'],
    ['no-break, wide and line spaces', '\u00A01\u3000\u2028K7QM2P\n\n', '1 K7QM2P'],
    ['control characters', '1\u0000\u0085K7QM2P\u001B', '1 K7QM2P'],
    ['combining accents', 'situac\u0327a\u0303o', 'situação'],
    [
      "other dashes in a command's name",
      '1 C–7F3K, c\u20119m2d, C−AB2C',
      '1 C-7F3K, c-9m2d, C-AB2C',
    ],
    ['other dashes elsewhere', 'abc–7F3K C – 7F3K C–7 C–7F3Ké', 'abc–7F3K C – 7F3K C–7 C–7F3Ké'],
    ['half a surrogate', 'a\uD800', 'a\uFFFD'],
    ['nothing at all', '\u200F \uFE0F', ''],
  ])('is made of %s', (_what, typed, expected) => {
    expect(plain(typed)).toBe(expected)
  })

  test('has ASCII digits for those of every script that Intl can write', () => {
    const systems = Intl.supportedValuesOf('numberingSystem')
    let read = 0
    for (const system of systems) {
      const format = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false })
      for (let number = 0; number < 10; number += 1) {
        const written = format.format(number)
        if (!/^\p{Nd}$/u.test(written)) continue
        expect(plain(written), `${system} ${written}`).toBe(String(number))
        read += 1
      }
    }
    expect(read).toBeGreaterThan(500)
  })

  test('never holds an invisible mark, a double space or a foreign digit', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 60 }), (text) => {
        const once = plain(text)
        expect(once).not.toMatch(/[\p{Default_Ignorable_Code_Point}\p{Cc}]|\s\s|^\s|\s$/u)
        expect(once).not.toMatch(/[^\P{Nd}0-9]/u)
        expect(once.isWellFormed()).toBe(true)
      }),
      { numRuns: 3_000, seed: 20_260_105 },
    )
  })
})

describe('look-alike characters', () => {
  test.each([
    ['Cyrillic А, В, С', '1 АВС234'],
    ['one Cyrillic К', '1 К7QM2P'],
    ['one Greek Ρ', '1 K7QM2Ρ'],
    ['a sharp s that grows to SS', '1 ßABCD'],
    ['a dotless i', '1 K7QM2ı'],
    ['a long token', '1 K7QM2PP'],
    ['a short token', '1 K7QM2'],
    ['the letter l for 1', 'l K7QM2P'],
    ['a capital I', 'I K7QM2P'],
    ['a Roman one', 'Ⅰ K7QM2P'],
    ['one in a circle, with a letter', '①a K7QM2P'],
    ['one and a full stop', '1. K7QM2P'],
    ['an ideograph one', '一 K7QM2P'],
    ['a third', '⅓ K7QM2P'],
  ])('give no token: %s', (_what, typed) => {
    expect(understandChoice(plain(typed))?.token).toBeUndefined()
  })

  test('in Cyrillic do not make a Latin word', () => {
    expect(folded('сanсеl')).not.toBe('cancel')
    expect(folded('МЕNU')).not.toBe('menu')
  })
})

describe('folded text', () => {
  test.each([
    ['SITUAÇÃO', 'situacao'],
    ['Menú', 'menu'],
    ['por quê', 'por que'],
    ['İptal', 'iptal'],
    ['mañana', 'manana'],
  ])('of %s is %s', (typed, expected) => {
    expect(folded(typed)).toBe(expected)
    expect(folded(typed.normalize('NFD'))).toBe(expected)
  })
})

describe('the fast path for ASCII and Latin', () => {
  const texts = fc.oneof(
    fc.string({ unit: character }),
    fc.string({ unit: 'binary-ascii' }),
    fc.string({
      unit: fc.constantFrom(' ', 'a', 'Z', '7', 'é', 'Ã', 'e\u0301', '\u0345', '\u0483', 'ς'),
    }),
  )

  test('gives the same plain text as the general path', () => {
    const slow = (text: string) => plain(`${text}\u200b`)
    fc.assert(fc.property(texts, (text) => plain(text) === slow(text)))
  })

  test('gives the same folded text as the general path', () => {
    const slow = (text: string) =>
      text
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .toLowerCase()
    fc.assert(fc.property(texts, (text) => folded(text) === slow(text)))
  })
})
