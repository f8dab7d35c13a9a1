// The state file of a running environment, for `aval doctor`: its process and link.

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../policy/names.ts'
import { environmentFolder } from './environment-folder.ts'
import { replaceFile } from './replace-file.ts'

const runStateSchema = z.strictObject({
  pid: z.int(),
  /** When this process started, epoch milliseconds; it loaded its files then. */
  since: z.int(),
  /** The last update by the machine's clock, epoch milliseconds. */
  at: z.int(),
  /** The same by the environment's own clock, which never goes back. */
  reached: z.int().optional(),
  link: z.strictObject({
    state: z.enum(['connecting', 'open', 'waiting', 'stopped']),
    cause: z.string().optional(),
  }),
})
export type RunState = z.infer<typeof runStateSchema>

function fileOf(home: string, environment: Environment): string {
  return join(environmentFolder(home, environment), 'running.json')
}

/** Replaces the file atomically; null deletes it. */
export function writeRunState(
  home: string,
  environment: Environment,
  state: RunState | null,
): void {
  const file = fileOf(home, environment)
  if (state === null) {
    rmSync(file, { force: true })
    return
  }
  replaceFile(file, JSON.stringify(state))
}

/** The file is updated every few seconds; a process that did not for this long is gone. */
const deadMs = 60_000

/** The state of the running process; null if none runs. `now` in epoch milliseconds. */
export function readRunState(home: string, environment: Environment, now: number): RunState | null {
  try {
    const text = readFileSync(fileOf(home, environment), 'utf8')
    const state = runStateSchema.parse(JSON.parse(text))
    return now - state.at < deadMs ? state : null
  } catch {
    return null
  }
}
