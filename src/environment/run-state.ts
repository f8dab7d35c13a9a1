// What a running environment leaves for `aval doctor`: who runs it, and how its link is.

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Environment } from '../policy/names.ts'
import { replaceFile } from './replace-file.ts'
import { environmentFolder } from './settings.ts'

const runStateSchema = z.strictObject({
  pid: z.int(),
  /** When this process began, in epoch milliseconds: what it loaded is from then. */
  since: z.int(),
  /** Its last beat, in epoch milliseconds. */
  at: z.int(),
  link: z.strictObject({
    state: z.enum(['connecting', 'open', 'waiting', 'stopped']),
    cause: z.string().optional(),
  }),
})
export type RunState = z.infer<typeof runStateSchema>

function fileOf(home: string, environment: Environment): string {
  return join(environmentFolder(home, environment), 'running.json')
}

/** Replaced as a whole, so that a reader never sees half of it; null takes it away. */
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

/** A beat is written every few seconds; a process without one for so long is gone. */
const deadMs = 60_000

/** Of the process that runs the environment; null when none does. `now` in epoch milliseconds. */
export function readRunState(home: string, environment: Environment, now: number): RunState | null {
  try {
    const text = readFileSync(fileOf(home, environment), 'utf8')
    const state = runStateSchema.parse(JSON.parse(text))
    return now - state.at < deadMs ? state : null
  } catch {
    return null
  }
}
