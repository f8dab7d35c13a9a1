// A moment to come, as people say it: `friday 18:00`, `tomorrow`, `2026-01-09 18:00`, `for 2h`.

import { localTime } from '../policy/when.ts'
import { folded } from './normalise.ts'
import { typedSpan, type Units } from './typed-span.ts'

/** The words of one language that a moment may use. */
export interface MomentWords {
  readonly locale: string
  readonly tomorrow: readonly string[]
  readonly lasting: readonly string[]
  /** Small words that say nothing: `friday at 18:00`, `on friday`. */
  readonly at: readonly string[]
  /** For lengths of time. */
  readonly units: Units
}

const dayMs = 86_400_000

/** The end of the day, when no time is said. */
const endOfDay = { hours: 23, minutes: 59 }

/**
 * Epoch milliseconds of the moment, in the time zone; null when the text is no moment. A weekday
 * is the next one to come, today included while its time has not passed.
 */
export function parseMoment(
  text: string,
  words: MomentWords,
  now: number,
  timeZone: string,
): number | null {
  const said = folded(text).split(' ')
  const typed = said.filter((one) => one !== '' && !words.at.includes(one))
  const first = typed[0] ?? ''
  if (words.lasting.includes(first)) return after(typed.slice(1).join(' '), words, now)
  // `às 18h` is a time of day.
  const span = said.length === typed.length ? after(typed.join(' '), words, now) : null
  if (span !== null) return span
  const clock = timeOf(typed.at(-1) ?? '')
  const day = clock === null ? typed : typed.slice(0, -1)
  if (day.length > 1) return null
  const date = dateOf(day[0] ?? '', words, now, timeZone)
  if (date === null) return null
  const { hours, minutes } = clock ?? endOfDay
  const at = instant(date, hours, minutes, timeZone)
  const isWeekday = day[0] !== undefined && weekdayOf(day[0], words.locale) !== null
  if (at <= now && (isWeekday || day.length === 0))
    return instant(shift(date, isWeekday ? 7 : 1), hours, minutes, timeZone)
  return at
}

function after(text: string, { units }: MomentWords, now: number): number | null {
  const span = typedSpan(text, units)
  return span === null ? null : now + span
}

function timeOf(text: string): { hours: number; minutes: number } | null {
  const found = /^([01]?\d|2[0-3])[:h]([0-5]\d)?$/.exec(text)
  if (found === null) return null
  return { hours: Number(found[1]), minutes: Number(found[2] ?? 0) }
}

/** A calendar day without a zone. */
interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

function dateOf(text: string, words: MomentWords, now: number, timeZone: string): Day | null {
  const today = dayOf(now, timeZone)
  if (text === '') return today
  if (words.tomorrow.includes(text)) return shift(today, 1)
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (iso !== null)
    return existing({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) })
  const weekday = weekdayOf(text, words.locale)
  if (weekday === null) return null
  const ahead = (weekday - localTime(now, timeZone).day + 7) % 7
  return shift(today, ahead)
}

function existing(date: Day): Day | null {
  const same = shift(date, 0)
  return same.month === date.month && same.day === date.day ? date : null
}

/** Weekday names as the language itself has them, long, short, or without their last part. */
function weekdayOf(text: string, locale: string): number | null {
  for (let index = 0; index < 7; index += 1) {
    const sunday = Date.UTC(2026, 0, 4) + index * dayMs
    const name = (weekday: 'long' | 'short') =>
      folded(new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(sunday))
    const long = name('long')
    const short = name('short').replace('.', '')
    if (text === long || text === short || text === long.split('-')[0]) return index
  }
  return null
}

function dayOf(now: number, timeZone: string): Day {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  }).formatToParts(now)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
  return { year: part('year'), month: part('month'), day: part('day') }
}

function shift(date: Day, days: number): Day {
  const at = new Date(Date.UTC(date.year, date.month - 1, date.day + days))
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

/** The instant at which clocks in the zone show this; twice, for a change of offset in between. */
function instant(date: Day, hours: number, minutes: number, timeZone: string): number {
  const shown = Date.UTC(date.year, date.month - 1, date.day, hours, minutes)
  const offset = (at: number) => {
    const day = dayOf(at, timeZone)
    const { minute } = localTime(at, timeZone)
    return Date.UTC(day.year, day.month - 1, day.day, 0, minute) - Math.floor(at / 60_000) * 60_000
  }
  return shown - offset(shown - offset(shown))
}
