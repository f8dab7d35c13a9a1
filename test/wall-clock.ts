// What clocks on the wall show around a change, minute by minute: a slow oracle for times in zones.

import fc from 'fast-check'

export const minuteMs = 60_000
export const dayMs = 1_440 * minuteMs

/** Changes of clocks, and of the calendar: the zone, and the first moment after it in UTC. */
const changes = [
  ['UTC', '2028-02-29T00:00Z'],
  ['Asia/Kathmandu', '2026-12-31T18:15Z'],
  // Midnight is skipped, and comes twice.
  ['America/Sao_Paulo', '2018-11-04T03:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00Z'],
  ['America/New_York', '2026-03-08T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Europe/Lisbon', '2026-03-29T01:00Z'],
  ['Europe/Lisbon', '2026-10-25T01:00Z'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['America/Caracas', '2016-05-01T07:00Z'],
  // A whole day is skipped.
  ['Pacific/Apia', '2011-12-30T10:00Z'],
] as const

/** The minutes before and after a change, and what clocks in the zone show at each. */
export interface WallClock {
  readonly zone: string
  /** Epoch milliseconds. */
  readonly changedAt: number
  /** `2026-03-08 03:10` at this whole minute, at most 12 days from the change. */
  readonly shownAt: (at: number) => string
  /** Every minute at which clocks show this, earliest first. */
  readonly minutesOf: (shown: string) => readonly number[]
}

const spanMs = 12 * dayMs

function wallClock(zone: string, changedAt: number): WallClock {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit' },
    ...{ day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  const start = changedAt - spanMs
  const shown = Array.from({ length: (2 * spanMs) / minuteMs }, (_, index) =>
    format.format(start + index * minuteMs),
  )
  const minutes = new Map<string, number[]>()
  for (const [index, text] of shown.entries())
    minutes.set(text, [...(minutes.get(text) ?? []), start + index * minuteMs])
  return {
    ...{ zone, changedAt },
    shownAt(at) {
      const found = shown[(at - start) / minuteMs]
      if (found === undefined) throw new Error('No minute that was looked at.')
      return found
    },
    minutesOf: (text) => minutes.get(text) ?? [],
  }
}

export const wallClocks: fc.Arbitrary<WallClock> = fc.constantFrom(
  ...changes.map(([zone, at]) => wallClock(zone, Date.parse(at))),
)

/** A whole minute near a change, epoch milliseconds; mostly within some hours of it. */
export const nearChange = (clock: WallClock, days: number): fc.Arbitrary<number> =>
  fc
    .oneof(
      fc.integer({ min: -180, max: 180 }),
      fc.integer({ min: -1_440 * days, max: 1_440 * days }),
    )
    .map((minutes) => clock.changedAt + minutes * minuteMs)
