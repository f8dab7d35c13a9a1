// Where each chain's rows lie, read once for all: otherwise each chain would look at all rows.

import type { Connection } from '../file/database.ts'

/** So few chains may each look at all rows: a row is read faster in its order than by its place. */
const scannedMost = 8

/** The positions of a chain's rows after `behind` and up to `upTo`, ascending. */
export type Positions = (tenant: string, behind: number, upTo: number) => readonly number[]

/**
 * Reads the table itself, not an index. Null for few chains, and where an edited file has positions
 * that a JavaScript number cannot hold.
 */
export function positionsOf(db: Connection, chains: number): Positions | null {
  if (chains <= scannedMost) return null
  const all = new Map<string, number[]>()
  const rows = db
    .prepare<[], [string, number]>(
      'SELECT tenant, position FROM artifacts NOT INDEXED ORDER BY position',
    )
    .raw()
  for (const [tenant, position] of rows.iterate()) {
    if (!Number.isSafeInteger(position)) return null
    const known = all.get(tenant)
    if (known === undefined) all.set(tenant, [position])
    else known.push(position)
  }
  return (tenant, behind, upTo) => {
    const own = all.get(tenant) ?? []
    return own.slice(countUpTo(own, behind), countUpTo(own, upTo))
  }
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}
