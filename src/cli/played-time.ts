// Time that the input moves: each deadline on the way is lived through, checkpoints are written as
// by an environment that runs, no later than ten minutes after something happened, and the places
// outside get what is due to them.

import { advance } from '../engine/advance.ts'
import { checkpointMs } from '../engine/schedule.ts'
import type { OpenEnvironment } from '../environment/environment.ts'
import type { MovedClock } from './clock.ts'

export interface PlayedTime {
  /** Something happened now, such as a message; resolves when the places outside had their turn. */
  happened(): Promise<void>
  /** Up to this moment (epoch milliseconds). */
  waitUntil(to: number): Promise<void>
}

/** How long places that do not answer may hold up one line of input; they go on behind it. */
const attendedMs = 5_000

export function playedTime(
  { engine, checkpoint, outward }: Pick<OpenEnvironment, 'engine' | 'checkpoint' | 'outward'>,
  clock: MovedClock,
): PlayedTime {
  let signAt = clock.now() + checkpointMs
  let patienceMs = attendedMs

  async function attended(): Promise<void> {
    await engine.idle()
    // A long wait has many stops, and is not to be held up at each of them.
    if (!(await outward.whole(patienceMs))) patienceMs = 0
    await engine.idle()
  }

  async function happened(): Promise<void> {
    signAt = Math.min(signAt, clock.now() + checkpointMs)
    await attended()
    patienceMs = attendedMs
  }

  async function stop(at: number): Promise<void> {
    await advance(engine, clock, at)
    await engine.idle()
    if (at === signAt) {
      await checkpoint()
      // Nothing happens before the next deadline, so there is nothing new to sign before that.
      signAt = ((await engine.nextDeadline()) ?? Number.POSITIVE_INFINITY) + checkpointMs
    }
    await attended()
  }

  return {
    happened,
    async waitUntil(to) {
      const next = () => Math.min(signAt, outward.sendsAfter(clock.now()))
      for (let at = next(); at <= to; at = next()) await stop(at)
      await advance(engine, clock, to)
      await happened()
    },
  }
}
