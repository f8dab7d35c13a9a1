// One process at a time owns an environment, and whoever comes second hears which one that is.

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
import { codeOf, sentenceOf } from '../thrown.ts'
import { connect, notOpened, refuseClosed, StoreBusyError, StoreError } from './database.ts'
import { newestSchema } from './migrations.ts'

/** Whoever takes it away while it is held lets a second process in. */
export function lockIn(folder: string): string {
  return join(folder, 'owner.lock')
}

/**
 * Own the environment of this folder: as long as the returned function is not called, no other
 * process can. The lock is the operating system's, so a process that crashed holds nothing. Which
 * process it is stands in a file beside it, for words alone: it opens and closes nothing.
 */
export function own(folder: string, environment: string): () => void {
  const file = lockIn(folder)
  refuseLinked(join(folder, 'aval.db'))
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseClosed(file)
  const db = connect(file, { timeout: 0 })
  // Not in the lock's own file: closing that one a second time would give up the lock.
  const note = `${file}.pid`
  try {
    chmodSync(file, 0o600)
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    if (codeOf(error) === 'SQLITE_CANTOPEN') throw notOpened(file)
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
 * The lock lies beside the store. Of two folders that lead to one file each has a lock of its own,
 * and two processes would both do what was granted once.
 */
export function refuseLinked(store: string): void {
  // What is no file, or leads nowhere, says so when it is opened.
  if (!existsSync(store) || !statSync(store).isFile()) return
  const found = lstatSync(store)
  if (found.nlink === 1 && !found.isSymbolicLink()) return
  throw new StoreError(
    `${store} is a link, or a link leads to it; put the file itself there, or link the whole folder.`,
  )
}

/**
 * For whoever opens the store beside the process that owns it: where that would bring it up to
 * date, nobody else may have it meanwhile, for an older program would go on in what it cannot know.
 */
export function aloneWhereOlder<Opened>(
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
    return own(folder, environment)
  } catch (error) {
    if (!(error instanceof StoreBusyError)) throw error
    throw new StoreBusyError(
      `An older Aval runs ${environment}, and its store would be changed under it: ${error.message}`,
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
    // It is no store of ours: opening it says what it is.
    return false
  } finally {
    db.close()
  }
}

/** One that was killed leaves its number behind, until the next owner writes its own. */
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
