// Yes and no in words and emoji, in every language: they are recognised, and decide nothing.

import { describe, expect, test } from 'vitest'
import { confirmQuestion, locales, meaning, wordsOf } from './shipped-language.ts'

describe.each(locales)('yes and no in %s', (locale) => {
  test('in every listed word are a reply and no choice', () => {
    const { reply } = wordsOf(locale)
    expect(reply.length).toBeGreaterThan(20)
    const others = reply.filter((word) => meaning(word, locale).kind !== 'reply')
    expect(others).toEqual([])
  })

  test.each([
    'Sim, pode sim!',
    'pode cancelar por favor',
    'nao aprovo isso',
    'Sí, apruebo.',
    'dale nomás',
    'ok',
    'OK 👍',
    'ok 1',
    'aprovo 1 K7QM2P',
    '👍',
    '👍🏽👍🏽',
    '❤️',
    '✅',
    'approve C-7F3K',
  ])('as “%s” are a reply and decide nothing', (typed) => {
    expect(meaning(typed, locale, [confirmQuestion])).toEqual({ kind: 'reply' })
    expect(meaning(typed, locale)).toEqual({ kind: 'reply' })
  })
})

test('a command and a bare choice are not taken for a reply', () => {
  expect(meaning('status', 'en').kind).toBe('ask')
  expect(meaning('1', 'pt-BR', [confirmQuestion]).kind).toBe('choice')
})
