// A clock that never goes back, so that no deadline is extended by turning back the machine's
// clock.

import type { Clock } from './clock.ts'

/** A clock that runs by itself. */
export type RunningClock = Clock & Required<Pick<Clock, 'elapsed'>>

/** A jump ahead up to this is an ordinary correction; a larger one must last `believedAfterMs`. */
const toleranceMs = 60_000
const believedAfterMs = 5 * 60_000

/**
 * Starts at `floor` (the newest settled time, epoch milliseconds) or the clock's time, whichever is
 * later, and continues by elapsed time. A clock that is turned back is ignored; one that is turned
 * ahead is followed once it has stayed there.
 */
export function monotonicClock(clock: RunningClock, floor: number): Clock {
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
