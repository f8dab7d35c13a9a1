// Collects delivery receipts for a moment, so that many of them share one transaction.

import type { LetterReceipt } from '../command/event.ts'
import type { Receipt } from './transport.ts'

/** How long a receipt waits at most for others, or for a message to share a transaction with. */
const gatherMs = 500
/** This many are written at once without waiting. */
const gatherMost = 200

export interface Receipts {
  hear(receipt: Receipt): void
  /** Writes what waits now; true if there was anything. */
  flush(): boolean
  /** Writes one receipt; resolves when it is durable. */
  write(receipt: Receipt): Promise<void>
}

/**
 * A crash loses the receipts of the last half second: such a card counts as not received, and is
 * reported, which does no harm.
 */
export function gatherReceipts(
  submit: (receipts: readonly LetterReceipt[]) => Promise<unknown>,
  track: (task: Promise<unknown>) => void,
): Receipts {
  let waiting = new Map<string, LetterReceipt>()
  let timer: NodeJS.Timeout | null = null

  function flush(): boolean {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (waiting.size === 0) return false
    const receipts = [...waiting.values()]
    waiting = new Map()
    track(submit(receipts))
    return true
  }

  return {
    hear(receipt) {
      const one = receiptOf(receipt)
      waiting.set(`${one.state} ${one.letter}`, one)
      if (waiting.size >= gatherMost) flush()
      else if (timer === null) {
        timer = setTimeout(flush, gatherMs)
        timer.unref()
      }
    },
    flush,
    async write(receipt) {
      await submit([receiptOf(receipt)])
    },
  }
}

/** Error codes are short words; longer ones are cut, because they become evidence. */
function receiptOf({ id, state, error }: Receipt): LetterReceipt {
  return { letter: id, state, ...(error === undefined ? {} : { error: error.slice(0, 40) }) }
}
