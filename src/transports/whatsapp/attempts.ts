// Counts failed connections in a row, and the wait before the next one.

/** A connection that lasted this long ends the row of failures. */
export const steadyMs = 60_000

export interface Attempts {
  opened(): void
  /** A connection ended or failed; returns how many had failed in a row before. */
  failed(): number
}

/** `now` returns milliseconds. */
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
 * Milliseconds until the next connection: `firstMs`, doubled for each failure in a row, up to a
 * minute. `attempt` counts failures from 0; `chance` in [0, 1) takes off up to half, so that many
 * instances do not reconnect at once.
 */
export function waitBefore(firstMs: number, attempt: number, chance: number): number {
  const fullMs = Math.min(longestWaitMs, firstMs * 2 ** Math.min(attempt, 16))
  return Math.round(fullMs * (1 - chance / 2))
}
