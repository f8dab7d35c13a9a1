// A database that lies where nothing can be written, as on a disk for reading, read into memory.

import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'

/** In memory there is no log, and SQLite opens no image whose header says that it wants one. */
export function withoutLog(bytes: Buffer): Buffer {
  return bytes.fill(1, 18, 20)
}

/** How many bytes of a file are read into memory. */
const bytesMost = 1024 * 1_048_576

/**
 * SQLite reads no file with a write-ahead log where it cannot make the index of the log beside it.
 * One that was closed well is whole by itself. Null where it has a log, or is too large for that.
 */
export function wholeInMemory(file: string): Database.Database | null {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (log > 0 || statSync(file).size > bytesMost) return null
  const whole = new Database(withoutLog(readFileSync(file)))
  whole.pragma('query_only = ON')
  return whole
}
