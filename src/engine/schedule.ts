// Timers of a running environment: a tick each second, and regular checkpoints.

import type { Log } from './engine-parts.ts'
import { errorFields } from './observability/error-fields.ts'

/** Uses the machine's monotonic time, so that changes of the clock do not pause it. */
const tickMs = 1_000
export const checkpointMs = 10 * 60_000

export interface ScheduledWork {
  tick(): Promise<void>
  checkpoint(): Promise<void>
  /** Starts sending to external destinations what is due, without waiting for it. */
  outward(): void
}

/**
 * Starts at once; the returned function stops it. Failures are logged and tried again next time.
 */
export function startSchedule(timed: ScheduledWork, log: Log): () => void {
  const timers = [
    setInterval(notTwice('tick', timed.tick, log), tickMs),
    setInterval(timed.outward, tickMs),
    setInterval(notTwice('checkpoint', timed.checkpoint, log), checkpointMs),
  ]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

/** Skips a run while the one before is still under way. */
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
