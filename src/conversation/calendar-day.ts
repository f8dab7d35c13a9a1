// Parses days as people write them: `tomorrow`, `sexta`, `21/11`, `21 de novembro`, `2026-01-09`.

import { localTime } from '../policy/when.ts'
import { folded } from './normalise.ts'

/** The words of one language for days, case-folded. */
export interface DayWords {
  readonly locale: string
  readonly today: readonly string[]
  readonly tomorrow: readonly string[]
  readonly afterTomorrow: readonly string[]
  /** Words without meaning here: `on friday`, `21 de novembro`. */
  readonly at: readonly string[]
  /** Does everybody who writes this language read `5/6` as the fifth of June? */
  readonly dayFirst: boolean
}

/** A calendar day without a time zone. */
export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

export type DayFound =
  | { readonly kind: 'day'; readonly date: Day; readonly weekday: boolean }
  | AmbiguousDate

/** Both readings of `5/6` in a language that is written both ways. */
export interface AmbiguousDate {
  readonly kind: 'two-ways'
  readonly dayFirst: Day
  readonly monthFirst: Day
}

const dayMs = 86_400_000

/**
 * `typed` is case-folded, without meaningless words; empty means today. Null if it is not a day.
 */
export function dayIn(
  typed: readonly string[],
  words: DayWords,
  now: number,
  timeZone: string,
): DayFound | null {
  const text = typed.join(' ')
  const today = dayOf(now, timeZone)
  const isOne = (many: readonly string[]) => many.some((one) => bare(one, words) === text)
  const at = (date: Day | null, weekday = false): DayFound | null =>
    date === null ? null : { kind: 'day', date, weekday }
  if (text === '' || isOne(words.today)) return at(today)
  if (isOne(words.tomorrow)) return at(shift(today, 1))
  if (isOne(words.afterTomorrow)) return at(shift(today, 2))
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (iso !== null) return at(existing(Number(iso[1]), Number(iso[2]), Number(iso[3])))
  const weekday = weekdayOf(typed.join('-'), words.locale)
  if (weekday !== null)
    return at(shift(today, (weekday - localTime(now, timeZone).day + 7) % 7), true)
  const numbers = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?$/.exec(text)
  if (numbers === null) return at(namedMonth(typed, words.locale, today))
  const [first, second] = [Number(numbers[1]), Number(numbers[2])]
  const year = numbers[3] === undefined ? null : Number(numbers[3].padStart(4, '20'))
  const dayFirst = soonest(today, year, second, first)
  const monthFirst = soonest(today, year, first, second)
  if (words.dayFirst || monthFirst === null || first === second) return at(dayFirst)
  return dayFirst === null ? at(monthFirst) : { kind: 'two-ways', dayFirst, monthFirst }
}

function bare(text: string, { at }: DayWords): string {
  const words = text.split(' ').filter((one) => !at.includes(one))
  return words.join(' ')
}

/**
 * A day with a month's name: `21 novembro`, `november 21`, `21 nov 2026`. Null if it is not one.
 */
function namedMonth(typed: readonly string[], locale: string, today: Day): Day | null {
  const [one = '', other = '', year, ...more] = typed
  if (more.length > 0 || (year !== undefined && !/^\d{4}$/.test(year))) return null
  const [day, name] = /^\d{1,2}$/.test(one) ? [one, other] : [other.replace(/,$/, ''), one]
  const month = monthOf(name, locale)
  if (month === null || !/^\d{1,2}$/.test(day)) return null
  return soonest(today, year === undefined ? null : Number(year), month, Number(day))
}

/** A date; without a year the next one to come, today included. */
function soonest(today: Day, year: number | null, month: number, day: number): Day | null {
  if (year !== null) return existing(year, month, day)
  const isOver = month < today.month || (month === today.month && day < today.day)
  return existing(today.year + (isOver ? 1 : 0), month, day)
}

function existing(year: number, month: number, day: number): Day | null {
  const date = { year, month, day }
  const same = shift(date, 0)
  return same.month === month && same.day === day ? date : null
}

/**
 * The weekday by its name in this language: long, short, or without its last part (`sexta`). 0 is
 * Sunday.
 */
function weekdayOf(text: string, locale: string): number | null {
  const sunday = Date.UTC(2026, 0, 4)
  return nameIn(text, locale, 'weekday', (index) => (index < 7 ? sunday + index * dayMs : null))
}

function monthOf(text: string, locale: string): number | null {
  const index = nameIn(text, locale, 'month', (one) => (one < 12 ? Date.UTC(2026, one, 1) : null))
  return index === null ? null : index + 1
}

/** The index of a name; uses only two formats, because creating one is slow. */
function nameIn(
  text: string,
  locale: string,
  part: 'weekday' | 'month',
  timeOf: (index: number) => number | null,
): number | null {
  const typed = text.replace(/\.$/, '')
  const [long, short] = (['long', 'short'] as const).map(
    (width) => new Intl.DateTimeFormat(locale, { [part]: width, timeZone: 'UTC' }),
  )
  for (let index = 0; ; index += 1) {
    const at = timeOf(index)
    if (at === null || long === undefined || short === undefined) return null
    const name = folded(long.format(at))
    const names = [name, name.split('-')[0], folded(short.format(at)).replace('.', '')]
    if (names.includes(typed)) return index
  }
}

export function dayOf(now: number, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(now)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return { year: part('year'), month: part('month'), day: part('day') }
}

export function shift(date: Day, days: number): Day {
  const at = new Date(Date.UTC(date.year, date.month - 1, date.day + days))
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
