// The data of a linked WhatsApp account: keys, aliases, known chats, and sent messages.

import type Database from 'better-sqlite3'
import { forgetting, type PersonalData } from './forget.ts'
import { type PendingStore, pendingOf } from './pending.ts'
import { type SentStore, sentOf } from './sent.ts'
import { type InactivityRule, quietForgetting } from './strangers.ts'

/** One key of the Signal protocol, as JSON text; null deletes it. */
export interface KeyRow {
  readonly type: string
  readonly id: string
  readonly value: string | null
}

/** A chat in which somebody wrote to us. */
export interface KnownChat {
  /** The address that WhatsApp last used for it; answers go there. */
  readonly wire: string
  /** Seconds after which messages disappear in this chat; 0 if they stay. */
  readonly expirySeconds: number
}

/** `mismatch`: one of the two already belongs to another; nothing was changed. */
export type AliasResult = 'new' | 'known' | 'mismatch'

/** WhatsApp named these as one account, but one of them is known with another. */
export interface Contradiction {
  readonly lid: string
  readonly phone: string
}

/**
 * What a transport stores about one linked account. All methods are synchronous, and changes are
 * visible at once; `durable` tells when they are on disk.
 */
export interface SessionStore extends SentStore, PendingStore {
  /** Resolves once everything changed so far is on disk; calls resolve in order. */
  durable(): Promise<void>
  readCredentials(): string | undefined
  writeCredentials(json: string): void
  readKeys(type: string, ids: readonly string[]): ReadonlyMap<string, string>
  /**
   * Writes all rows or none. `changed` are addresses whose identity key was replaced; they are
   * stored until `keyChangeTold`, so that a crash hides no change. `now` is in epoch milliseconds.
   */
  writeKeys(rows: readonly KeyRow[], changed: readonly string[], now: number): void
  changedKeys(): readonly string[]
  keyChangeTold(address: string): void
  /** Notes that a LID and a phone number are the same account, unless something contradicts it. */
  learnAlias(lid: string, phone: string): AliasResult
  /** The other identifier of a LID or phone number; undefined if unknown. */
  aliasOf(identifier: string): string | undefined
  /** Contradictions noted so far, oldest first, at most a thousand. */
  contradictions(): readonly Contradiction[]
  /** Forgets a pairing, so that a real change of number can be learnt. */
  forgetAlias(identifier: string): void
  chat(chat: string): KnownChat | undefined
  rememberChat(chat: string, known: KnownChat): void
  /** Why the account cannot connect until somebody acts (`logged_out`); undefined if it can. */
  ended(): string | undefined
  end(cause: string): void
  /** Deletes what is old enough, also from the file's log; `now` is in epoch milliseconds. */
  sweep(now: number): void
  /** Deletes one person's data; returns the number of rows. */
  forget(remembered: PersonalData): number
  /** Deletes the data of strangers who have been quiet for long; returns the number of people. */
  forgetQuiet(quiet: InactivityRule): number
  /** Unpairing: deletes everything about the account except the noted owner. */
  wipe(): void
  close(): void
}

/** A limit, because whoever controls the server could send any number of pairs. */
const mostContradictions = 1_000

const accountTables = [
  'credentials',
  'changed_keys',
  'aliases',
  'contradictions',
  'chats',
  'sent',
  'ended',
]

/**
 * The session over an open, checked and migrated database. `scrub` is called after deletions that
 * must not survive in the file's log.
 */
export function sessionOver(database: Database.Database, scrub: () => void): SessionStore {
  const { sweepSent, ...sent } = sentOf(database)
  const { sweepHeard, ...heard } = pendingOf(database)
  return {
    durable: () => Promise.resolve(),
    ...accountOf(database, scrub),
    ...keysOf(database),
    ...aliasesOf(database),
    ...chatsOf(database),
    ...sent,
    ...heard,
    sweep: (now) => {
      const gone = [sweepSent(now), sweepHeard()]
      if (gone.includes(true)) scrub()
    },
    forget: forgetting(database, scrub),
    forgetQuiet: quietForgetting(database, scrub),
    close: () => void database.close(),
  }
}

type Part<K extends keyof SessionStore> = Pick<SessionStore, K>

