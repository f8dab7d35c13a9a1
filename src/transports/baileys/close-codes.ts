// What to do when WhatsApp closes the connection, by its code: reconnect now, later, or never.

import { waitBefore } from '../whatsapp/attempts.ts'

/** Why the link ended, as a word for logs and the runbook. */
export type CloseCause =
  | 'restart_required'
  | 'network'
  | 'replaced'
  | 'logged_out'
  | 'forbidden'
  | 'client_too_old'
  | 'not_multi_device'
  | 'unknown'

export type AfterClose =
  | { readonly act: 'reconnect'; readonly waitMs: number; readonly cause: CloseCause }
  /** Only a person can fix this. `account`: whether the login itself is void. */
  | { readonly act: 'stop'; readonly cause: CloseCause; readonly account: 'kept' | 'void' }

const firstWaitMs = 1_000
/** After this many restart requests in a row it waits as after a network failure. */
const maxRestarts = 3

/**
 * `code` is Baileys' `DisconnectReason`, an HTTP-like number; `attempt` and `chance` as in
 * `waitBefore`.
 */
export function afterClose(code: number | undefined, attempt: number, chance = 0): AfterClose {
  switch (code) {
    case 515:
      if (attempt >= maxRestarts) return reconnect('restart_required', attempt, chance)
      return { act: 'reconnect', waitMs: 0, cause: 'restart_required' }
    case 408:
    case 428:
    case 500:
    case 503:
      return reconnect('network', attempt, chance)
    case 440:
      // Another client took over this session; reconnecting would make the two fight.
      return { act: 'stop', cause: 'replaced', account: 'kept' }
    case 401:
    case 419:
      return { act: 'stop', cause: 'logged_out', account: 'void' }
    case 403:
      return { act: 'stop', cause: 'forbidden', account: 'void' }
    case 405:
      return { act: 'stop', cause: 'client_too_old', account: 'kept' }
    case 411:
      return { act: 'stop', cause: 'not_multi_device', account: 'kept' }
    default:
      return reconnect('unknown', attempt, chance)
  }
}

function reconnect(cause: CloseCause, attempt: number, chance: number): AfterClose {
  return { act: 'reconnect', waitMs: waitBefore(firstWaitMs, attempt, chance), cause }
}
