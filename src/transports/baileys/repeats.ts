// What was deciphered before: the same bytes again are acknowledged again, and nothing else.

import { createHash } from 'node:crypto'
import { readType } from '../../store/session-heard.ts'
import type { SessionStore } from '../../store/session-tables.ts'

/**
 * A message whose receipt was lost with the line comes again, and its key is gone: Baileys would
 * ask the phone for it once more, and rest a quarter of a second after each, with all others behind
 * it. On a line that breaks often nothing new would ever be reached.
 */
export interface Repeats {
  /** Was it deciphered in the last day? It was noted then, so that nothing is lost. */
  knows(bytes: Uint8Array): boolean
  /** The row that says so, written with the keys of the step. */
  rowOf(bytes: Uint8Array): { readonly [readType]: { readonly [digest: string]: number } }
}

/** Nothing but the padding that the library takes off again: a message that says nothing. */
export const saysNothing = Uint8Array.of(1)

/** `now` gives epoch milliseconds. */
export function watchRepeats(session: SessionStore, now: () => number): Repeats {
  return {
    knows: (bytes) => session.readKeys(readType, [digestOf(bytes)]).size > 0,
    rowOf: (bytes) => ({ [readType]: { [digestOf(bytes)]: now() } }),
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