function accountOf(
  database: Database.Database,
  scrub: () => void,
): Part<'readCredentials' | 'writeCredentials' | 'ended' | 'end' | 'wipe'> {
  const read = database.prepare<[], string>('SELECT value FROM credentials').pluck()
  const write = database.prepare('INSERT OR REPLACE INTO credentials (one, value) VALUES (1, ?)')
  const ended = database.prepare<[], string>('SELECT cause FROM ended').pluck()
  const end = database.prepare('INSERT OR REPLACE INTO ended (one, cause) VALUES (1, ?)')
  const wipe = database.transaction(() => {
    for (const table of accountTables) database.exec(`DELETE FROM ${table}`)
    database.exec(`DELETE FROM keys WHERE type <> '${ownerType}'`)
  })
  return {
    readCredentials: () => read.get(),
    writeCredentials: (json) => void write.run(json),
    ended: () => ended.get(),
    end: (cause) => void end.run(cause),
    wipe: () => {
      wipe.immediate()
      scrub()
    },
  }
}

function keysOf(
  database: Database.Database,
): Part<'readKeys' | 'writeKeys' | 'changedKeys' | 'keyChangeTold'> {
  const read = database
    .prepare<[string, string], string>('SELECT value FROM keys WHERE type = ? AND id = ?')
    .pluck()
  const write = database.prepare(
    'INSERT OR REPLACE INTO keys (type, id, value, at_ms) VALUES (?, ?, ?, ?)',
  )
  const remove = database.prepare('DELETE FROM keys WHERE type = ? AND id = ?')
  const note = database.prepare('INSERT OR IGNORE INTO changed_keys (address) VALUES (?)')
  const noted = database.prepare<[], string>('SELECT address FROM changed_keys').pluck()
  const told = database.prepare('DELETE FROM changed_keys WHERE address = ?')
  const writeAll = database.transaction(
    (rows: readonly KeyRow[], changed: readonly string[], now: number) => {
      for (const { type, id, value } of rows) {
        if (value === null) remove.run(type, id)
        else write.run(type, id, value, now)
      }
      for (const address of changed) note.run(address)
    },
  )
  return {
    readKeys: (type, ids) => {
      const found = new Map<string, string>()
      for (const id of ids) {
        const value = read.get(type, id)
        if (value !== undefined) found.set(id, value)
      }
      return found
    },
    writeKeys: (rows, changed, now) => void writeAll.immediate(rows, changed, now),
    changedKeys: () => noted.all(),
    keyChangeTold: (address) => void told.run(address),
  }
}

function aliasesOf(
  database: Database.Database,
): Part<'learnAlias' | 'aliasOf' | 'contradictions' | 'forgetAlias'> {
  const byLid = database
    .prepare<[string], string>('SELECT phone FROM aliases WHERE lid = ?')
    .pluck()
  const byPhone = database
    .prepare<[string], string>('SELECT lid FROM aliases WHERE phone = ?')
    .pluck()
  const add = database.prepare('INSERT INTO aliases (lid, phone) VALUES (?, ?)')
  const forget = database.prepare('DELETE FROM aliases WHERE lid = ? OR phone = ?')
  const contradict = database.prepare(
    `INSERT OR IGNORE INTO contradictions (lid, phone)
     SELECT ?, ? WHERE (SELECT count(*) FROM contradictions) < ${mostContradictions}`,
  )
  const contradictions = database.prepare<[], Contradiction>(
    'SELECT lid, phone FROM contradictions ORDER BY position',
  )
  const settle = database.prepare('DELETE FROM contradictions WHERE lid = ? OR phone = ?')
  const learn = database.transaction((lid: string, phone: string): AliasResult => {
    const knownPhone = byLid.get(lid)
    const knownLid = byPhone.get(phone)
    if (knownPhone === phone && knownLid === lid) return 'known'
    if (knownPhone !== undefined || knownLid !== undefined) {
      contradict.run(lid, phone)
      return 'mismatch'
    }
    add.run(lid, phone)
    return 'new'
  })
  return {
    learnAlias: (lid, phone) => learn.immediate(lid, phone),
    aliasOf: (identifier) => byLid.get(identifier) ?? byPhone.get(identifier),
    contradictions: () => contradictions.all(),
    forgetAlias: (identifier) => {
      forget.run(identifier, identifier)
      settle.run(identifier, identifier)
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

/** The type of its row among the keys; the library uses no such type. */
export const ownerType = 'owner'
