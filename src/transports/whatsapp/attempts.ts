// How many connections failed in a row: one that opens and breaks at once is one of them.

/** A connection that held for so long ends the row. */
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
