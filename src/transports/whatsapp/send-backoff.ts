// Stops sending when WhatsApp warns: temporarily if we were too fast, for good if it restricts the
// account.

import type { LinkState } from '../../engine/transport.ts'

export interface SendBackoff {
  /** Why nothing may be sent now, and for how long if known; undefined if sending is allowed. */
  reason(): { readonly reason: 'restricted' | 'pacing'; readonly waitMs?: number } | undefined
  /** An acknowledgement with an error code arrived. */
  refused(code: string): void
  /** An acknowledgement without error arrived. */
  accepted(): void
  /** The link state to show instead of `open`; undefined for none. */
  shown(): LinkState | undefined
}

/** The first pause after a 429; doubled each time, up to an hour. */
const firstHoldMs = 60_000
const longestHoldMs = 3_600_000

/** 463: the account may not start chats; every further attempt makes it worse. */
const restrictedCode = '463'
export const tooFastCode = '429'

/** `now` returns epoch milliseconds; `tell` is called with each change as a link state. */
export function createSendBackoff(
  now: () => number,
  tell: (state: LinkState) => void,
): SendBackoff {
  let restricted = false
  let holds = 0
  let until = 0

  const shown = (): LinkState | undefined => {
    if (restricted) return { state: 'stopped', cause: 'restricted' }
    return holds > 0 ? { state: 'waiting', cause: 'pacing' } : undefined
  }
  return {
    shown,
    reason: () => {
      if (restricted) return { reason: 'restricted' }
      return now() < until ? { reason: 'pacing', waitMs: until - now() } : undefined
    },
    refused: (code) => {
      if (code === restrictedCode) restricted = true
      else if (code === tooFastCode) {
        // Messages that were already under way are refused too; together they count as one warning.
        if (now() < until) return
        until = now() + Math.min(longestHoldMs, firstHoldMs * 2 ** Math.min(holds, 16))
        holds += 1
      } else return
      const state = shown()
      if (state) tell(state)
    },
    accepted: () => {
      if (holds === 0 || now() < until) return
      holds = 0
      if (!restricted) tell({ state: 'open' })
    },
  }
}
