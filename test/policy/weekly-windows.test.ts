// Weekly windows around changes of clocks, compared with what clocks on the wall show minute by
// minute.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { endOf, isDuring, type Weekly, weekdays } from '../../src/policy/when.ts'
import { amount } from '../case-count.ts'
import { dayMs, minuteMs, nearChange, type WallClock, wallClocks } from '../wall-clock.ts'

const time = fc
  .oneof(fc.constantFrom(0, 30, 60, 90, 120, 150, 180, 1_410), fc.nat(1_439))
  .map((minute) => new Date(minute * minuteMs).toISOString().slice(11, 16))

const scenes = wallClocks.chain((clock) =>
  fc.record({
    clock: fc.constant(clock),
    now: nearChange(clock, 3),
    more: fc.nat(minuteMs - 1),
    weekly: fc.record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      from: time,
      to: time,
      zone: fc.constant(clock.zone),
    }),
  }),
)

/** All times of one window, as clocks show them: `2026-03-08 03:10`. */
function isShownIn({ days, from, to }: Weekly, shown: string): boolean {
  const [date = '', minute = ''] = shown.split(' ')
  const startsOn = (daysAgo: number) => {
    const day = new Date(Date.parse(date) - daysAgo * dayMs).getUTCDay()
    return days.some((one) => one === weekdays[day])
  }
  const isWhole = to <= from
  const begunToday = startsOn(0) && minute >= from && (isWhole || minute < to)
  return begunToday || (isWhole && startsOn(1) && minute < to)
}

function firstOutside(clock: WallClock, weekly: Weekly, now: number): number | null {
  for (let at = now + minuteMs; at < now + 8 * dayMs; at += minuteMs)
    if (!isShownIn(weekly, clock.shownAt(at))) return at
  return null
}

it('a weekly window holds at the minutes that clocks show inside it, and ends at the first other', () => {
  let inside = 0
  fc.assert(
    fc.property(scenes, ({ clock, weekly, now, more }) => {
      const expected = isShownIn(weekly, clock.shownAt(now))
      expect(isDuring(weekly, now + more)).toBe(expected)
      if (!expected) return
      inside += 1
      expect(endOf(weekly, now + more)).toBe(firstOutside(clock, weekly, now))
    }),
    { numRuns: amount(600, 6_000), seed: 13 },
  )
  expect(inside).toBeGreaterThan(100)
})
