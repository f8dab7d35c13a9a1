// The work for a long text grows with its length, not with its length for each pattern or word.

import { expect, it } from 'vitest'
import { bestMatch, type TypedWord, typedWords } from '../../src/conversation/match.ts'
import { wordsFor } from '../../src/conversation/say.ts'
import { suggest } from '../../src/conversation/suggest.ts'
import { rulesFor, shippedLanguages } from '../model/content.ts'

const { flows } = rulesFor('dev', 'HAPF-Strong')
const spoken = [wordsFor(shippedLanguages(), 'en')]

/** The words of a text, and how often one of them was read. */
function watched(text: string): { readonly typed: readonly TypedWord[]; readings(): number } {
  let count = 0
  const typed = typedWords(text).map((word) => ({
    ...word,
    get text() {
      count += 1
      return word.text
    },
  }))
  return { typed, readings: () => count }
}

it.each([
  ['words that begin no command', 'zzz '.repeat(1_000)],
  ['words that begin one', 'cancle '.repeat(500)],
])('a suggestion for %s reads each word a few times', (_, text) => {
  const { typed, readings } = watched(text.trim())
  suggest(spoken, typed, flows)
  expect(readings()).toBeLessThan(5 * typed.length)
})

it('a phone number of a thousand words is read a few times', () => {
  const { typed, readings } = watched(`enrol ana ${'1 '.repeat(1_000)}`.trim())
  const match = bestMatch(spoken, typed, flows)
  expect(match?.captured.get('phone')).toHaveLength(1_999)
  expect(readings()).toBeLessThan(20 * typed.length)
})
