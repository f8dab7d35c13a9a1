// Time for a running environment: a tick each second, and a checkpoint now and then, idle or not.

import type { Log } from './engine.ts'
import { errorFields } from './watched/error-fields.ts'

/** By the machine's own steady time: no clock that is set, and no summer time, makes it pause. */
const tickMs = 1_000
export const checkpointMs = 10 * 60_000

export interface Timed {
  tick(): Promise<void>
  checkpoint(): Promise<void>
  /** Begins what is due to places outside, and waits for none of it. */
  outward(): void
}

/**
 * Starts at once; the returned function stops it. A
 * failure is logged and tried again next time.
 */
export function startSchedule(timed: Timed, log: Log): () => void {
  const timers = [
    setInterval(notTwice('tick', timed.tick, log), tickMs),
    setInterval(timed.outward, tickMs),
    setInterval(notTwice('checkpoint', timed.checkpoint, log), checkpointMs),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

/** What is still under way is not begun once more beside itself. */
function notTwice(task: string, run: () => Promise<void>, log: Log): () => void {
  let isUnderWay = false
  return () => {
    if (isUnderWay) return
    isUnderWay = true
    run()
      .catch((error: unknown) =>
        log.error(
          { task, ...errorFields(error) },
          'A scheduled task failed; it runs again at its next time.',
        ),
      )
      .finally(() => {
        isUnderWay = false
      })
  }
}
