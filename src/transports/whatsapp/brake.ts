// Stops sending when WhatsApp warns: for a while when we
// were too fast, for good when it restricts us.

import type { LinkState } from '../../engine/transport.ts'

export interface Brake {
  /** Why nothing may be sent now, if so, and for how long when that is known. */
  reason(): { readonly reason: 'restricted' | 'pacing'; readonly waitMs?: number } | undefined
  /** An acknowledgement with an error code. */
  refused(code: string): void
  /** An acknowledgement without one. */
  accepted(): void
  /** The state to show in place of `open`, if any. */
  shown(): LinkState | undefined
}

/** The first pause after a 429; each next one is twice as long, up to an hour. */
const firstHoldMs = 60_000
const longestHoldMs = 3_600_000

/** 463: the account may not start chats; each further attempt makes it worse. */
const restrictedCode = '463'
export const tooFastCode = '429'

/** `now` gives epoch milliseconds; `tell` gets each change as a link state. */
export function makeBrake(now: () => number, tell: (state: LinkState) => void): Brake {
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
        // What was under way when it began is refused with it: one warning, not several.
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
