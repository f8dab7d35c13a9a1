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

export function wordsFor(languages: Languages, locale: string): Words {
  return languages.byLocale.get(locale) ?? languages.fallback
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
  if ('time' in term) return time(words, term.time)
  if ('span' in term) return span(term.span)
  if ('id' in term) return word(languages, words, term)
  return ''
}

/** A value from outside stays on its line and cannot pose as one of ours. */
function clean(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line
}

function time(words: Words, at: number): string {
  return new Intl.DateTimeFormat(words.locale, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: words.timeZone,
    timeZoneName: 'short',
  }).format(at)
}

/** `90 s`, `30 min`, `8 h`, `7 d`: the signs are the same in every language. */
function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`
  return `${Math.round(seconds / 86_400)} d`
}
