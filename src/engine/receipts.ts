// What became of our messages: receipts wait a moment, so that many of them cost one transaction.

import type { LetterReceipt } from '../command/event.ts'
import type { Receipt } from './transport.ts'

/** A receipt waits so long at most for others, or for a message to share a transaction with. */
const gatherMs = 500
/** More are written at once. */
const gatherMost = 200

export interface Receipts {
  hear(receipt: Receipt): void
  /** Write what waits, now; true when there was anything. */
  flush(): boolean
  /** Write one, and resolve when it is durable. */
  write(receipt: Receipt): Promise<void>
}

/**
 * A crash loses what was heard in the last half second: such a card counts as not received, which
 * is told and costs nothing.
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

/** Codes are short words; what is longer is cut, because it becomes evidence. */
function receiptOf({ id, state, error }: Receipt): LetterReceipt {
  return { letter: id, state, ...(error === undefined ? {} : { error: error.slice(0, 40) }) }
}
