// Makes sure that one process at a time runs an environment; a second one gets an error that names
// it.

import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf, sentenceOf } from '../error-text.ts'
import {
  connect,
  isDiskFault,
  notOpened,
  notUsed,
  refuseClosed,
  StoreBusyError,
  StoreError,
} from './database.ts'
import { newestSchema } from './migrations.ts'

/** The lock file's path. Deleting it while held would let a second process in. */
export function lockIn(folder: string): string {
  return join(folder, 'owner.lock')
}

/**
 * Locks the environment of this folder until the returned function is called. It is a lock of the
 * operating system, so that a crash releases it. A file beside it names the process, for messages
 * only.
 */
export function lockEnvironment(folder: string, environment: string): () => void {
  const file = lockIn(folder)
  refuseLinked(join(folder, 'aval.db'))
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseClosed(file)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new StoreError(`${file} is a folder; remove it: Aval makes this file by itself.`)
  const db = connect(file, { timeout: 0 })
  // Kept in another file: closing the lock file a second time would release the lock.
  const note = `${file}.pid`
  try {
    chmodSync(file, 0o600)
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (codeOf(error) === 'SQLITE_CANTOPEN') throw notOpened(file)
    // A full or failing disk says nothing about another process.
    if (isDiskFault(error)) throw notUsed(file, error)
    if (codeOf(error) === 'SQLITE_NOTADB')
      throw new StoreError(
        `${file} is not a lock of Aval; if nothing runs, remove it: Aval creates this file itself.`,
      )
    throw new StoreBusyError(
      `${environment} is already running in ${holder(note)}; stop that one first, or the aval start that keeps it (${sentenceOf(error)}).`,
    )
  }
  try {
    writeFileSync(note, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    db.close()
    throw error
  }
  return () => {
    rmSync(note, { force: true })
    db.close()
  }
}

/**
 * Refuses a store that is a link: through two folders with a lock each, two processes could run
 * what was granted once.
 */
export function refuseLinked(store: string): void {
  // Opening it reports whatever else is wrong with it.
  if (!existsSync(store) || !statSync(store).isFile()) return
  const found = lstatSync(store)
  if (found.nlink === 1 && !found.isSymbolicLink()) return
  throw new StoreError(
    `${store} is a link, or a link leads to it; put the file itself there, or link the whole folder.`,
  )
}

/**
 * Opens the store beside the process that owns it. If that would migrate it, the lock is taken
 * meanwhile, because an older running program could not handle the new schema.
 */
export function lockedForMigration<Opened>(
  folder: string,
  environment: string,
  open: () => Opened,
): Opened {
  if (!isOlder(join(folder, 'aval.db'))) return open()
  const release = ownToUpgrade(folder, environment)
  try {
    return open()
  } finally {
    release()
  }
}

function ownToUpgrade(folder: string, environment: string): () => void {
  try {
    return lockEnvironment(folder, environment)
  } catch (error) {
    if (!(error instanceof StoreBusyError)) throw error
    throw new StoreBusyError(
      `An older Aval is running ${environment}; its store cannot be upgraded meanwhile: ${error.message}`,
    )
  }
}

function isOlder(file: string): boolean {
  if (!existsSync(file)) return false
  const db = connect(file, {})
  try {
    const version = Number(db.pragma('user_version', { simple: true }))
    return version > 0 && version < newestSchema()
  } catch {
    // Not a store of ours; opening it reports what is wrong.
    return false
  } finally {
    db.close()
  }
}

/**
 * The process that holds the lock, in words. A killed process leaves its number behind until the
 * next owner.
 */
function holder(note: string): string {
  const pid = Number(existsSync(note) ? readFileSync(note, 'utf8') : Number.NaN)
  return Number.isSafeInteger(pid) && pid > 0 && isThere(pid) ? `process ${pid}` : 'another process'
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
