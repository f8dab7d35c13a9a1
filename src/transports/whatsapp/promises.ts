// What the engine was given and has not finished writing: kept, so that stopping can wait for it.

import { type Log, nameOf } from './log.ts'

export interface Promises {
  /** A failure is only logged: whoever spoke hears of it from the engine. */
  keep(promise: Promise<void>): void
  /** Resolves once nothing is under way, also nothing that was begun meanwhile. */
  settled(): Promise<void>
}

export function keepPromises(log: Log): Promises {
  const kept = new Set<Promise<void>>()
  return {
    keep(promise) {
      const one = promise
        .catch((error: unknown) => {
          log.error({ error: nameOf(error) }, 'the engine did not take what was heard')
        })
        .finally(() => kept.delete(one))
      kept.add(one)
    },
    async settled() {
      while (kept.size > 0) await Promise.allSettled(kept)
    },
  }
}
