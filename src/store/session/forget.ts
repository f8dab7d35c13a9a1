// Deletes what a linked WhatsApp account stores about one person: keys, aliases, chats and sent
// texts.

import type Database from 'better-sqlite3'

/** What belongs to one person, as the transport knows it. */
export interface PersonalData {
  /** `+5511…` and `…@lid`. */
  readonly identifiers: readonly string[]
  /** Addresses of one-to-one chats with this person. */
  readonly chats: readonly string[]
  /** Matches the names of Signal protocol rows about this person. */
  readonly names: RegExp
  /** Types of such rows whose content, too, can name people. */
  readonly namingTypes: readonly string[]
}

interface KeyName {
  readonly type: string
  readonly id: string
  readonly value: string
}

/** Deletes all of it in one transaction; returns the number of rows deleted. */
export function forgetting(
  database: Database.Database,
  scrub: () => void,
): (remembered: PersonalData) => number {
  // Rows of the account itself hold numbers that are no phone numbers.
  const keys = database.prepare<[], KeyName>(
    "SELECT type, id, value FROM keys WHERE type <> 'pre-key' AND type NOT LIKE 'app-state-%'",
  )
  const dropKey = database.prepare('DELETE FROM keys WHERE type = ? AND id = ?')
  const addresses = database.prepare<[], string>('SELECT address FROM changed_keys').pluck()
  const dropAddress = database.prepare('DELETE FROM changed_keys WHERE address = ?')
  const dropAlias = database.prepare('DELETE FROM aliases WHERE lid = ? OR phone = ?')
  const dropChat = database.prepare('DELETE FROM chats WHERE chat = ? OR wire = ?')
  const dropSent = database.prepare('DELETE FROM sent WHERE chat = ?')
  const all = database.transaction(({ identifiers, chats, ...keyed }: PersonalData): number => {
    let rows = 0
    for (const { type, id, value } of keys.all())
      if (isTheirs(keyed, type, id, value)) rows += dropKey.run(type, id).changes
    for (const address of addresses.all())
      if (keyed.names.test(address)) rows += dropAddress.run(address).changes
    for (const one of identifiers) rows += dropAlias.run(one, one).changes
    for (const chat of chats) rows += dropChat.run(chat, chat).changes + dropSent.run(chat).changes
    return rows
  })
  return (remembered) => {
    const rows = all.immediate(remembered)
    scrub()
    return rows
  }
}

function isTheirs(
  { names, namingTypes }: Pick<PersonalData, 'names' | 'namingTypes'>,
  type: string,
  id: string,
  value: string,
): boolean {
  return names.test(id) || (namingTypes.includes(type) && names.test(value))
}
