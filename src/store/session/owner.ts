// Which environment a session belongs to: a copy in another environment's folder is the same
// WhatsApp number.

import type { SessionStore } from './tables.ts'
import { ownerType } from './tables.ts'

const ownerId = 'environment'

/**
 * The environment that owns the session: `environment` if no account is linked yet (the owner is
 * noted before pairing begins); null if a linked account has no noted owner.
 */
export function sessionOwner(
  session: Pick<SessionStore, 'readKeys' | 'readCredentials'>,
  environment: string,
): string | null {
  if (session.readCredentials() === undefined) return environment
  const value = session.readKeys(ownerType, [ownerId]).get(ownerId)
  return value === undefined ? null : String(JSON.parse(value))
}

/** Notes this environment as owner if no account is linked; returns the owner. */
export function claimSession(
  session: Pick<SessionStore, 'readKeys' | 'readCredentials' | 'writeKeys'>,
  environment: string,
): string | null {
  const owner = sessionOwner(session, environment)
  if (owner === environment)
    session.writeKeys([{ type: ownerType, id: ownerId, value: JSON.stringify(environment) }], [], 0)
  return owner
}
