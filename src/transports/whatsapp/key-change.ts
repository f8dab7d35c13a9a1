// The report of a changed identity key, with the person's other identifier if known.

import type { IdentityChange } from '../../engine/transport.ts'
import type { SessionStore } from '../../store/session/tables.ts'

export function identityChangeOf(session: SessionStore, identifier: string): IdentityChange {
  const alias = session.aliasOf(identifier)
  return { identifier, what: 'key_changed', ...(alias !== undefined && { alias }) }
}
