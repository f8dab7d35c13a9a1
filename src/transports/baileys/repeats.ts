// Recognises messages that were decrypted before: they are only acknowledged again.

import { createHash } from 'node:crypto'

/**
 * A message whose receipt was lost comes again, but its key is used up. Baileys would request it
 * from the phone again and pause a quarter of a second each time, so that on an unstable connection
 * new messages would never be reached. After a restart repeats are few, and the engine recognises
 * them.
 */
export interface Repeats {
  /** Was it decrypted before? It was stored then, so that nothing is lost. */
  knows(bytes: Uint8Array): boolean
  remember(bytes: Uint8Array): void
}

/** The most messages remembered; the oldest are dropped. */
const repeatsMost = 10_000

/** Only the padding that the library removes: an empty message. */
export const emptyPayload = Uint8Array.of(1)

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
