// `aval start`: starts the environments as isolated processes, and prints what happens to them.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { knownSecrets } from '../connectors/known-secrets.ts'
import { collectedLine, openLog } from '../engine/observability/log.ts'
import { environmentFolder } from '../environment/environment-folder.ts'
import { refuseRootUnlessOwner } from '../environment/folder-owner.ts'
import {
  permissionFlags,
  secretValues,
  sharedSecrets,
  sharedSystems,
  variablesFor,
} from '../environment/isolation.ts'
import { readKeys } from '../environment/keys.ts'
import { samePlaces } from '../environment/same-places.ts'
import { scratchIn } from '../environment/scratch.ts'
import { readSettings } from '../environment/settings/settings.ts'
import type { Settings } from '../environment/settings/settings-schema.ts'
import { type Environment, environments } from '../policy/names.ts'
import { refuseClosed } from '../store/file/database.ts'
import type { ChildSpec } from '../supervisor/child.ts'
import { type SupervisorEvent, supervise } from '../supervisor/supervisor.ts'
import { UsageError } from './context.ts'
import { onEndSignals } from './end-signals.ts'
import { sentenceFor } from './error-sentence.ts'
import { startCheckpointPusher } from './evidence/checkpoint-pusher.ts'
import { printError, printLines } from './terminal.ts'

export interface StartOptions {
  readonly home: string
  /** Empty for all environments that have an environment.yaml. */
  readonly environments: readonly Environment[]
  readonly json: boolean
}

const program = fileURLToPath(new URL('../main.js', import.meta.url))

/** Runs until a signal. Exit 0 if all were stopped by it, 1 if one gave up or could not start. */
export async function start(options: StartOptions): Promise<number> {
  const { home } = options
  const wanted = options.environments.length > 0 ? options.environments : existing(home)
  if (wanted.length === 0)
    throw new UsageError(
      `${join(home, 'data')} has no environment.yaml; write one, or give --home.`,
    )
  const readings = wanted.flatMap((environment) => reading(home, environment) ?? [])
  const all = readings.map((one) => one.settings)
  warnOfSharing(home, all)
  const line = collector(home, all)
  const supervisor = supervise(
    readings.map((one) => one.spec),
    {
      news: (environment, news) => tell(environment, news, options.json),
      line,
      random: Math.random,
    },
  )
  const pusher = startCheckpointPusher(program, home, all, line)
  onEndSignals(() => supervisor.stop())
  const well = await supervisor.ended
  await pusher.last()
  return well && all.length === wanted.length ? 0 : 1
}

function existing(home: string): readonly Environment[] {
  return environments.filter((one) =>
    existsSync(join(environmentFolder(home, one), 'environment.yaml')),
  )
}

interface Reading {
  readonly settings: Settings
  readonly spec: ChildSpec
}

/**
 * Null if settings, keys or permissions are wrong: that environment does not start, the others do.
 */
function reading(home: string, environment: Environment): Reading | null {
  try {
    const settings = readSettings(home, environment)
    const folder = environmentFolder(home, environment)
    refuseRootUnlessOwner(folder)
    refuseClosed(join(folder, 'aval.db'))
    // Created now, because Node's permission model forbids the process to flush a folder to disk.
    readKeys(folder)
    mkdirSync(scratchIn(folder), { recursive: true, mode: 0o700 })
    return { settings, spec: childSpecOf(home, settings) }
  } catch (error) {
    const sentence = error instanceof Error ? sentenceFor(error) : String(error)
    openLog({ environment, level: 'info' }).error({ sentence }, 'It does not start.')
    return null
  }
}

function warnOfSharing(home: string, all: readonly Settings[]): void {
  for (const { name, environments: holders } of sharedSecrets(all, process.env))
    for (const environment of holders)
      openLog({ environment, level: 'info' }).warn(
        { variable: name, environments: holders },
        'Several environments can read the same secret; give each its own (docs/operations.md).',
      )
  for (const { fields } of sharedSystems(all))
    for (const { environment, field } of fields)
      openLog({ environment, level: 'info' }).warn(
        { field, environments: [...new Set(fields.map((one) => one.environment))] },
        'Connectors of several environments act on the same system; see aval doctor.',
      )
  for (const { environment, field, other } of samePlaces(home, all, process.env))
    openLog({ environment, level: 'info' }).warn(
      { field, environments: [environment, other.environment] },
      'Several environments send to the same place; see aval doctor.',
    )
}

/** How to start one environment's process; its variables hold no other environment's secrets. */
export function childSpecOf(home: string, settings: Settings): ChildSpec {
  const { environment, transport } = settings
  return {
    environment,
    command: process.execPath,
    args: [
      ...permissionFlags(home, settings),
      program,
      'run',
      '--home',
      home,
      '--env',
      environment,
    ],
    variables: {
      ...variablesFor(settings, process.env),
      // A browser has its own folder; Baileys encrypts pictures into a temporary file before
      // sending.
      ...(transport.kind === 'baileys'
        ? { TMPDIR: scratchIn(environmentFolder(home, environment)) }
        : {}),
    },
  }
}

/** Writes all processes' lines to one stream: redacted, and marked with their environment. */
function collector(home: string, all: readonly Settings[]) {
  const secrets = new Map(
    all.map((settings) => {
      const known = knownSecrets()
      const now = () => secretValues(home, settings, variablesFor(settings, process.env), known)
      // Read now as well, because a secret may be replaced before the first line that needs
      // redacting.
      now()
      return [settings.environment, now]
    }),
  )
  return (environment: Environment, line: string) =>
    printError(collectedLine(environment, line, secrets.get(environment) ?? (() => [])))
}

const sentences: Readonly<Record<SupervisorEvent['what'], string>> = {
  started: 'starts',
  ready: 'runs',
  ended: 'ended',
  again: 'is started again after a pause',
  silent: 'did not respond and was killed',
  killed: 'did not stop in time and was killed',
  given_up: 'crashed too often; it is not restarted. The log says why',
  held: 'is held by another process; the log says by which',
  needs_mending: 'needs repair; the log says what',
}

function tell(environment: Environment, news: SupervisorEvent, json: boolean): void {
  const { what, ...more } = news
  if (json) {
    printLines(JSON.stringify({ environment, what, ...more }))
    return
  }
  const about = Object.entries(more).filter(([, value]) => value !== null)
  const facts = about.map(([name, value]) => `${name} ${value}`).join(', ')
  printLines(`${environment} ${sentences[what]}${facts === '' ? '' : ` (${facts})`}`)
}
