// Replaces a file atomically: readers find the old or the new one.

import { renameSync, writeFileSync } from 'node:fs'

/** Mode 0600. Not flushed: after a power cut the old file or none may be left. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
