// Detects that files were changed after the environment's process started, so that it runs others
// than those on disk.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../policy/names.ts'
import { filesBelow, program, rootsOf, shipped } from '../content-files.ts'
import { environmentFolder } from '../environment-folder.ts'
import { readRunState } from '../run-state.ts'

export interface RunsOlder {
  readonly pid: number
  /** When it began, in epoch milliseconds. */
  readonly since: number
  readonly file: string
}

/**
 * The first file of the program, its installed packages, flows, texts or settings that was changed
 * after the environment started; null if none, or if it does not run.
 */
export function runsOlder(home: string, environment: Environment, now: number): RunsOlder | null {
  const state = readRunState(home, environment, now)
  if (state === null) return null
  const { pid, since } = state
  const file = filesRead(home, environment).find((one) => changedAt(one) > since)
  return file === undefined ? null : { pid, since, file }
}

/** The file's change time (ctime), which programs cannot set. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0
}

function filesRead(home: string, environment: Environment): readonly string[] {
  const content = rootsOf(home).flatMap((root) =>
    ['flows', 'locales'].map((one) => join(root, one)),
  )
  return [
    ...[program, ...content].flatMap(filesBelow),
    join(shipped, 'node_modules', '.package-lock.json'),
    join(environmentFolder(home, environment), 'environment.yaml'),
  ]
}
