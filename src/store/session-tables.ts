// What a linked WhatsApp account remembers: keys, who is who, known chats, and what was sent.

import type Database from 'better-sqlite3'

/** One key of the Signal protocol, as JSON text; `null` deletes it. */
export interface KeyRow {
  readonly type: string
  readonly id: string
  readonly value: string | null
}

/** A message of ours: `wireId` is what WhatsApp calls it, `letterId` what the engine calls it. */
interface SentMessage {
  readonly wireId: string
  readonly letterId: string
  readonly chat: string
  /** The text, kept to answer a retry request; `null` once it is forgotten. */
  readonly text: string | null
  readonly acknowledged: boolean
}

/** A chat in which somebody wrote to us. */
export interface KnownChat {
  /** The address by which WhatsApp named it last; answers go there. */
  readonly wire: string
  /** Seconds after which messages disappear in this chat, 0 when they stay. */
  readonly expirySeconds: number
}

/** `mismatch`: one of the two already belongs to another; nothing was changed. */
export type Learnt = 'new' | 'known' | 'mismatch'

/** What a transport remembers about one linked account. Every method is synchronous and durable. */
export interface SessionStore {
  readCredentials(): string | undefined
  writeCredentials(json: string): void
  readKeys(type: string, ids: readonly string[]): ReadonlyMap<string, string>
  /**
   * All rows or none, in one IMMEDIATE transaction. `changed` are the addresses whose identity key
   * was another before: they are remembered until `keyChangeTold`, so that no crash hides a change.
   */
  writeKeys(rows: readonly KeyRow[], changed: readonly string[]): void
  changedKeys(): readonly string[]
  keyChangeTold(address: string): void
  /** Remembers that a LID and a phone number are the same account, when nothing contradicts it. */
  learnAlias(lid: string, phone: string): Learnt
  /** The other identifier of `lid` or `phone`, if it is known. */
  aliasOf(identifier: string): string | undefined
  /** Forgets a pairing, so that a person who truly changed numbers can be learnt anew. */
  forgetAlias(identifier: string): void
  chat(chat: string): KnownChat | undefined
  rememberChat(chat: string, known: KnownChat): void
  sent(wireId: string): SentMessage | undefined
  rememberSent(message: Omit<SentMessage, 'acknowledged'>, now: number): void
  markAcknowledged(wireId: string): void
  /** Letters that the server never said it has, oldest first, while their texts are kept. */
  unacknowledged(): readonly string[]
  /** Forgets the texts sent to a chat: after a change of identity nobody may ask for them again. */
  forgetTexts(chat: string): void
  /** Why this account cannot connect until somebody acts (`logged_out`), if so. */
  ended(): string | undefined
  end(cause: string): void
  /** Unpairing: everything about the account is gone. */
  wipe(): void
  close(): void
}

/** Texts answer retry requests for a day, which is as long as the longest token lives. */
export const keepTextMs = 24 * 60 * 60 * 1000
/** Ids answer quotes and late receipts for a month. */
export const keepSentMs = 30 * 24 * 60 * 60 * 1000

const accountTables = ['credentials', 'keys', 'changed_keys', 'aliases', 'chats', 'sent', 'ended']

/** The session over an open, checked and migrated database. */
export function sessionOver(database: Database.Database): SessionStore {
  return {
    ...accountOf(database),
    ...keysOf(database),
    ...aliasesOf(database),
    ...chatsOf(database),
    ...sentOf(database),
    close: () => {
      database.close()
    },
  }
}

type Part<K extends keyof SessionStore> = Pick<SessionStore, K>

function accountOf(
  database: Database.Database,
): Part<'readCredentials' | 'writeCredentials' | 'ended' | 'end' | 'wipe'> {
  const read = database.prepare<[], string>('SELECT value FROM credentials').pluck()
  const write = database.prepare('INSERT OR REPLACE INTO credentials (one, value) VALUES (1, ?)')
  const ended = database.prepare<[], string>('SELECT cause FROM ended').pluck()
  const end = database.prepare('INSERT OR REPLACE INTO ended (one, cause) VALUES (1, ?)')
  const wipe = database.transaction(() => {
    for (const table of accountTables) database.exec(`DELETE FROM ${table}`)
  })
  return {
    readCredentials: () => read.get(),
    writeCredentials: (json) => {
      write.run(json)
    },
    ended: () => ended.get(),
    end: (cause) => {
      end.run(cause)
    },
    wipe: () => {
      wipe.immediate()
      // The keys would otherwise live on in the log beside the file.
      database.pragma('wal_checkpoint(TRUNCATE)')
    },
  }
}

