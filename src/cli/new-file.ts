// A file that is there whole or not at all: it is written beside its name, and named at its end.

import { closeSync, existsSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { SetUpError } from '../environment/settings.ts'
import { codeOf } from '../store/thrown.ts'

/** Throws a sentence where something stands there already: it is never written over. */
export function refuseTaken(file: string): void {
  if (existsSync(file))
    throw new SetUpError(`${file} is already there; move it away, or name another with --out.`)
}

/** For this user alone (0600). Whoever ends the program in between leaves `FILE.part` only. */
export function writeWhole(file: string, pieces: Iterable<string>): void {
  refuseTaken(file)
  const part = `${file}.part`
  rmSync(part, { force: true, recursive: false })
  const descriptor = written(file, () => openSync(part, 'wx', 0o600))
  try {
    for (const piece of pieces) written(file, () => writeFileSync(descriptor, piece))
    refuseTaken(file)
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
    const mend = code === 'ENOSPC' ? 'make room, and try again' : 'name another with --out'
    throw new SetUpError(`${file} cannot be written (${code}); ${mend}.`)
  }
}
