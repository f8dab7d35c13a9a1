// Seeded randomness: the same seed gives the same bytes, numbers and choices on every machine.

import { createHash } from 'node:crypto'

/** 64 hexadecimal digits per call, as the store and the engine need them. */
export function seededChance(seed: string): () => string {
  let drawn = 0
  return () => {
    drawn += 1
    return createHash('sha256').update(`${seed}/${drawn}`).digest('hex')
  }
}

/** Picks an element of a list, or a whole number below a limit; deterministic per seed. */
export interface Chance {
  of<T>(list: readonly T[]): T
  below(limit: number): number
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  // Mulberry32: small, and good enough for tests.
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    of(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('There is nothing to pick from.')
      return found
    },
  }
}
