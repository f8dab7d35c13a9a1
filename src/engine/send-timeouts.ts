// A time limit on handing over letters: a letter that hangs frees its lane, and is tried again
// after growing pauses.

import type { SendResult } from './transport.ts'
import { withTimeout } from './with-timeout.ts'

/** Longer than a transport waits for its own answers; WhatsApp's queries end after a minute. */
const letterMs = 75_000
/** The pause after a letter hung; it doubles up to `pauseMostMs`. */
const pauseFirstMs = 15_000
const pauseMostMs = 10 * 60_000

export interface SendTimeouts {
  /** The transport's answer, or `later` with a growing pause if there is none in time. */
  inTime(id: string, sending: Promise<SendResult>): Promise<SendResult>
}

/** `late` is called for a letter that was taken after its time limit, and by no later try. */
export function createSendTimeouts(late: (id: string) => void): SendTimeouts {
  /** How often each letter has hung. */
  const hung = new Map<string, number>()
  return {
    async inTime(id, sending) {
      const result = await withTimeout(letterMs, sending)
      if (result !== null) {
        if (result.state !== 'later') hung.delete(id)
        return result
      }
      const times = (hung.get(id) ?? 0) + 1
      hung.set(id, times)
      void sending.then(({ state }) => {
        if (state === 'sent' && hung.delete(id)) late(id)
      })
      const waitMs = Math.min(pauseMostMs, pauseFirstMs * 2 ** Math.min(times - 1, 20))
      return { state: 'later', reason: 'hangs', waitMs }
    },
  }
}
