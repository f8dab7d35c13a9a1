// The folder for temporary files of an environment's process; the permission model allows no other.

import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../store/error-text.ts'
import { SetUpError } from './set-up-error.ts'

/** It is in the environment's own folder. */
export function scratchIn(folder: string): string {
  return join(folder, 'tmp')
}

/** Deletes leftovers, such as pictures that were being sent when a process was killed. */
export function emptyScratch(folder: string): void {
  const scratch = scratchIn(folder)
  // A link is not followed: its target is not ours to empty.
  if (lstatSync(scratch, { throwIfNoEntry: false })?.isDirectory() !== true) return
  try {
    for (const left of readdirSync(scratch))
      rmSync(join(scratch, left), { recursive: true, force: true })
  } catch (error) {
    throw new SetUpError(
      `${scratch} cannot be emptied (${codeOf(error)}); make it belong to the user that runs aval.`,
    )
  }
}
