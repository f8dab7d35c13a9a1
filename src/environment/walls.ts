// What one environment's process may see: its own variables, secrets and files, and nothing beside.

import { existsSync, realpathSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { type KnownSecrets, knownSecrets } from '../connectors/known-secrets.ts'
import { parseSecretReference } from '../connectors/secrets.ts'
import type { Environment } from '../policy/names.ts'
import { shipped } from './content.ts'
import { quietSecrets } from './secrets.ts'
import { environmentFolder, type Settings, SetUpError, secretReferences } from './settings.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/**
 * Variables that every process gets. NODE_OPTIONS and NODE_TLS_REJECT_UNAUTHORIZED are left out on
 * purpose: either can take a wall down.
 */
const commonVariables = ['TZ', 'LANG', 'LC_ALL', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'AVAL_LOG']

/** Chromium needs these too, where whatsapp-web is the transport. */
const browserVariables = ['PATH', 'HOME', 'TMPDIR', 'PUPPETEER_EXECUTABLE_PATH']
const browserFolders = ['/usr/bin', '/snap/bin', '/Applications']

/** The names of the variables that the settings of this environment refer to. */
function secretVariables(settings: Settings): readonly string[] {
  const names = secretReferences(settings).flatMap(({ field, text }) => {
    const { home, name } = parseSecretReference(text, field)
    return home === 'env' ? [name] : []
  })
  return [...new Set(names)]
}

/** `AVAL_PROD_SHOP_TOKEN`, where it is set, stands for `SHOP_TOKEN` in prod alone. */
function ownVariable(environment: Environment, name: string): string {
  return `AVAL_${environment.toUpperCase()}_${name}`
}

/** The variables of one environment's process, out of those of the process that starts it. */
export function variablesFor(settings: Settings, all: Variables): Readonly<Record<string, string>> {
  const plain = [
    ...commonVariables,
    ...(settings.transport.kind === 'whatsapp-web' ? browserVariables : []),
  ]
  const given = new Map<string, string>()
  const give = (name: string, value: string | undefined) => {
    if (value !== undefined) given.set(name, value)
  }
  for (const name of plain) give(name, all[name])
  for (const name of secretVariables(settings))
    give(name, all[ownVariable(settings.environment, name)] ?? all[name])
  return Object.fromEntries(given)
}

/**
 * Secrets that reach two of these environments with the same value (DESR VII.A forbids it). Answers
 * with the names of the variables and of the environments, never with a value.
 */
export function sharedSecrets(
  all: readonly Settings[],
  variables: Variables,
): readonly { readonly name: string; readonly environments: readonly Environment[] }[] {
  const holders = new Map<string, { name: string; environments: Environment[] }>()
  for (const settings of all)
    for (const name of secretVariables(settings)) {
      const value = variablesFor(settings, variables)[name]
      if (value === undefined) continue
      const held = holders.get(value) ?? { name, environments: [] }
      if (!held.environments.includes(settings.environment))
        held.environments.push(settings.environment)
      holders.set(value, held)
    }
  return [...holders.values()].filter((one) => one.environments.length > 1)
}

/**
 * The values of the environment's secrets that can be read now, and those that `known` has learnt
 * before, to be blotted out.
 */
export function secretValues(
  home: string,
  settings: Settings,
  variables: Variables,
  known: KnownSecrets = knownSecrets(),
): readonly string[] {
  const secrets = quietSecrets(environmentFolder(home, settings.environment), variables, known)
  for (const { field, text } of secretReferences(settings))
    secrets.resolve(parseSecretReference(text, field))
  return known.values()
}

/**
 * Node's permission model around one environment: it reads the program and its own folder, and
 * writes its own folder only. Native code and a worker with flags of its own escape it; so it
 * stops mistakes and traversals, and not hostile native code (docs/operations.md).
 */
export function permissionFlags(home: string, settings: Settings): readonly string[] {
  const known = process.allowedNodeEnvironmentFlags
  const folder = environmentFolder(home, settings.environment)
  const program = ['dist', 'src', 'node_modules', 'package.json', 'flows', 'locales']
  const browser = settings.transport.kind === 'whatsapp-web'
  const outside = outsidePaths(folder, settings)
  const read = [
    ...(browser ? browserFolders : []),
    ...program.map((one) => join(shipped, one)),
    ...['flows', 'locales'].map((one) => join(home, one)),
    folder,
    ...outside,
  ]
  refuseStars(read)
  refuseLookalikes(settings.environment, outside, read)
  return [
    known.has('--permission') ? '--permission' : '--experimental-permission',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
    '--allow-addons',
    '--allow-worker',
    ...(known.has('--allow-net') ? ['--allow-net'] : []),
    ...(browser ? ['--allow-child-process'] : []),
    ...outermost(read).map((one) => `--allow-fs-read=${one}`),
    ...outermost([folder, ...outside]).map((one) => `--allow-fs-write=${one}`),
  ]
}

/** Declared folders and files that the process adds to; git is left to `aval checkpoints push`. */
function outsidePaths(folder: string, settings: Settings): readonly string[] {
  const kept = settings.checkpoints.flatMap((one) => (one.kind === 'directory' ? [one.path] : []))
  const shipped = settings.ship.flatMap((one) => (one.kind === 'file' ? [one.path] : []))
  return [...kept, ...shipped].map((one) => resolve(folder, one))
}

/** To Node a star stands for whatever begins alike: the walls would be open, or never stand. */
function refuseStars(all: readonly string[]): void {
  const starred = all.find((one) => one.includes('*'))
  if (starred !== undefined)
    throw new SetUpError(
      `The path ${starred} has a star in it, which the walls of a process take for any name; rename it.`,
    )
}

/** Node keeps paths by their beginnings: of `dev` and `dev-tail`, side by side, it closes `dev`. */
function refuseLookalikes(
  environment: string,
  declared: readonly string[],
  all: readonly string[],
): void {
  for (const one of declared)
    for (const other of all) {
      const [short, long] = one.length < other.length ? [one, other] : [other, one]
      if (short !== long && long.startsWith(short) && !long.startsWith(`${short}${sep}`))
        throw new SetUpError(
          `data/${environment}/environment.yaml: the path ${one} of a place and ${other} begin alike, and the walls of a process cannot tell them apart; name another path.`,
        )
    }
}

/**
 * As the runtime is told them. What lies in another one is open with that one: named as well, Node
 * would close all the rest of that folder, the database of the environment with it.
 */
function outermost(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths.flatMap(names))]
  return all.filter(
    (one) => !all.some((other) => one !== other && one.startsWith(`${other}${sep}`)),
  )
}

/**
 * A path as it was named and as it really lies, for the runtime asks about either. A folder that is
 * not there yet needs the star that Node adds to the others by itself, and with it breaks.
 */
function names(path: string): readonly string[] {
  return existsSync(path) ? [...new Set([path, realpathSync(path)])] : [join(path, '*')]
}
