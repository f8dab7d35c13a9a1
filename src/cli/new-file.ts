// Creates a file completely or not at all: it is written under another name and then renamed.

import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { SetUpError } from '../environment/set-up-error.ts'
import { codeOf } from '../store/error-text.ts'

/** Throws a sentence if the file exists: nothing is overwritten. */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new SetUpError(`${file} is already there; move it away, or name another with --out.`)
}

/** Mode 0600. If the program is killed meanwhile, only `FILE.part` is left. */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  refuseExisting(file)
  const part = `${file}.part`
  rmSync(part, { force: true, recursive: false })
  const descriptor = written(file, () => openSync(part, 'wx', 0o600))
  try {
    for (const piece of pieces) written(file, () => writeFileSync(descriptor, piece))
    refuseExisting(file)
    written(file, () => renameSync(part, file))
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
}

function written<Value>(file: string, write: () => Value): Value {
  try {
    return write()
  } catch (error) {
    const code = codeOf(error)
    const mend = code === 'ENOSPC' ? 'free some space and try again' : 'name another with --out'
    throw new SetUpError(`${file} cannot be written (${code}); ${mend}.`)
  }
}
