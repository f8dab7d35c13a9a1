// A clock that never goes back, so that nothing lives
// longer because the machine's clock was turned.

import type { Clock } from './clock.ts'

/** A clock that runs by itself. */
export type RunningClock = Clock & Required<Pick<Clock, 'elapsed'>>

/** A step forward up to this is an ordinary correction; a larger one must last to be believed. */
const toleranceMs = 60_000
const believedAfterMs = 5 * 60_000

/**
 * Starts at `floor` (the newest time that was settled, in
 * epoch milliseconds) or at the clock's time,
 * whichever is later, and goes on by what has elapsed. A clock that is turned back is not followed;
 * one that is turned forward is followed once it has stayed there.
 */
export function steadyClock(clock: RunningClock, floor: number): Clock {
  const { elapsed } = clock
  let at = Math.max(clock.now(), floor)
  let seen = elapsed()
  let aheadSince: number | null = null
  return {
    ...clock,
    now() {
      const since = elapsed()
      at += Math.max(0, since - seen)
      seen = since
      const wall = clock.now()
      const ahead = wall - at
      if (ahead <= toleranceMs) aheadSince = null
      else aheadSince ??= since
      const believed = aheadSince === null || since - aheadSince >= believedAfterMs
      if (ahead > 0 && believed) at = wall
      return Math.trunc(at)
    },
  }
}
