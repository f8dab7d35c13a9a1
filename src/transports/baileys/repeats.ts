// What was deciphered before: the same bytes again are acknowledged again, and nothing else.

import { createHash } from 'node:crypto'

/**
 * A message whose receipt was lost with the line comes again, and its key is gone: Baileys would
 * ask the phone for it once more, and rest a quarter of a second after each, with all others behind
 * it. On a line that breaks often nothing new would ever be reached. What comes again after a
 * restart is asked for: those are few, and the engine knows them.
 */
export interface Repeats {
  /** Was it deciphered before? It was noted then, so that nothing is lost. */
  knows(bytes: Uint8Array): boolean
  remember(bytes: Uint8Array): void
}

/** Messages remembered; the oldest are forgotten beyond this. */
const repeatsMost = 10_000

/** Nothing but the padding that the library takes off again: a message that says nothing. */
export const saysNothing = Uint8Array.of(1)

export function watchRepeats(): Repeats {
  const known = new Set<string>()
  return {
    knows: (bytes) => known.has(digestOf(bytes)),
    remember(bytes) {
      known.add(digestOf(bytes))
      const [oldest] = known
      if (known.size > repeatsMost && oldest !== undefined) known.delete(oldest)
    },
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
