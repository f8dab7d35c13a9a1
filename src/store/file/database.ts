// Opens the database file of an environment: safely, verified to be ours, and migrated.

import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { codeOf, sentenceOf } from '../error-text.ts'
import { newestSchema, readMigrations } from './migrations.ts'
import { foreignParts, wordsOfPart } from './schema.ts'
import { wholeInMemory } from './whole-in-memory.ts'

/** `AVAL` in ASCII; identifies the file to `file` and SQLite. */
const applicationId = 0x4156414c

/** The file must not be used; the message says how to repair it. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError'
}

/** An older Aval wrote the file, which is sound; the next start migrates it. */
export class StoreOlderError extends StoreError {
  override readonly name = 'StoreOlderError'
}

/** The file cannot be written now; a later try may succeed. */
class StoreClosedError extends StoreError {
  override readonly name = 'StoreClosedError'
}

/** Another process has the file now; try again later, nothing needs repair. */
export class StoreBusyError extends StoreError {
  // Between threads only the error's name survives.
  override readonly name = 'StoreBusyError'
}

export type Connection = Database.Database

/** How long a writer waits for another process that has the file locked. */
export const busyTimeoutMs = 5_000

function pragma(db: Connection, text: string): unknown {
  return db.pragma(text, { simple: true })
}

/**
 * Called before a store of schema `from` is migrated; returns what to write after all migrations,
 * in the same transaction.
 */
export type Upgrade = (db: Connection, from: number) => () => void

/**
 * Opens for writing. File and folder are created only if `mayBegin`: where Aval ran before, a new
 * empty store would hide the loss of evidence.
 */
