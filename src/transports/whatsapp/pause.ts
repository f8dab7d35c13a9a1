// Pauses in real time: between connections, and while "typing".

import { setTimeout as after } from 'node:timers/promises'

/** How long we appear to type: longer for longer texts. */
const typingMs = { least: 400, perCharacter: 8, most: 2_500 }
export const longestTypingMs = typingMs.most

/** Milliseconds of typing for this text; `chance` in [0, 1) varies them. */
export function typingPauseMs(text: string, chance: number): number {
  const { least, perCharacter, most } = typingMs
  return Math.min(most, least + text.length * perCharacter * chance)
}

/** Waits in real time; rejects if the signal aborts. */
export async function realPause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await after(milliseconds, undefined, { signal })
}
