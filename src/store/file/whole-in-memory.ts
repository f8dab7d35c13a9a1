// Reads a database on a read-only disk into memory.

import { readFileSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'

/** The image with its header changed from WAL to plain, as SQLite needs it in memory. */
export function withoutLog(bytes: Buffer): Buffer {
  return bytes.fill(1, 18, 20)
}

/** The largest file that is read into memory, in bytes. */
const bytesMost = 1024 * 1_048_576

/**
 * The whole database in memory; null if it has an open log or is too large. SQLite cannot read a
 * WAL file where it may not create its index file, but a cleanly closed one is complete.
 */
export function wholeInMemory(file: string): Database.Database | null {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (log > 0 || statSync(file).size > bytesMost) return null
  const whole = new Database(withoutLog(readFileSync(file)))
  whole.pragma('query_only = ON')
  return whole
}
