// Where an environment's process puts what it needs for a moment: nothing else is open to it.

import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../store/thrown.ts'
import { SetUpError } from './settings.ts'

/** In the environment's own folder. */
export function scratchIn(folder: string): string {
  return join(folder, 'tmp')
}

/** By whoever owns the environment: a picture that was on its way out when a process was killed. */
export function emptyScratch(folder: string): void {
  const scratch = scratchIn(folder)
  // What a link leads to is not ours to empty.
  if (lstatSync(scratch, { throwIfNoEntry: false })?.isDirectory() !== true) return
  try {
    for (const left of readdirSync(scratch))
      rmSync(join(scratch, left), { recursive: true, force: true })
  } catch (error) {
    throw new SetUpError(
      `${scratch} cannot be emptied (${codeOf(error)}); give it to the user as whom aval runs.`,
    )
  }
}
