// Message ids and arguments become text in the reader's
// language; nothing else in the tree makes prose.

import type { Phrase, Term } from '../command/phrase.ts'
import { sayLength } from './length.ts'
import { decimal } from './whole-number.ts'
import { rawText, says, type Words } from './words.ts'

/** The longest that one value from outside may be inside a sentence. */
const longestValue = 400

/** Characters beside each other in a bubble of WhatsApp on a narrow phone, before it wraps. */
export const screenWidth = 36

/** All languages of an environment. */
export interface Languages {
  /** Each is read when somebody is first spoken to in it, or not understood in another. */
  readonly byLocale: ReadonlyMap<string, () => Words>
  /** Whose words are used where a language has none. */
  readonly fallback: Words
}

/** The words of a locale, else of another region of its language (`es-MX`: `es`), else fallback. */
export function wordsFor(languages: Languages, locale: string): Words {
  const { byLocale, fallback } = languages
  const kin = () => [...byLocale.keys()].find((one) => languageOf(one) === languageOf(locale))
  const words = byLocale.get(locale) ?? byLocale.get(kin() ?? '')
  return words === undefined ? fallback : words()
}

function languageOf(locale: string): string | undefined {
  return locale.split('-')[0]
}

/** A weekday says enough about a time that is no further away than this. */
const weekdayMs = 24 * 3_600_000

/**
 * The lines of one message, in one language. `now` (epoch milliseconds) is when it is said: a time
 * that is more than a day away shows its date. Without it a weekday is enough.
 */
export function say(
  languages: Languages,
  locale: string,
  lines: readonly Phrase[],
  now: number | null = null,
): string {
  const words = wordsFor(languages, locale)
  const far = (at: number) => now !== null && Math.abs(at - now) > weekdayMs
  const reader: Reader = {
    languages,
    words,
    time: (at) => (far(at) ? words.calendar(at) : words.clock(at)),
  }
  return lines
    .filter((line) => !isSaidBefore(reader, line))
    .map((line) => fitted(reader, line))
    .join('\n')
}

/** Asked of the very words that this reader gets: those of one language may leave out more. */
function isSaidBefore(reader: Reader, { unlessSaid }: Phrase): boolean {
  if (unlessSaid === undefined) return false
  const { by, arg } = unlessSaid
  const args = argumentsOf(reader, by)
  const { words, languages } = reader
  const bundle = [words.bundle, languages.fallback.bundle].find(
    (one) => rawText(one, by.id, args) !== null,
  )
  return bundle !== undefined && says(bundle, by.id, arg, String(args[arg]))
}

/** In whose words, and how times are said at this moment. */
interface Reader {
  readonly languages: Languages
  readonly words: Words
  readonly time: (at: number) => string
}

/** A line that is wider than the screen breaks where its language says so, by `.wide`. */
function fitted(reader: Reader, phrase: Phrase): string {
  const args = argumentsOf(reader, phrase)
  const text = word(reader, phrase, args)
  if (fits(text) || phrase.id.includes('.')) return text
  return rawText(reader.words.bundle, `${phrase.id}.wide`, args) ?? text
}

/** Characters are counted where their units are too many. */
function fits(text: string): boolean {
  return text.length <= screenWidth || [...text].length <= screenWidth
}

function word(reader: Reader, phrase: Phrase, args = argumentsOf(reader, phrase)): string {
  const { languages, words } = reader
  const text =
    rawText(words.bundle, phrase.id, args) ?? rawText(languages.fallback.bundle, phrase.id, args)
  if (text === null) return `[${phrase.id}]`
  return text
}

function argumentsOf(reader: Reader, phrase: Phrase): Record<string, string | number> {
  const args: Record<string, string | number> = {}
  for (const [name, term] of Object.entries(phrase.args ?? {})) args[name] = value(reader, term)
  return args
}

function value(reader: Reader, term: Term): string | number {
  if (typeof term === 'number') return term
  if (typeof term === 'string') return clean(term)
  if (Array.isArray(term)) return term.map((one: Term) => value(reader, one)).join(', ')
  if ('time' in term) return reader.time(term.time)
  if ('decimal' in term) return decimal(reader.words.locale, clean(term.decimal))
  if ('span' in term) return sayLength(term.span)
  if ('exact' in term) return /^[\w.-]+$/.test(term.exact) ? term.exact : clean(term.exact)
  if ('whole' in term) return onItsLine(term.whole)
  if ('known' in term) return called(reader, term)
  if ('id' in term) return word(reader, term)
  return ''
}

/** The pack's title goes before the language's word, and the reader's language before others. */
function called(reader: Reader, term: Extract<Term, { known: string }>): string {
  const own = clean(term.otherwise)
  const word = [reader.words, reader.languages.fallback]
    .map((words) => titleIn(words.locale, term.titles) ?? rawText(words.bundle, term.known, {}))
    .find((text) => text !== null)
  if (word === undefined || word === null) return own
  return term.named === true ? `${word} (${own})` : word
}

/** Of the very locale, else of another region of its language. */
function titleIn(locale: string, titles: Readonly<Record<string, string>> = {}): string | null {
  const kin = Object.entries(titles).find(([other]) => languageOf(other) === languageOf(locale))
  const text = Object.hasOwn(titles, locale) ? titles[locale] : kin?.[1]
  return text === undefined ? null : clean(text)
}

/** Bidi controls, zero-width marks and tags: they hide text or change its order. */
const hiding =
  /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** Nearly every value: there is nothing in it to clean. */
const plain = /^[!-~]+(?: [!-~]+)*$/

/** A value from outside stays on its line and cannot pose as one of ours. */
function onItsLine(text: string): string {
  return plain.test(text) ? text : cleaned(text)
}

/** The same, and not too long of it. */
function clean(text: string): string {
  const line = onItsLine(text)
  return line.length > longestValue ? `${line.slice(0, longestValue).toWellFormed()}…` : line
}

function cleaned(text: string): string {
  // All that shows as a gap. Runs of it could push the rest onto a line of its own.
  const gaps = /[\p{Cc}\p{Z}\u115F\u1160\u2800\u3164\uFFA0]+/gu
  // Marks piled onto one letter paint over the lines around it; no script needs more than four.
  const piles = /(\p{M}{4})\p{M}+/gu
  return text.toWellFormed().replace(hiding, '').replace(gaps, ' ').replace(piles, '$1').trim()
}
