// Time that the input moves: on the way every deadline is handled, checkpoints are written at most
// ten minutes after something happened, and outside places are sent what is due.

import { advance } from '../../engine/advance.ts'
import { checkpointMs } from '../../engine/schedule.ts'
import type { OpenEnvironment } from '../../environment/environment.ts'
import type { ManualClock } from './clock.ts'

export interface SimulatedTime {
  /**
   * Something happened now, such as a message. Resolves when outside places were sent what is due.
   */
  happened(): Promise<void>
  /** Advances the clock to this moment, in epoch milliseconds. */
  waitUntil(to: number): Promise<void>
}

/**
 * How long slow outside places may delay one line of input; sending then continues in the
 * background.
 */
const attendedMs = 5_000

export function simulatedTime(
  { engine, checkpoint, outward }: Pick<OpenEnvironment, 'engine' | 'checkpoint' | 'outward'>,
  clock: ManualClock,
): SimulatedTime {
  let signAt = clock.now() + checkpointMs
  let patienceMs = attendedMs

  async function attended(): Promise<void> {
    await engine.idle()
    // After one timeout a long wait no longer waits at its other stops.
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
      // Nothing happens before the next deadline, so that no checkpoint is needed before it.
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