function keysOf(
  database: Database.Database,
): Part<'readKeys' | 'writeKeys' | 'changedKeys' | 'keyChangeTold'> {
  const read = database
    .prepare<[string, string], string>('SELECT value FROM keys WHERE type = ? AND id = ?')
    .pluck()
  const write = database.prepare('INSERT OR REPLACE INTO keys (type, id, value) VALUES (?, ?, ?)')
  const remove = database.prepare('DELETE FROM keys WHERE type = ? AND id = ?')
  const note = database.prepare('INSERT OR IGNORE INTO changed_keys (address) VALUES (?)')
  const noted = database.prepare<[], string>('SELECT address FROM changed_keys').pluck()
  const told = database.prepare('DELETE FROM changed_keys WHERE address = ?')
  const writeAll = database.transaction((rows: readonly KeyRow[], changed: readonly string[]) => {
    for (const { type, id, value } of rows) {
      if (value === null) remove.run(type, id)
      else write.run(type, id, value)
    }
    for (const address of changed) note.run(address)
  })
  return {
    readKeys: (type, ids) => {
      const found = new Map<string, string>()
      for (const id of ids) {
        const value = read.get(type, id)
        if (value !== undefined) found.set(id, value)
      }
      return found
    },
    writeKeys: (rows, changed) => {
      writeAll.immediate(rows, changed)
    },
    changedKeys: () => noted.all(),
    keyChangeTold: (address) => {
      told.run(address)
    },
  }
}

function aliasesOf(database: Database.Database): Part<'learnAlias' | 'aliasOf' | 'forgetAlias'> {
  const byLid = database
    .prepare<[string], string>('SELECT phone FROM aliases WHERE lid = ?')
    .pluck()
  const byPhone = database
    .prepare<[string], string>('SELECT lid FROM aliases WHERE phone = ?')
    .pluck()
  const add = database.prepare('INSERT INTO aliases (lid, phone) VALUES (?, ?)')
  const forget = database.prepare('DELETE FROM aliases WHERE lid = ? OR phone = ?')
  const learn = database.transaction((lid: string, phone: string): Learnt => {
    const knownPhone = byLid.get(lid)
    const knownLid = byPhone.get(phone)
    if (knownPhone === phone && knownLid === lid) return 'known'
    if (knownPhone !== undefined || knownLid !== undefined) return 'mismatch'
    add.run(lid, phone)
    return 'new'
  })
  return {
    learnAlias: (lid, phone) => learn.immediate(lid, phone),
    aliasOf: (identifier) => byLid.get(identifier) ?? byPhone.get(identifier),
    forgetAlias: (identifier) => {
      forget.run(identifier, identifier)
    },
  }
}

function chatsOf(database: Database.Database): Part<'chat' | 'rememberChat'> {
  const read = database.prepare<[string], { wire: string; expiry_s: number }>(
    'SELECT wire, expiry_s FROM chats WHERE chat = ?',
  )
  const write = database.prepare(
    'INSERT OR REPLACE INTO chats (chat, wire, expiry_s) VALUES (?, ?, ?)',
  )
  return {
    chat: (chat) => {
      const row = read.get(chat)
      return row && { wire: row.wire, expirySeconds: row.expiry_s }
    },
    rememberChat: (chat, { wire, expirySeconds }) => {
      const row = read.get(chat)
      if (row?.wire === wire && row.expiry_s === expirySeconds) return
      write.run(chat, wire, expirySeconds)
    },
  }
}

interface SentRow {
  readonly wire_id: string
  readonly letter_id: string
  readonly chat: string
  readonly text: string | null
  readonly acknowledged: number
}

function sentOf(
  database: Database.Database,
): Part<'sent' | 'rememberSent' | 'markAcknowledged' | 'unacknowledged' | 'forgetTexts'> {
  const read = database.prepare<[string], SentRow>('SELECT * FROM sent WHERE wire_id = ?')
  const write = database.prepare(
    `INSERT INTO sent (wire_id, letter_id, chat, text, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (wire_id) DO UPDATE SET text = excluded.text, at_ms = excluded.at_ms`,
  )
  const forgetOld = database.prepare(
    'UPDATE sent SET text = NULL WHERE at_ms < ? AND text IS NOT NULL',
  )
  const removeOld = database.prepare('DELETE FROM sent WHERE at_ms < ?')
  const acknowledge = database.prepare('UPDATE sent SET acknowledged = 1 WHERE wire_id = ?')
  const open = database
    .prepare<[], string>(
      'SELECT letter_id FROM sent WHERE acknowledged = 0 AND text IS NOT NULL ORDER BY at_ms',
    )
    .pluck()
  const forget = database.prepare('UPDATE sent SET text = NULL WHERE chat = ?')
  const remember = database.transaction(
    (message: Omit<SentMessage, 'acknowledged'>, now: number): void => {
      forgetOld.run(now - keepTextMs)
      removeOld.run(now - keepSentMs)
      write.run(message.wireId, message.letterId, message.chat, message.text, now)
    },
  )
  return {
    sent: (wireId) => {
      const row = read.get(wireId)
      if (!row) return undefined
      const { letter_id: letterId, chat, text } = row
      return { wireId, letterId, chat, text, acknowledged: row.acknowledged === 1 }
    },
    rememberSent: (message, now) => remember.immediate(message, now),
    markAcknowledged: (wireId) => {
      acknowledge.run(wireId)
    },
    unacknowledged: () => open.all(),
    forgetTexts: (chat) => {
      forget.run(chat)
    },
  }
}
