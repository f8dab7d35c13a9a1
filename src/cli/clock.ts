// The two clocks of the program: the world's, and one that only the input moves.

import { uptime } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../engine/clock.ts'

export const worldClock: Clock = {
  now: () => Date.now(),
  // The time since the machine started goes on while it
  // sleeps, and no setting of the clock moves it.
  elapsed: () => uptime() * 1_000,
  pause: async (milliseconds) => void (await pause(milliseconds)),
}

export interface MovedClock extends Clock {
  moveTo(at: number): void
}

/** Stands still until it is moved; pauses between retries are real, for the network is real. */
export function movedClock(start: number): MovedClock {
  let at = start
  return {
    now: () => at,
    pause: worldClock.pause,
    moveTo(next) {
      at = Math.max(at, next)
    },
  }
}
