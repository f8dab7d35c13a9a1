// One process at a time owns an environment, and whoever comes second hears which one that is.

import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { connect, refuseClosed, StoreBusyError } from './database.ts'
import { sentenceOf } from './thrown.ts'

/**
 * Own an environment: as long as the returned function is not called, no other process can. The
 * lock is the operating system's, so a process that crashed holds nothing. Which process it is
 * stands in a file beside it, for words alone: it opens and closes nothing.
 */
export function own(file: string, environment: string): () => void {
  const folder = dirname(file)
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
