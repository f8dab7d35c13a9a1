// The clock that decisions use: a change of the system clock must not extend anything.

import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../src/engine/monotonic-clock.ts'

const day = 86_400_000
const minute = 60_000
const noon = Date.UTC(2026, 0, 5, 12)

/** A machine: `pass` is real time, `turn` sets the system clock. */
function machine(floor = 0) {
  let wall = noon
  let elapsed = 1_000
  const clock = monotonicClock(
    { now: () => wall, elapsed: () => elapsed, pause: async () => undefined },
    floor,
  )
  return {
    now: () => clock.now() - noon,
    pass(milliseconds: number) {
      wall += milliseconds
      elapsed += milliseconds
    },
    turn(milliseconds: number) {
      wall += milliseconds
    },
  }
}

describe('a steady clock', () => {
  it('goes with the wall', () => {
    const { now, pass } = machine()
    pass(5 * minute)
    expect(now()).toBe(5 * minute)
  })

  it('goes on by what elapses when the wall is turned back a day', () => {
    const { now, pass, turn } = machine()
    pass(10 * minute)
    expect(now()).toBe(10 * minute)
    turn(-day)
    expect(now()).toBe(10 * minute)
    pass(30 * minute)
    expect(now()).toBe(40 * minute)
  })

  it('does not follow a leap forward that does not last', () => {
    const { now, pass, turn } = machine()
    expect(now()).toBe(0)
    turn(day)
    expect(now()).toBe(0)
    pass(2 * minute)
    expect(now()).toBe(2 * minute)
    turn(-day)
    pass(10 * minute)
    expect(now()).toBe(12 * minute)
  })

  it('follows a leap forward once it has lasted, and a small step at once', () => {
    const { now, pass, turn } = machine()
    turn(30_000)
    expect(now()).toBe(30_000)
    turn(day)
    expect(now()).toBe(30_000)
    pass(5 * minute)
    expect(now()).toBe(30_000 + day + 5 * minute)
  })

  it('starts no earlier than what was settled, and goes on from there', () => {
    const { now, pass } = machine(noon + day)
    expect(now()).toBe(day)
    pass(minute)
    expect(now()).toBe(day + minute)
  })
})
