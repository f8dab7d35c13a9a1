// Which phone number and LID belong to one person, as Baileys has learnt.

import type { SessionStore } from '../../store/session/tables.ts'

/**
 * The digits of the LID for the number `user` (digits) or, with `isLid`, those of the number for
 * the LID; undefined if unknown.
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
