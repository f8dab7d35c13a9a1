// Typed times around changes of clocks, compared with what clocks on the wall show minute by minute.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseMoment } from '../../src/conversation/moment.ts'
import { amount } from '../case-count.ts'
import { dayMs, minuteMs, nearChange, type WallClock, wallClocks } from '../wall-clock.ts'
import { wordsOf } from './shipped-language.ts'

const numRuns = amount(400, 4_000)
const words = wordsOf('en')

interface Scene {
  readonly clock: WallClock
  /** What is typed: `2026-03-08 03:10`. */
  readonly typed: string
  readonly now: number
}

/** Clock times near a change, also those that no clock shows. */
const scenes: fc.Arbitrary<Scene> = wallClocks.chain((clock) =>
  fc
    .tuple(nearChange(clock, 2), nearChange(clock, 5), fc.nat(minuteMs - 1))
    .map(([at, minute, more]) => {
      const shownBefore = asUtc(clock.shownAt(clock.changedAt - minuteMs)) + minuteMs
      const typed = new Date(shownBefore + at - clock.changedAt).toISOString()
      return { clock, typed: typed.slice(0, 16).replace('T', ' '), now: minute + more }
    }),
)

const asUtc = (shown: string): number => Date.parse(`${shown.replace(' ', 'T')}Z`)

/** Where clocks never show it, by the clock before the skip. */
function meant({ clock, typed, now }: Scene): number | undefined {
  const all = clock.minutesOf(typed)
  if (all.length > 0) return all.find((at) => at > now) ?? all[0]
  const shownBefore = asUtc(clock.shownAt(clock.changedAt - minuteMs)) + minuteMs
  return clock.changedAt + asUtc(typed) - shownBefore
}

it('a typed date and time is when clocks show it, the first of two that is not over', () => {
  fc.assert(
    fc.property(scenes, (scene) => {
      const { clock, typed, now } = scene
      expect(parseMoment(typed, words, now, clock.zone)).toBe(meant(scene))
    }),
    { numRuns, seed: 11 },
  )
})

it('a time without a day is the next moment at which clocks show it', () => {
  let compared = 0
  fc.assert(
    fc.property(scenes, ({ clock, typed, now }) => {
      const time = typed.slice(11)
      const minute = now - (now % minuteMs)
      const today = `${clock.shownAt(minute).slice(0, 10)} ${time}`
      const tomorrow = new Date(asUtc(today) + dayMs).toISOString().slice(0, 16).replace('T', ' ')
      // What is skipped is compared above.
      if ([today, tomorrow].some((one) => clock.minutesOf(one).length === 0)) return
      compared += 1
      let at = minute + minuteMs
      while (clock.shownAt(at).slice(11) !== time) at += minuteMs
      expect(parseMoment(time, words, now, clock.zone)).toBe(at)
    }),
    { numRuns, seed: 12 },
  )
  expect(compared).toBeGreaterThan(numRuns / 2)
})
