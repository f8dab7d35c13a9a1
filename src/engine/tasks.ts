// What is under way, so that somebody can wait until nothing is.

import { setImmediate as turn } from 'node:timers/promises'

export interface Tasks {
  /** Follow a task to its end; its failure is told, and ends nothing else. */
  track(task: Promise<unknown>): void
  /** Resolves when nothing is under way, not even what came meanwhile. */
  idle(): Promise<void>
}

/** `failed` is told of each task that fails. */
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

/** One look at a time; who comes meanwhile is served by one more look. */
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

/** Runs once at the end of a turn of the loop, however often it was asked for in that turn. */
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
