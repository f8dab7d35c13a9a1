// What every command starts with: the home folder, the environment, the log.

import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KnownSecrets, knownSecrets } from '../connectors/known-secrets.ts'
import type { Clock } from '../engine/clock.ts'
import type { Log } from '../engine/engine-parts.ts'
import type { Transport } from '../engine/transport.ts'
import { shipped } from '../environment/content-files.ts'
import { type OpenEnvironment, openEnvironment } from '../environment/environment.ts'
import { environmentFolder } from '../environment/environment-folder.ts'
import { secretValues, variablesFor } from '../environment/isolation.ts'
import type { Variables } from '../environment/secrets.ts'
import { SetUpError } from '../environment/set-up-error.ts'
import { readSettings } from '../environment/settings/settings.ts'
import type { Settings } from '../environment/settings/settings-schema.ts'
import { type Environment, environments } from '../policy/names.ts'
import { codeOf } from '../store/error-text.ts'
import type { ProgramApi } from '../transports/http/program-api.ts'
import { lazyLog } from './lazy-log.ts'

export interface Context {
  readonly home: string
  readonly environment: Environment
  readonly json: boolean
}

/** Wrong usage: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export function parseEnvironment(text: string | undefined): Environment {
  const found = environments.find((one) => one === text)
  if (found !== undefined) return found
  throw new UsageError(
    text === undefined
      ? `Say which environment: --env ${environments.join('|')}.`
      : `There is no environment ${text}; use one of ${environments.join(', ')}.`,
  )
}

/**
 * Throws if this user may not read the environment's folder: its files would seem to be missing,
 * and the advice would be wrong.
 */
export function refuseClosedFolder(
  home: string,
  environment: Environment,
  look: (folder: string) => void = (folder) => accessSync(folder, constants.R_OK | constants.X_OK),
): void {
  const folder = environmentFolder(home, environment)
  try {
    look(folder)
  } catch (error) {
    if (codeOf(error) === 'EACCES')
      throw new SetUpError(
        `${folder} cannot be read by this user; run aval as its owner (sudo -u NAME).`,
      )
  }
}

export function versionOf(): string {
  const text = readFileSync(join(shipped, 'package.json'), 'utf8')
  const value: unknown = JSON.parse(text)
  const version = typeof value === 'object' && value !== null && 'version' in value
  return version ? String(value.version) : '0.0.0'
}

export function openForCommandLine(
  context: Context,
  clock: Clock,
  transport: Transport,
  known = knownSecrets(),
): Promise<OpenEnvironment> {
  const settings = readSettings(context.home, context.environment)
  refusePlaying(context, settings)
  return openEnvironment({
    home: context.home,
    environment: context.environment,
    settings,
    version: versionOf(),
    clock,
    log: contextLog(context, settings, known),
    transport,
    variables: ownVariables(settings),
    known,
  })
}

/**
 * Opens the HTTP interface for programs; null if the settings have none. Close it before the
 * environment.
 */
export async function openConfiguredProgramApi(
  context: Context,
  opened: OpenEnvironment,
  known: KnownSecrets,
): Promise<ProgramApi | null> {
  const { settings } = opened
  if (settings.http === undefined) return null
  const { openHttp } = await import('../environment/http.ts')
  return openHttp({
    home: context.home,
    opened,
    variables: ownVariables(settings),
    log: contextLog(context, settings, known),
    version: versionOf(),
  })
}

/**
 * A log of warnings and errors on standard error; standard output stays for results. Secrets, also
 * those that `known` learns later, are redacted.
 */
export function contextLog(
  { home, environment }: Context,
  settings: Settings,
  known = knownSecrets(),
): Log {
  secretValues(home, settings, ownVariables(settings), known)
  return lazyLog(async () => {
    const { openLog } = await import('../engine/observability/log.ts')
    return openLog({ environment, level: 'warn', secrets: known.values })
  })
}

/** The variables that the environment's process would get from `aval start`, and no others. */
function ownVariables(settings: Settings): Variables {
  return variablesFor(settings, process.env)
}

/** Refuses `aval chat` for an environment with a real transport: nobody may play real people. */
function refusePlaying(context: Context, { transport }: Settings): void {
  if (transport.kind !== 'terminal')
    throw new SetUpError(
      `${context.environment} uses the transport ${transport.kind}; aval chat needs transport: { kind: terminal }.`,
    )
}
