// Tokens as they rest in the file: each is sealed to its command and its approver, and its text
// opens only for itself.

import type { TokenRecord } from '../command/facts.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { readToken } from './rows.ts'

/** The keys of an environment, as the store uses them. */
export interface Vault {
  seal(secret: string, place: string): string
  open(sealed: string, place: string): string
  /** What only a holder of the keys can write beside a text. */
  readonly mark: Mark
}

/** What a token decides, and whose it is: that of another request is none. */
export function tokenSeal(
  mark: Mark,
  { hash, commandId, approver }: Pick<TokenRecord, 'hash' | 'commandId' | 'approver'>,
): string {
  return mark(['token', hash, commandId, approver].join('\n'))
}

/** Where the text of a token belongs. */
export const textPlace = (hash: string): string => `text of token ${hash}`

/** A token by its hash; one that somebody else wrote is none. */
export function tokenReader(db: Connection, mark: Mark): (hash: string) => TokenRecord | null {
  const row = db.prepare<[string]>(
    'SELECT hash, command_id AS commandId, approver, state, seal FROM tokens WHERE hash = ?',
  )
  return (hash) => {
    const found = row.get(hash)
    if (found === undefined) return null
    const { seal, ...token } = readToken(found)
    return seal === tokenSeal(mark, token) ? token : null
  }
}
