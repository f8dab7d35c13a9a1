// How many calls share a transaction. Small ones let the main thread prepare the next calls
// meanwhile; large ones share a slow flush of the disk.

const least = 16
/** The most calls in one transaction. */
export const batchMost = 64
/** A transaction's calls should take at least this many times as long as its commit. */
const callsPerCommit = 4

export interface BatchSize {
  most(): number
  /** A transaction with this many calls took so long (milliseconds): its calls, and its commit. */
  ran(calls: number, callsMs: number, commitMs: number): void
}

export function batchSize(): BatchSize {
  let most = least
  return {
    most: () => most,
    ran(calls, callsMs, commitMs) {
      const fitting = Math.ceil((callsPerCommit * commitMs * calls) / Math.max(callsMs, 0.001))
      most = Math.min(batchMost, Math.max(least, fitting))
    },
  }
}
