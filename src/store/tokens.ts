// Tokens as stored: each sealed to its command and approver, its text encrypted for this token
// only.

import type { TokenRecord } from '../command/facts.ts'
import type { Mark } from './commands.ts'
import type { Connection } from './file/database.ts'
import { readToken } from './rows.ts'

/**
 * The environment's keys, as the store uses them. `place` is the context that a secret is sealed
 * for.
 */
export interface Vault {
  seal(secret: string, place: string): string
  open(sealed: string, place: string): string
  /** A keyed seal of a text: only holders of the keys can compute it. */
  readonly mark: Mark
}

/** The seal of a token; it covers the command and the approver. */
export function tokenSeal(
  mark: Mark,
  { hash, commandId, approver }: Pick<TokenRecord, 'hash' | 'commandId' | 'approver'>,
): string {
  return mark(['token', hash, commandId, approver].join('\n'))
}

/** The context that a token's text is encrypted for. */
export const textPlace = (hash: string): string => `text of token ${hash}`

/** Finds a token by its hash; null if missing or if its seal is invalid. */
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

/** The commands that wait for a person's answer, by their open tokens. */
export interface HeldTokens {
  /** Their ids, at most so many. */
  of(person: string, most: number): readonly string[]
  /** This person gets a token. */
  given(person: string): void
  /** Another process wrote, or a transaction failed. */
  forget(): void
}

export function heldTokens(db: Connection): HeldTokens {
  const find = db
    .prepare<[string, number], string>(
      "SELECT command_id FROM tokens WHERE approver = ? AND state = 'open' LIMIT ? + 0",
    )
    .pluck()
  /** Every message asks this, and finding none means to look at each open token. */
  const without = new Set<string>()
  return {
    of(person, most) {
      if (without.has(person)) return []
      const ids = find.all(person, most)
      if (ids.length === 0) without.add(person)
      return ids
    },
    given: (person) => void without.delete(person),
    forget: () => without.clear(),
  }
}
