// Computes a quantile of measured values.

export const ascending = (one: number, other: number): number => one - other

/** `sorted` is ascending; 0 when it is empty. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Of values in any order; 0 when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values.toSorted(ascending), 0.5)
}
