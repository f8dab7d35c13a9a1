// Tracks running tasks, so that one can wait until none is left.

import { setImmediate as turn } from 'node:timers/promises'

export interface Tasks {
  /** Follows a task to its end; its failure is reported and ends nothing else. */
  track(task: Promise<unknown>): void
  /** Resolves when nothing is under way, including tasks added meanwhile. */
  idle(): Promise<void>
}

/** `failed` is called for each task that fails. */
export function createTasks(failed: (error: unknown) => void): Tasks {
  const running = new Set<Promise<unknown>>()
  return {
    track(task) {
      const tracked = task.catch(failed).finally(() => running.delete(tracked))
      running.add(tracked)
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running])
    },
  }
}

/** Runs `look` one at a time; calls during a run cause one more run. */
export function oneAtATime(look: () => Promise<void>): () => Promise<void> {
  let looking = false
  let again = false
  return async () => {
    again = true
    if (looking) return
    looking = true
    try {
      while (again) {
        again = false
        await look()
      }
    } finally {
      looking = false
    }
  }
}

/** Runs once at the end of a turn of the event loop, however often it is asked for in that turn. */
export function oncePerTurn(tasks: Tasks, run: () => void): () => void {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    tasks.track(
      turn().then(() => {
        asked = false
        run()
      }),
    )
  }
}
