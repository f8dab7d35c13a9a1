// Deletes what the linked account stores about a person: Signal keys, aliases, chats and sent
// texts.

import { pendingType } from '../../store/session/pending.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { addressOf } from '../whatsapp/identity.ts'
import { mappedUser } from './lid-mapping.ts'

/** Row types whose content, not only their name, can name people. */
const namingTypes: readonly string[] = ['sender-key-memory', 'lid-mapping', 'tctoken', pendingType]

/**
 * Deletes what the session stores under these identifiers (`+5511…`, `…@lid`) and under others
 * known to be the same person's; returns the number of deleted rows. Keys of groups that name the
 * person are deleted too; the library negotiates new ones.
 */
export function forgetInSession(
  session: Pick<SessionStore, 'aliasOf' | 'readKeys' | 'forget'>,
  identifiers: readonly string[],
): number {
  const known = new Set(identifiers.filter((one) => addressOf(one) !== undefined))
  for (const one of [...known]) for (const other of othersOf(session, one)) known.add(other)
  const users = [...known].map((one) => one.replace(/^\+|@lid$/g, ''))
  return session.forget({
    identifiers: [...known],
    chats: [...known].flatMap((one) => addressOf(one) ?? []),
    // A pattern that matches nothing if there is nobody to forget.
    names: users.length > 0 ? RegExp(`(?<![0-9])(?:${users.join('|')})(?![0-9])`) : /(?!)/,
    namingTypes,
  })
}

/** The person's other identifiers, as learnt by us or by the library. */
function othersOf(
  session: Pick<SessionStore, 'aliasOf' | 'readKeys'>,
  identifier: string,
): readonly string[] {
  const isLid = identifier.endsWith('@lid')
  const user = identifier.replace(/^\+|@lid$/g, '')
  const other = mappedUser(session, user, isLid)
  const alias = session.aliasOf(identifier)
  return [
    ...(alias === undefined ? [] : [alias]),
    ...(other === undefined ? [] : [isLid ? `+${other}` : `${other}@lid`]),
  ]
}
