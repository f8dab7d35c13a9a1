// Time that the input moves: each deadline on the way is lived through, and checkpoints are written
// as by an environment that runs, no later than ten minutes after something happened.

import { advance } from '../engine/advance.ts'
import { checkpointMs } from '../engine/schedule.ts'
import type { OpenEnvironment } from '../environment/environment.ts'
import type { MovedClock } from './clock.ts'

export interface PlayedTime {
  /** Something happened now, such as a message. */
  happened(): void
  /** Up to this moment (epoch milliseconds). */
  waitUntil(to: number): Promise<void>
}

export function playedTime(
  { engine, checkpoint }: Pick<OpenEnvironment, 'engine' | 'checkpoint'>,
  clock: MovedClock,
): PlayedTime {
  let dueAt = clock.now() + checkpointMs

  function happened(): void {
    dueAt = Math.min(dueAt, clock.now() + checkpointMs)
  }

  return {
    happened,
    async waitUntil(to) {
      while (dueAt <= to) {
        await advance(engine, clock, dueAt)
        await engine.idle()
        await checkpoint()
        // Nothing happens before the next deadline, so there is nothing new to sign before that.
        dueAt = ((await engine.nextDeadline()) ?? Number.POSITIVE_INFINITY) + checkpointMs
      }
      await advance(engine, clock, to)
      happened()
    },
  }
}
