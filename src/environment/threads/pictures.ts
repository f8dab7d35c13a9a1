// Draws each picture on a thread of its own, so that only this thread loads the libraries.

import { once } from 'node:events'
import type { Draw } from '../../engine/engine-parts.ts'
import { startThread } from './thread.ts'

/** Longer than any drawing takes on a slow machine. */
const drawingMs = 30_000

/** Rejects if it cannot be drawn in time; the letter is then sent without it. */
export const drawOnThread: Draw = async (picture, words) => {
  const thread = startThread('picture', { picture, words })
  try {
    const signal = AbortSignal.timeout(drawingMs)
    const failed = once(thread, 'exit', { signal }).then(() => {
      throw new Error('The thread that draws ended without a picture.')
    })
    const [png]: unknown[] = await Promise.race([once(thread, 'message', { signal }), failed])
    if (png instanceof Uint8Array) return png
    throw new Error('The thread that draws sent no picture.')
  } finally {
    await thread.terminate()
  }
}
