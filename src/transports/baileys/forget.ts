// A person is forgotten in the linked account too: Signal keys, who is who, chats, and sent words.

import { heardType } from '../../store/session/heard.ts'
import type { SessionStore } from '../../store/session/tables.ts'
import { addressOf } from '../whatsapp/identity.ts'
import { mappedUser } from './lid-mapping.ts'

/** Rows whose content, and not only their name, can name people. */
const namingTypes: readonly string[] = ['sender-key-memory', 'lid-mapping', 'tctoken', heardType]

/**
 * Everything that the session keeps under these identifiers (`+5511…`, `…@lid`) and under those
 * that it learnt to be the same person's; answers how many rows went. Keys of groups that name the
 * person go as a whole: the library agrees on new ones. Who writes again is new to it.
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
    // With nobody to forget, a name that nothing has.
    names: users.length > 0 ? RegExp(`(?<![0-9])(?:${users.join('|')})(?![0-9])`) : /(?!)/,
    namingTypes,
  })
}

/** What was learnt beside it, by us or by the library. */
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
