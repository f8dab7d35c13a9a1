// Opens the session file of a linked WhatsApp account: durable, checked, and with one owner at a
// time.

import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { withoutLog } from '../file/whole-in-memory.ts'
import { type SessionStore, sessionOver } from './tables.ts'

const applicationId = 0x61_76_73_31
const version = 1

const schema = `
CREATE TABLE credentials (one INTEGER PRIMARY KEY CHECK (one = 1), value TEXT NOT NULL) STRICT;
CREATE TABLE keys (
  type TEXT NOT NULL, id TEXT NOT NULL, at_ms INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (type, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE changed_keys (address TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE aliases (lid TEXT PRIMARY KEY, phone TEXT NOT NULL UNIQUE) STRICT, WITHOUT ROWID;
CREATE TABLE contradictions (
  position INTEGER PRIMARY KEY, lid TEXT NOT NULL, phone TEXT NOT NULL, UNIQUE (lid, phone)
) STRICT;
CREATE TABLE chats (
  chat TEXT PRIMARY KEY, wire TEXT NOT NULL, expiry_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sent (
  wire_id TEXT PRIMARY KEY, letter_id TEXT NOT NULL, chat TEXT NOT NULL, text TEXT,
  acknowledged INTEGER NOT NULL DEFAULT 0, at_ms INTEGER NOT NULL, forget_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_by_time ON sent (at_ms);
CREATE INDEX sent_texts ON sent (forget_ms) WHERE text IS NOT NULL;
CREATE INDEX sent_unacknowledged ON sent (at_ms) WHERE acknowledged = 0;
CREATE TABLE ended (one INTEGER PRIMARY KEY CHECK (one = 1), cause TEXT NOT NULL) STRICT;
`

/**
 * Opens `session.db`; creates it with mode 0600 in a folder with mode 0700. Throws a sentence that
 * says what to do if it is in use, corrupt, of another kind or newer.
 */
export function openSession(file: string): SessionStore {
  return openSessionFile(file).session
}

/** A session whose changes can be grouped and whose file can be copied. */
export interface SessionFile {
  readonly session: SessionStore
  /** Runs `work` in one transaction. */
  together(work: () => void): void
  /** The whole file, for `openImage`. */
  bytes(): Uint8Array
}

export function openSessionFile(file: string): SessionFile {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  // An existing file is not opened here: closing any handle of a locked file releases this
  // process's lock.
  if (!existsSync(file)) closeSync(openSync(file, 'wx', 0o600))
  chmodSync(file, 0o600)
  const database = new Database(file, { timeout: 0 })
  try {
    prepare(database, file)
    return fileOver(database)
  } catch (error) {
    database.close()
    throw explained(error, file)
  }
}

function fileOver(database: Database.Database): SessionFile {
  let due = false
  const scrub = (): void => {
    due = true
    if (database.inTransaction) return
    database.pragma('wal_checkpoint(TRUNCATE)')
    due = false
  }
  return {
    session: sessionOver(database, scrub),
    together(work) {
      // Retries an earlier failed truncation first: after the commit nothing may fail.
      if (due) scrub()
      database.transaction(work).immediate()
      try {
        if (due) scrub()
      } catch {
        // Everything is written; the log is truncated before the next changes.
      }
    },
    bytes: () => withoutLog(database.serialize()),
  }
}

/** A session in memory only. */
export interface SessionImage {
  readonly session: SessionStore
  /** The number of rows changed since it was opened. */
  changed(): number
}

export function openImage(bytes: Uint8Array): SessionImage {
  const database = new Database(Buffer.from(bytes))
  const changes = database.prepare<[], number>('SELECT total_changes()').pluck()
  return { session: sessionOver(database, () => {}), changed: () => changes.get() ?? 0 }
}

function prepare(database: Database.Database, file: string): void {
  // The lock belongs to the open file, so that a crash releases it.
  database.pragma('locking_mode = EXCLUSIVE')
  database.pragma('journal_mode = WAL')
  // FULL is set per connection, so each opening sets it and reads it back.
  database.pragma('synchronous = FULL')
  database.pragma('secure_delete = ON')
  expect(database, 'journal_mode', 'wal', file)
  expect(database, 'synchronous', 2, file)
  database.transaction(() => migrate(database, file)).exclusive()
  check(database, file)
}

function expect(
  database: Database.Database,
  setting: string,
  wanted: string | number,
  file: string,
): void {
  const found = database.pragma(setting, { simple: true })
  if (found !== wanted) throw new Error(`${file}: SQLite keeps ${setting} at ${String(found)}`)
}

function migrate(database: Database.Database, file: string): void {
  const found = database.pragma('user_version', { simple: true })
  const kind = database.pragma('application_id', { simple: true })
  const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (found === 0 && kind === 0 && tables === 0) {
    database.exec(schema)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${version}`)
    return
  }
  if (kind !== applicationId) {
    throw new Error(`${file} is not a WhatsApp session of Aval: move it away and pair again`)
  }
  if (found !== version) {
    throw new Error(`${file} was written by a newer Aval (version ${String(found)}): update Aval`)
  }
}

/** Refuses damaged files: a damaged key would silently become a new identity. */
function check(database: Database.Database, file: string): void {
  const problem = database.pragma('quick_check(1)', { simple: true })
  if (problem !== 'ok') throw damaged(file, String(problem))
  const bad = database
    .prepare<[], { what: string }>(
      `SELECT 'credentials' AS what FROM credentials WHERE NOT json_valid(value)
       UNION ALL SELECT type || ' ' || id FROM keys WHERE NOT json_valid(value) LIMIT 1`,
    )
    .get()
  if (bad) throw damaged(file, `the row ${bad.what} is not JSON`)
}

function damaged(file: string, what: string): Error {
  return new Error(
    `${file} is damaged (${what}): restore the newest backup, or move it away and pair again`,
  )
}

function explained(error: unknown, file: string): Error {
  const code = error instanceof Database.SqliteError ? error.code : ''
  if (code.startsWith('SQLITE_BUSY')) {
    return new Error(`${file} is in use by another process: stop that one before starting another`)
  }
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') return damaged(file, code)
  return error instanceof Error ? error : new Error(String(error))
}
