// Chance by seed: the same seed draws the same bytes, numbers and picks, whatever the machine.

import { createHash } from 'node:crypto'

/** 64 hexadecimal digits at each call, as the store and the engine ask for them. */
export function seededChance(seed: string): () => string {
  let drawn = 0
  return () => {
    drawn += 1
    return createHash('sha256').update(`${seed}/${drawn}`).digest('hex')
  }
}
