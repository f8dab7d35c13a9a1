// A file that is replaced as a whole: who reads it meanwhile finds the old one or the new one.

import { renameSync, writeFileSync } from 'node:fs'

/** For this user alone (0600). No flush: after a power cut the old one may be there, or none. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
