// How many connections failed in a row, and how long to wait before the next one.

/** A connection that held for so long ends the row; one that breaks sooner is one more of it. */
export const steadyMs = 60_000

export interface Attempts {
  opened(): void
  /** A connection ended, or was never made; answers how many had failed in a row before. */
  failed(): number
}

/** `now` gives milliseconds. */
export function countAttempts(now: () => number): Attempts {
  let failures = 0
  let openedAt: number | undefined
  return {
    opened() {
      openedAt = now()
    },
    failed() {
      if (openedAt !== undefined && now() - openedAt >= steadyMs) failures = 0
      openedAt = undefined
      failures += 1
      return failures - 1
    },
  }
}

const longestWaitMs = 60_000

/**
 * Milliseconds until the next connection: `firstMs`, doubled by each failure in a row up to a
 * minute. `attempt` counts those from 0; `chance` in [0, 1) takes up to half off, so that many
 * instances do not come at once.
 */
export function waitBefore(firstMs: number, attempt: number, chance: number): number {
  const fullMs = Math.min(longestWaitMs, firstMs * 2 ** Math.min(attempt, 16))
  return Math.round(fullMs * (1 - chance / 2))
}
