// The clock that decisions use: a change of the system clock must not extend anything.

import { describe, expect, it } from 'vitest'
import { monotonicClock } from '../../src/engine/monotonic-clock.ts'

const day = 86_400_000
const minute = 60_000
const noon = Date.UTC(2026, 0, 5, 12)

/** A machine: `pass` is real time, `turn` sets the system clock. */
function makeMachine(floor = 0) {
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

describe('the clock of decisions', () => {
  it('follows the system clock', () => {
    const { now, pass } = makeMachine()
    pass(5 * minute)
    expect(now()).toBe(5 * minute)
  })

  it('follows elapsed time when the system clock is set back a day', () => {
    const { now, pass, turn } = makeMachine()
    pass(10 * minute)
    expect(now()).toBe(10 * minute)
    turn(-day)
    expect(now()).toBe(10 * minute)
    pass(30 * minute)
    expect(now()).toBe(40 * minute)
  })

  it('ignores a forward leap of the system clock that does not last', () => {
    const { now, pass, turn } = makeMachine()
    expect(now()).toBe(0)
    turn(day)
    expect(now()).toBe(0)
    pass(2 * minute)
    expect(now()).toBe(2 * minute)
    turn(-day)
    pass(10 * minute)
    expect(now()).toBe(12 * minute)
  })

  it('follows a forward leap after five minutes, and a small step at once', () => {
    const { now, pass, turn } = makeMachine()
    turn(30_000)
    expect(now()).toBe(30_000)
    turn(day)
    expect(now()).toBe(30_000)
    pass(5 * minute)
    expect(now()).toBe(30_000 + day + 5 * minute)
  })

  it('starts no earlier than the newest settled time', () => {
    const { now, pass } = makeMachine(noon + day)
    expect(now()).toBe(day)
    pass(minute)
    expect(now()).toBe(day + minute)
  })
})
