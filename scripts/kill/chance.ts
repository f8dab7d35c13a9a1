// Repeatable random numbers: the same seed gives the same numbers.

export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `most`. */
  below(most: number): number
}

/** Mulberry32, seeded: good enough to choose moments with. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, below: (most) => Math.floor(next() * most) }
}
