// The program's two clocks: the machine's, and one that only input moves.

import { uptime } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../engine/clock.ts'

export const systemClock: Clock = {
  now: () => Date.now(),
  // The time since the machine started also counts sleep, and setting the clock does not change it.
  elapsed: () => uptime() * 1_000,
  pause: async (milliseconds) => void (await pause(milliseconds)),
}

export interface ManualClock extends Clock {
  moveTo(at: number): void
}

/** Stands still until it is moved. Pauses are real, because retries wait for a real network. */
export function manualClock(start: number): ManualClock {
  let at = start
  return {
    now: () => at,
    pause: systemClock.pause,
    moveTo(next) {
      at = Math.max(at, next)
    },
  }
}
