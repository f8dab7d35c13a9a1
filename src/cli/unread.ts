// Where the output goes may go away (`aval audit | head`) or be full: an end, and no defect.

import { writeSync } from 'node:fs'

export interface Unread {
  /** From now on nothing ends by it: what runs for months outlives the reader of its log. */
  goOn(): void
}

/** A stream that takes nothing more ends the program, with 1, since not all was said. */
export function endWhenUnread(): Unread {
  let goesOn = false
  const end = (): void => {
    if (!goesOn) process.exit(1)
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Who closed the pipe has read enough, and wants no words about it.
    if (error.code !== 'EPIPE') complain(`aval: The output cannot be written: ${error.message}.\n`)
    end()
  })
  process.stderr.on('error', end)
  return {
    goOn() {
      goesOn = true
    },
  }
}

function complain(sentence: string): void {
  try {
    writeSync(2, sentence)
  } catch {
    // Nobody is left who could be told.
  }
}