export function openDatabase(
  file: string,
  environment: string,
  mayBegin = true,
  upgrade: Upgrade = () => () => undefined,
): Connection {
  if (!mayBegin && isEmptyFile(file)) throw lost(file)

  const folder = dirname(file)
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseClosed(file)
  const db = connect(file, {})
  try {
    // Checked first: another program's file must not be changed, not even its journal mode.
    prove(db, file, environment, 'all')
    if (!mayBegin && pragma(db, 'user_version') === 0) throw lost(file)
    if (pragma(db, 'journal_mode = WAL') !== 'wal')
      throw new StoreError(`${file} cannot use a write-ahead log; use a local disk.`)
    // The driver reopens WAL files with NORMAL, which can lose acknowledged evidence in a power
    // cut, so FULL is set at each opening and read back.
    db.pragma('synchronous = FULL')
    if (pragma(db, 'synchronous') !== 2) throw new StoreError(`${file} refuses synchronous=FULL.`)
    // Checkpointing the log is slow, so it is done rarely, with a log of 64 MB that is read again
    // after a crash.
    db.pragma('wal_autocheckpoint = 16000')
    // The texts of spent tokens must not survive in freed pages.
    db.pragma('secure_delete = ON')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    db.pragma(`busy_timeout = ${busyTimeoutMs}`)
    migrate(db, file, environment, upgrade)
    chmodSync(file, 0o600)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Refuses files that cannot be written: SQLite would open them and fail at the first write. */
export function refuseClosed(file: string): void {
  for (const path of [dirname(file), file, `${file}-wal`, `${file}-shm`]) {
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch (error) {
      throw new StoreClosedError(
        `${path} cannot be written (${codeOf(error)}); make it belong to the user that runs aval, or mount its disk for writing.`,
      )
    }
  }
}

/** The file could not be opened; says nothing about its contents. */
export function notOpened(file: string): StoreClosedError {
  return new StoreClosedError(
    `${file} cannot be opened; check its owner, and the limit of open files (ulimit -n 1024).`,
  )
}

/** SQLite could not write or read: the disk is full, failing or read-only. */
export function isDiskFault(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY)/.test(codeOf(error))
}

/** The disk refused; a later try may succeed. */
export function notUsed(file: string, error: unknown): StoreClosedError {
  return new StoreClosedError(
    `${file} cannot be used (${sentenceOf(error)}): free space on its disk or check the disk, and try again.`,
  )
}

function isEmptyFile(file: string): boolean {
  return !existsSync(file) || statSync(file).size === 0
}

/** The file existed before, and its contents are gone. */
export function lost(file: string): StoreError {
  const keys = join(dirname(file), 'keys')
  return new StoreError(
    `${file} is missing or empty, but existed before: restore it from a copy. To start without its evidence, move ${keys} away too.`,
  )
}

/** Which schema parts must be ours: all (they could run when writing), or those that are read. */
type Parts = 'all' | 'read'

/** The first part of the schema that Aval did not make, as a sentence; null for none. */
export function foreignIn(db: Connection, file: string, parts: Parts): string | null {
  const version = Number(pragma(db, 'user_version'))
  const part = foreignParts(db, version).find((one) => parts === 'all' || one.isRead)
  if (part === undefined) return null
  return `${file} ${wordsOfPart(part)}: it could change what is read and written; restore the file from a copy.`
}

/** Opens for reading only, for `verify` and `audit`; changes nothing in the file. */
export function openReadOnly(file: string, environment: string): Connection {
  if (!existsSync(file))
    throw new StoreError(
      `${file} does not exist; has ${environment} ever run? If it has, restore the file from a copy.`,
    )
  const db = connectReadOnly(file)
  try {
    prove(db, file, environment, 'read')
    const version = pragma(db, 'user_version')
    if (version === 0) throw new StoreError(`${file} is empty; has ${environment} ever run?`)
    if (Number(version) < newestSchema())
      throw new StoreOlderError(
        `${file} was written by an older Aval (schema ${version}, this one writes ${newestSchema()}); ` +
          'the next start upgrades it: keep a copy first. To read a copy, start it in a separate home.',
      )
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Opens the file; an error says how to repair it. */
export function connect(file: string, options: Database.Options): Connection {
  try {
    return new Database(file, options)
  } catch (error) {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw new StoreError(`${file} is a folder; put the database there, as a file.`)
    throw new StoreError(
      `${file} cannot be opened: ${sentenceOf(error)}; check its owner, and that this user may write there.`,
    )
  }
}

/** Where SQLite cannot create its index file, a cleanly closed database is read into memory. */
function connectReadOnly(file: string): Connection {
  const db = connect(file, { readonly: true })
  try {
    pragma(db, 'user_version')
    return db
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !isClosedPlace.test(error.code)) return db
    db.close()
  }
  const whole = wholeInMemory(file)
  if (whole !== null) return whole
  throw new StoreClosedError(
    `${file} cannot be read in a read-only folder; copy it elsewhere, with ${file}-wal if that exists.`,
  )
}

const isClosedPlace = /^SQLITE_(READONLY|CANTOPEN)/

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}

/** Refuses another program's file, another environment's, and one of a newer version. */
function prove(db: Connection, file: string, environment: string, parts: Parts): void {
  let version: unknown
  try {
    version = pragma(db, 'user_version')
  } catch (error) {
    if (isBusy(error))
      throw new StoreBusyError(`${file} is in use by another program; stop that one and try again.`)
    if (codeOf(error) === 'SQLITE_CANTOPEN') throw notOpened(file)
    // A full or failing disk says nothing about the file's contents.
    if (isDiskFault(error)) throw notUsed(file, error)
    throw new StoreError(`${file} is not a database: ${sentenceOf(error)}. Restore it from a copy.`)
  }
  const id = pragma(db, 'application_id')
  if (version === 0 && id === 0 && pragma(db, 'schema_version') === 0) return
  if (id !== applicationId)
    throw new StoreError(`${file} belongs to another program; move it away or name another home.`)
  const newest = newestSchema()
  if (typeof version !== 'number' || version > newest)
    throw new StoreError(
      `${file} was written by a newer Aval (schema ${version}, this one knows ${newest}); update Aval.`,
    )
  if (version === 0) return
  const foreign = foreignIn(db, file, parts)
  if (foreign !== null) throw new StoreError(foreign)
  const row = db.prepare("SELECT value FROM settings WHERE key = 'environment'").pluck().get()
  if (row !== environment)
    throw new StoreError(
      `${file} belongs to the environment ${String(row)}, not to ${environment}; put it back where it was.`,
    )
}

function migrate(db: Connection, file: string, environment: string, upgrade: Upgrade): void {
  const found = Number(pragma(db, 'user_version'))
  const due = readMigrations().filter((one) => one.version > found)
  if (due.length === 0) return
  const run = db.transaction(() => {
    const finish = found === 0 ? null : upgrade(db, found)
    for (const one of due) {
      db.exec(one.sql)
      db.pragma(`user_version = ${one.version}`)
    }
    db.pragma(`application_id = ${applicationId}`)
    db.prepare("INSERT OR IGNORE INTO settings (key, value) VALUES ('environment', ?)").run(
      environment,
    )
    finish?.()
  })
  try {
    run.immediate()
  } catch (error) {
    throw new StoreError(
      `${file} could not be upgraded from schema ${found} to ${newestSchema()} and is unchanged: ` +
        `${sentenceOf(error)}. If the disk is full, free space; else use the older Aval and report this.`,
    )
  }
}
