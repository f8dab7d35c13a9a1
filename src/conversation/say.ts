// Message ids and arguments become text in the reader's language; nothing else in the tree makes prose.

import type { Phrase, Term } from '../command/phrase.ts'
import { rawText, type Words } from './words.ts'

/** The longest that one value from outside may be inside a sentence. */
const longestValue = 400

/** All languages of an environment. */
export interface Languages {
  readonly byLocale: ReadonlyMap<string, Words>
  /** Whose words are used where a language has none. */
  readonly fallback: Words
}

/** The words of a locale, else of another region of its language (`es-MX`: `es`), else fallback. */
export function wordsFor(languages: Languages, locale: string): Words {
  const exact = languages.byLocale.get(locale)
  if (exact !== undefined) return exact
  const kin = [...languages.byLocale.values()].find(
    (words) => languageOf(words.locale) === languageOf(locale),
  )
  return kin ?? languages.fallback
}

function languageOf(locale: string): string | undefined {
  return locale.split('-')[0]
}

/** The lines of one message, in one language. */
export function say(languages: Languages, locale: string, lines: readonly Phrase[]): string {
  const words = wordsFor(languages, locale)
  return lines.map((line) => word(languages, words, line)).join('\n')
}

function word(languages: Languages, words: Words, phrase: Phrase): string {
  const args: Record<string, string | number> = {}
  for (const [name, term] of Object.entries(phrase.args ?? {}))
    args[name] = value(languages, words, term)
  const text =
    rawText(words.bundle, phrase.id, args) ?? rawText(languages.fallback.bundle, phrase.id, args)
  if (text === null) return `[${phrase.id}]`
  return text
}

function value(languages: Languages, words: Words, term: Term): string | number {
  if (typeof term === 'number') return term
  if (typeof term === 'string') return clean(term)
  if (Array.isArray(term)) return term.map((one: Term) => value(languages, words, one)).join(', ')
  if ('time' in term) return words.clock(term.time)
  if ('span' in term) return span(term.span)
  if ('id' in term) return word(languages, words, term)
  return ''
}

/** Bidi controls, zero-width marks and tags: they hide text or change its order. */
const hiding =
  /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu
/** All that shows as a gap. Runs of it could push the rest onto a line of its own. */
const gaps = /[\p{Cc}\p{Z}\u115F\u1160\u2800\u3164\uFFA0]+/gu
/** Marks piled onto one letter paint over the lines around it; no script needs more than four. */
const piles = /(\p{M}{4})\p{M}+/gu

/** A value from outside stays on its line and cannot pose as one of ours. */
function clean(text: string): string {
  const line = text
    .toWellFormed()
    .replace(hiding, '')
    .replace(gaps, ' ')
    .replace(piles, '$1')
    .trim()
  return line.length > longestValue ? `${line.slice(0, longestValue).toWellFormed()}…` : line
}

/** `90 s`, `30 min`, `8 h`, `7 d`: the signs are the same in every language. */
function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
