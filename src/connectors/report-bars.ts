// The bars of a report's timeline: hours or days as clocks in its time zone show them.

const hourMs = 3_600_000
const minuteMs = 60_000
const dayMs = 24 * hourMs
/** More bars could not be told apart in a picture. */
const barsMost = 60

export interface Bars {
  /** The usual length of one. */
  readonly stepMs: number
  /** When each begins, in epoch milliseconds, ascending: the first at `since`. */
  readonly starts: readonly number[]
}

/**
 * Hours for up to two days, days for up to two months, else several days together. The first and
 * the last may be partial. An hour that clocks repeat is one bar; one that they skip is none.
 */
export function barsOf(since: number, until: number, timeZone: string): Bars {
  const isHours = until - since <= 2 * dayMs
  const shown = clockIn(timeZone)
  const starts: number[] = []
  let last = ''
  for (let at = since; at < until; ) {
    const { day, hour, minute } = shown(at)
    const name = isHours ? `${day} ${hour}` : day
    if (name !== last) starts.push(at)
    last = name
    at += hourMs - minute * minuteMs - (at % minuteMs)
  }
  const each = isHours ? 1 : Math.ceil(starts.length / barsMost)
  return {
    stepMs: isHours ? hourMs : each * dayMs,
    starts: starts.filter((_, index) => index % each === 0),
  }
}

/** What clocks in the zone show at a time. One format for all, because creating one is slow. */
function clockIn(timeZone: string) {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', hourCycle: 'h23', timeZone },
  })
  return (at: number): { readonly day: string; readonly hour: number; readonly minute: number } => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const [year, month, day] = (['year', 'month', 'day'] as const).map((one) => parts.get(one))
    return {
      day: `${year}-${month}-${day}`,
      hour: Number(parts.get('hour')),
      minute: Number(parts.get('minute')),
    }
  }
}
