// What to do when WhatsApp Web leaves the connected state: wait, start again, or stop.

/** Why the link is not open, as a word for logs and the runbook. */
export type WebCause =
  | 'network'
  | 'replaced'
  | 'logged_out'
  | 'forbidden'
  | 'client_too_old'
  | 'qr_stale'
  | 'refused'
  | 'browser'
  | 'never_ready'
  | 'unknown'

export type AfterState =
  | { readonly act: 'connected' }
  /** The page recovers by itself. */
  | { readonly act: 'wait'; readonly cause: WebCause }
  /** Only a new client in a new browser helps. */
  | { readonly act: 'renew'; readonly cause: WebCause }
  /** Only a person can fix this. `account`: whether the login itself is void. */
  | { readonly act: 'stop'; readonly cause: WebCause; readonly account: 'kept' | 'void' }

/** The meaning of a page state, or of `LOGOUT`, by whatsapp-web.js's names. */
export function afterState(state: string): AfterState {
  switch (state) {
    case 'CONNECTED':
      return { act: 'connected' }
    case 'OPENING':
    case 'TIMEOUT':
    case 'PAIRING':
    case 'UNLAUNCHED':
      return { act: 'wait', cause: 'network' }
    case 'CONFLICT':
      // Another browser took over this session; coming back would make the two fight.
      return { act: 'stop', cause: 'replaced', account: 'kept' }
    case 'UNPAIRED':
    case 'LOGOUT':
      return { act: 'stop', cause: 'logged_out', account: 'void' }
    case 'UNPAIRED_IDLE':
      // The library should refresh the code but fails, because its handler runs outside the page.
      return { act: 'renew', cause: 'qr_stale' }
    case 'TOS_BLOCK':
    case 'SMB_TOS_BLOCK':
      return { act: 'stop', cause: 'forbidden', account: 'void' }
    case 'DEPRECATED_VERSION':
      return { act: 'stop', cause: 'client_too_old', account: 'kept' }
    case 'PROXYBLOCK':
      return { act: 'renew', cause: 'network' }
    default:
      return { act: 'renew', cause: 'unknown' }
  }
}
