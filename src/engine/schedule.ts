// Time for a running environment: a tick each second, and a checkpoint now and then, idle or not.

import { schedule } from 'node-cron'
import type { Log } from './engine.ts'

const everySecond = '* * * * * *'
const everyTenMinutes = '*/10 * * * *'

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
  const guarded = (name: string, run: () => Promise<void>) => () =>
    run().catch((error: unknown) =>
      log.error(
        { task: name, error: error instanceof Error ? error.name : typeof error },
        'A scheduled task failed; it runs again at its next time.',
      ),
    )
  const tasks = [
    schedule(everySecond, guarded('tick', timed.tick), { noOverlap: true }),
    schedule(everySecond, timed.outward),
    schedule(everyTenMinutes, guarded('checkpoint', timed.checkpoint), { noOverlap: true }),
  ]
  return () => {
    for (const task of tasks) void task.destroy()
  }
}
