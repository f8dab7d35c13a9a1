// What to do when WhatsApp Web leaves the connected state: wait, begin anew, or stop.

/** Why the link is not open, in a word for the log and the runbook. */
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
  /** The page mends it by itself. */
  | { readonly act: 'wait'; readonly cause: WebCause }
  /** Only a new client in a new browser mends it. */
  | { readonly act: 'renew'; readonly cause: WebCause }
  /** Only a person mends it. `account` says whether the login itself is void. */
  | { readonly act: 'stop'; readonly cause: WebCause; readonly account: 'kept' | 'void' }

/** Reads a state of the page, or `LOGOUT`, as whatsapp-web.js names them. */
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
      // Another browser took this session over: coming back would start a fight between the two.
      return { act: 'stop', cause: 'replaced', account: 'kept' }
    case 'UNPAIRED':
    case 'LOGOUT':
      return { act: 'stop', cause: 'logged_out', account: 'void' }
    case 'UNPAIRED_IDLE':
      // The library means to refresh the code, and fails: its handler runs outside of the page.
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
