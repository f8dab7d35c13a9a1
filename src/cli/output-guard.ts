// Handles output that can no longer be written (`aval audit | head`, a full disk) without a stack.

import { writeSync } from 'node:fs'

export interface OutputGuard {
  /** From now on this no longer ends the program: a service outlives the reader of its log. */
  goOn(): void
}

/** Ends the program with exit 1 once its output cannot be written. */
export function exitWhenOutputCloses(): OutputGuard {
  let goesOn = false
  const end = (): void => {
    if (!goesOn) process.exit(1)
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever closed the pipe has read enough and needs no message.
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
    // There is nowhere left to write to.
  }
}
