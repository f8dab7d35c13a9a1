// Does an environment run from files that are others by now? Then it is not what lies there.

import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment } from '../../policy/names.ts'
import { filesBelow, program, rootsOf, shipped } from '../content.ts'
import { readRunState } from '../run-state.ts'
import { environmentFolder } from '../settings.ts'

export interface RunsOlder {
  readonly pid: number
  /** When it began, in epoch milliseconds. */
  readonly since: number
  readonly file: string
}

/**
 * The first file of the program, of its packages as npm notes them, of flows and words, or of the
 * settings that was changed after the environment began; null where there is none, or nothing runs.
 */
export function runsOlder(home: string, environment: Environment, now: number): RunsOlder | null {
  const state = readRunState(home, environment, now)
  if (state === null) return null
  const { pid, since } = state
  const file = filesRead(home, environment).find((one) => changedAt(one) > since)
  return file === undefined ? null : { pid, since, file }
}

/** When it was written, moved there or given to somebody: nobody but the system says that. */
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
