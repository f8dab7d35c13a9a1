// Parses future times as people write them: `friday 18:00`, `amanhã às 14h30`, `21/11`, `for 2h`.

import { localTime } from '../policy/when.ts'
import { type AmbiguousDate, type Day, type DayWords, dayIn, dayOf, shift } from './calendar-day.ts'
import { type LengthWords, parseLength } from './length.ts'
import { folded } from './normalise.ts'

/** The words of one language for times. */
export interface MomentWords extends DayWords {
  readonly lasting: readonly string[]
  readonly length: LengthWords
}

/** The time of day if none is given. */
const endOfDay = { hours: 23, minutes: 59 }

const dayMs = 86_400_000

/** `5/6`, or `18h` and `2 horas`, which may be a time of day or a length of time. */
export type AmbiguousMoment = AmbiguousDate | 'hour-or-length'

/**
 * The time in epoch milliseconds; null if the text is not a time. A weekday means the next one,
 * today included until its time has passed.
 */
export function parseMoment(
  text: string,
  words: MomentWords,
  now: number,
  timeZone: string,
): number | AmbiguousMoment | null {
  const whole = folded(text)
  const begun = words.lasting.find((one) => whole.startsWith(`${one} `))
  const [, unit = ''] = /^(?:[01]?\d|2[0-3]) ?(\p{L}+)(?:[0-5]\d)?$/u.exec(whole) ?? []
  if (words.length.units.hour.includes(unit)) return 'hour-or-length'
  const length = parseLength(begun === undefined ? whole : whole.slice(begun.length + 1), [words])
  if (length !== null || begun !== undefined)
    return typeof length === 'number' ? now + length : null
  const { clock, rest } = clockIn(whole.split(' '))
  const found = dayIn(
    rest.filter((one) => one !== '' && !words.at.includes(one)),
    words,
    now,
    timeZone,
  )
  if (found === null) return null
  if (found.kind === 'two-ways') return found
  const here = { now, timeZone }
  const at = instant(found.date, clock ?? endOfDay, here)
  const isNoDay = rest.every((one) => words.at.includes(one))
  if (at <= now && (found.weekday || isNoDay))
    return instant(shift(found.date, found.weekday ? 7 : 1), clock ?? endOfDay, here)
  return at
}

interface Clock {
  readonly hours: number
  readonly minutes: number
}

/** The time of day among the words, and the remaining words: `18h sexta`, `friday 6 pm`. */
function clockIn(typed: readonly string[]): { clock: Clock | null; rest: readonly string[] } {
  for (const [index, word] of typed.entries())
    for (const taken of [2, 1]) {
      const text = [word, ...typed.slice(index + 1, index + taken)].join('')
      const clock = index + taken > typed.length ? null : timeOf(text)
      if (clock !== null)
        return { clock, rest: [...typed.slice(0, index), ...typed.slice(index + taken)] }
    }
  return { clock: null, rest: typed }
}

/** `18:00`, `14h30`, `18h`, `6pm`. `12am` is ambiguous and not accepted. */
function timeOf(text: string): Clock | null {
  const found = /^([01]?\d|2[0-3])[:h]([0-5]\d)?(?:min|hs?|s)?$/.exec(text)
  if (found !== null) return { hours: Number(found[1]), minutes: Number(found[2] ?? 0) }
  const half = /^(1[0-2]|[1-9])(?::([0-5]\d))?(am|pm|a\.m\.|p\.m\.)$/.exec(text)
  if (half === null) return null
  const [hours, isAfternoon] = [Number(half[1]), half[3]?.startsWith('p') === true]
  if (hours === 12 && !isAfternoon) return null
  return {
    hours: isAfternoon && hours < 12 ? hours + 12 : hours,
    minutes: Number(half[2] ?? 0),
  }
}

/**
 * The time at which clocks in the zone show this. Of two, the first that is not over by `now`; what
 * clocks skip is read by the clock before the skip: an hour skipped, an hour later.
 */
function instant(
  date: Day,
  { hours, minutes }: Clock,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): number {
  const shown = Date.UTC(date.year, date.month - 1, date.day, hours, minutes)
  const offset = (at: number) => {
    const day = dayOf(at, timeZone)
    const { minute } = localTime(at, timeZone)
    return Date.UTC(day.year, day.month - 1, day.day, 0, minute) - at
  }
  // No offset is a day long, so that these two are in force before and after clocks show this.
  const read = [shown - dayMs, shown + dayMs].map((at) => shown - offset(at))
  const real = read.filter((at) => at + offset(at) === shown)
  if (real.length === 0) return Math.max(...read)
  const ahead = real.filter((at) => at > now)
  return Math.min(...(ahead.length === 0 ? real : ahead))
}
