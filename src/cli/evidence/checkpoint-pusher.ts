// Runs `aval checkpoints push` for environments that may not start programs such as git themselves.

import { execFile } from 'node:child_process'
import { variablesFor } from '../../environment/isolation.ts'
import { servedBy } from '../../environment/settings/places.ts'
import type { Settings } from '../../environment/settings/settings-schema.ts'

/** As often as checkpoints are written. */
const everyMs = 10 * 60_000
/** Limits the last push, so that it does not keep a service from stopping. */
const usualLastMs = 12_000
/** Variables that git and ssh need besides the environment's own. */
const alsoPassed = ['PATH', 'HOME', 'SSH_AUTH_SOCK']

export interface CheckpointPusher {
  /** Pushes the checkpoints of the shutdown, and stops. */
  last(): Promise<void>
}

/** `told` is called with each line that a push writes to standard error. */
export function startCheckpointPusher(
  program: string,
  home: string,
  all: readonly Settings[],
  told: (environment: Settings['environment'], line: string) => void,
  lastMs = usualLastMs,
): CheckpointPusher {
  const pushing = all.filter((one) =>
    one.checkpoints.some(({ kind }) => !servedBy[kind].includes('running')),
  )
  const underWay = new Map<string, Promise<void>>()
  const late = new AbortController()
  const run = (settings: Settings) => {
    const { environment } = settings
    const before = underWay.get(environment)
    if (before !== undefined) return before
    const pushed = push(program, home, settings, late.signal)
      .then((lines) => {
        for (const line of lines) told(environment, line)
      })
      .finally(() => underWay.delete(environment))
    underWay.set(environment, pushed)
    return pushed
  }
  const round = () => pushing.forEach((one) => void run(one))
  round()
  const timer = pushing.length === 0 ? null : setInterval(round, everyMs)
  return {
    async last() {
      if (timer !== null) clearInterval(timer)
      // A push that already hangs counts towards the limit too.
      const limit = setTimeout(() => late.abort(), lastMs)
      await Promise.all(underWay.values())
      await Promise.all(pushing.map(run))
      clearTimeout(limit)
    },
  }
}

/**
 * Runs one push; returns its lines on standard error. Never rejects; the push itself tells admins
 * about failures.
 */
function push(
  program: string,
  home: string,
  settings: Settings,
  late: AbortSignal,
): Promise<readonly string[]> {
  const { environment } = settings
  const args = [program, 'checkpoints', 'push', '--home', home, '--env', environment]
  const env: Record<string, string> = { ...variablesFor(settings, process.env) }
  for (const name of alsoPassed) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  return new Promise((resolve) => {
    const options = { env, timeout: everyMs, signal: late }
    execFile(process.execPath, args, options, (_error, _out, complaints) =>
      resolve(complaints.split('\n').filter((line) => line.trim() !== '')),
    )
  })
}
