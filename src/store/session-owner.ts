// Whose the session of an account is: a copy in another environment's folder is the same number.

import type { SessionStore } from './session-tables.ts'

/** The type of its row among the keys, of which the library has none. */
const ownerType = 'owner'
const ownerId = 'environment'

/** The environment whose account it is; undefined where none has opened it yet. */
export function sessionOwner(session: Pick<SessionStore, 'readKeys'>): string | undefined {
  const value = session.readKeys(ownerType, [ownerId]).get(ownerId)
  return value === undefined ? undefined : String(JSON.parse(value))
}

/** It is this environment's from now on, where it was nobody's; else it answers whose it is. */
export function claimSession(
  session: Pick<SessionStore, 'readKeys' | 'writeKeys'>,
  environment: string,
): string {
  const owner = sessionOwner(session)
  if (owner !== undefined) return owner
  session.writeKeys([{ type: ownerType, id: ownerId, value: JSON.stringify(environment) }], [])
  return environment
}
