// Whose the session of an account is: a copy in another environment's folder is the same number.

import type { SessionStore } from './tables.ts'

/** The type of its row among the keys, of which the library has none. */
export const ownerType = 'owner'
const ownerId = 'environment'

/**
 * The environment whose account it is: `environment` where no account is in it yet, for pairing
 * begins only once that is noted; null for an account of which nobody noted whose it is.
 */
export function sessionOwner(
  session: Pick<SessionStore, 'readKeys' | 'readCredentials'>,
  environment: string,
): string | null {
  if (session.readCredentials() === undefined) return environment
  const value = session.readKeys(ownerType, [ownerId]).get(ownerId)
  return value === undefined ? null : String(JSON.parse(value))
}

/** It is this environment's from now on, where no account is in it; else it answers whose it is. */
export function claimSession(
  session: Pick<SessionStore, 'readKeys' | 'readCredentials' | 'writeKeys'>,
  environment: string,
): string | null {
  const owner = sessionOwner(session, environment)
  if (owner === environment)
    session.writeKeys([{ type: ownerType, id: ownerId, value: JSON.stringify(environment) }], [], 0)
  return owner
}
