// Turns message ids and arguments into text in the reader's language; the only place that does.

import type { Phrase, Term } from '../command/phrase.ts'
import type { ReaderRole } from '../policy/people.ts'
import { formatLength } from './length.ts'
import { decimal } from './whole-number.ts'
import { rawText, showsArgument, type Words } from './words.ts'

/** The most characters of an external value inside a sentence. */
const longestValue = 400

/** How many characters fit on a line of a WhatsApp message on a narrow phone. */
export const screenWidth = 36

/** All languages of an environment. */
export interface Languages {
  /** Each is parsed when first needed. */
  readonly byLocale: ReadonlyMap<string, () => Words>
  /** Used where a language lacks a message. */
  readonly fallback: Words
}

/**
 * The words of a locale, else of another region of its language (`es-MX`: `es`), else the fallback.
 */
export function wordsFor(languages: Languages, locale: string): Words {
  const { byLocale, fallback } = languages
  const kin = () => [...byLocale.keys()].find((one) => languageOf(one) === languageOf(locale))
  const words = byLocale.get(locale) ?? byLocale.get(kin() ?? '')
  return words === undefined ? fallback : words()
}

function languageOf(locale: string): string | undefined {
  return locale.split('-')[0]
}

/** Up to these distances a time is shown without its date, and without its year. */
const weekdayMs = 24 * 3_600_000
const yearlessMs = 300 * weekdayMs

/**
 * The lines of one message as text. `now` (epoch milliseconds): times more than a day away are
 * shown with their date, and those that are nearly a year away as a day with its year; without
 * `now` all are shown with the weekday only. `role` is the reader's; messages know it as `$reader`.
 */
export function wordMessage(
  languages: Languages,
  locale: string,
  lines: readonly Phrase[],
  now: number | null = null,
  role: ReaderRole = 'other',
): string {
  const words = wordsFor(languages, locale)
  const time = (at: number) => {
    const away = now === null ? 0 : Math.abs(at - now)
    if (away <= weekdayMs) return words.clock(at)
    return away <= yearlessMs ? words.calendar(at) : words.day(at)
  }
  const reader: Reader = {
    languages,
    words,
    role,
    time,
  }
  return lines
    .filter((line) => !isSaidBefore(reader, line))
    .map((line) => fitted(reader, line))
    .join('\n')
}

/** Is this line unnecessary, because the reader's own locale says its argument already? */
function isSaidBefore(reader: Reader, { unlessSaid }: Phrase): boolean {
  if (unlessSaid === undefined) return false
  const { by, arg } = unlessSaid
  const args = argumentsOf(reader, by)
  const { words, languages } = reader
  const bundle = [words.bundle, languages.fallback.bundle].find(
    (one) => rawText(one, by.id, args) !== null,
  )
  return bundle !== undefined && showsArgument(bundle, by.id, arg, String(args[arg]))
}

/** The reader's words and role, and how to show times. */
interface Reader {
  readonly languages: Languages
  readonly words: Words
  readonly role: ReaderRole
  readonly time: (at: number) => string
}

/**
 * A line wider than the screen uses its message's variant `.wide`, if there is one; so does one
 * with an arrow in a value, which looks like the arrow between before and after.
 */
function fitted(reader: Reader, phrase: Phrase): string {
  const args = argumentsOf(reader, phrase)
  const text = word(reader, phrase, args)
  if ((fits(text) && !hasTwoArrows(text)) || phrase.id.includes('.')) return text
  return rawText(reader.words.bundle, `${phrase.id}.wide`, args) ?? text
}

/** Everything that looks like the arrow between before and after. */
const arrows =
  /[\u2190-\u21ff\u2794-\u27be\u27f0-\u2bff\uffe9-\uffec\u{1f800}-\u{1f8ff}]|[\p{Pd}=][>\uff1e]/gu

function hasTwoArrows(text: string): boolean {
  return text.includes('→') && [...text.matchAll(arrows)].length > 1
}

/** Counts code points only if there are too many UTF-16 units. */
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
  const args: Record<string, string | number> = { reader: reader.role }
  for (const [name, term] of Object.entries(phrase.args ?? {})) args[name] = value(reader, term)
  return args
}

function value(reader: Reader, term: Term): string | number {
  if (typeof term === 'number') return term
  if (typeof term === 'string') return clean(term)
  if (Array.isArray(term)) return term.map((one: Term) => value(reader, one)).join(', ')
  if ('time' in term) return reader.time(term.time)
  if ('decimal' in term) return decimal(reader.words.locale, clean(term.decimal))
  if ('span' in term) return formatLength(term.span)
  if ('exact' in term) return /^[\w.-]+$/.test(term.exact) ? term.exact : clean(term.exact)
  if ('whole' in term) return isolated(onItsLine(term.whole))
  if ('known' in term) return called(reader, term)
  if ('id' in term) return word(reader, term)
  return ''
}

/** The word for an id: the pack's title, then the locale's word, first in the reader's language. */
function called(reader: Reader, term: Extract<Term, { known: string }>): string {
  const own = clean(term.otherwise)
  const word = [reader.words, reader.languages.fallback]
    .map((words) => titleIn(words.locale, term.titles) ?? rawText(words.bundle, term.known, {}))
    .find((text) => text !== null)
  if (word === undefined || word === null) return own
  return term.named === true ? `${word} (${own})` : word
}

/** The title in this locale, or in another region of its language; null for none. */
function titleIn(locale: string, titles: Readonly<Record<string, string>> = {}): string | null {
  const kin = Object.entries(titles).find(([other]) => languageOf(other) === languageOf(locale))
  const text = Object.hasOwn(titles, locale) ? titles[locale] : kin?.[1]
  return text === undefined ? null : clean(text)
}

/** Bidi controls, zero-width characters and tags, which hide or reorder text. */
const hiding =
  /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

/** Matches ordinary values, which need no cleaning. */
const plain = /^[!-~]+(?: [!-~]+)*$/

/** The value on one line, without characters that could imitate our own lines. */
function onItsLine(text: string): string {
  return plain.test(text) ? text : cleaned(text)
}

/** The same, shortened. */
function clean(text: string): string {
  const line = onItsLine(text)
  const isLonger = line.length > longestValue
  return isolated(isLonger ? `${line.slice(0, longestValue).toWellFormed()}…` : line)
}

/** Letters written from right to left: Hebrew, Arabic, N'Ko, Adlam and others. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * Between isolates (UAX 9) such letters turn nothing around that stands beside them: phones would
 * show `before → after` as `after → before`.
 */
function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

function cleaned(text: string): string {
  // All kinds of gaps; a run of them could push text onto a new line.
  const gaps = /[\p{Cc}\p{Z}\u115F\u1160\u2800\u3164\uFFA0]+/gu
  // More than four combining marks on a letter paint over other lines; no script needs them.
  const piles = /(\p{M}{4})\p{M}+/gu
  return text.toWellFormed().replace(hiding, '').replace(gaps, ' ').replace(piles, '$1').trim()
}
