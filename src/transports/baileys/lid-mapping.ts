// Which number and which LID are one person, as far as Baileys has learnt it.

import type { SessionStore } from '../../store/session/tables.ts'

/**
 * The digits of the LID that belongs to the number `user` (digits), or with `isLid` those of the
 * number that belongs to the LID; undefined where the library knows none.
 */
export function mappedUser(
  session: Pick<SessionStore, 'readKeys'>,
  user: string,
  isLid: boolean,
): string | undefined {
  const row = isLid ? `${user}_reverse` : user
  const other: unknown = JSON.parse(session.readKeys('lid-mapping', [row]).get(row) ?? 'null')
  return typeof other === 'string' && /^[0-9]+$/.test(other) ? other : undefined
}
