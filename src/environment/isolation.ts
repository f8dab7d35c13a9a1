// What one environment's process may access: its own variables, secrets and files only.

import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { type KnownSecrets, knownSecrets } from '../connectors/known-secrets.ts'
import { parseSecretReference } from '../connectors/secrets.ts'
import type { Environment } from '../policy/names.ts'
import { shipped } from './content-files.ts'
import { environmentFolder } from './environment-folder.ts'
import { isLoopback } from './loopback.ts'
import { unreportedSecrets, type Variables } from './secrets.ts'
import { SetUpError } from './set-up-error.ts'
import { servedBy } from './settings/places.ts'
import { secretReferences } from './settings/secret-references.ts'
import type { Settings } from './settings/settings-schema.ts'

/**
 * Variables that every process gets. NODE_OPTIONS and NODE_TLS_REJECT_UNAUTHORIZED are left out,
 * because each could break the isolation.
 */
const commonVariables = ['TZ', 'LANG', 'LC_ALL', 'NO_COLOR', 'NODE_EXTRA_CA_CERTS', 'AVAL_LOG']

/** Chromium needs these too, for the transport whatsapp-web. */
const browserVariables = ['PATH', 'HOME', 'TMPDIR', 'PUPPETEER_EXECUTABLE_PATH']

const browserFolders = ['/usr/bin', '/snap/bin', '/Applications']

/** Names of the variables that this environment's settings refer to. */
function secretVariables(settings: Settings): readonly string[] {
  const names = secretReferences(settings).flatMap(({ field, text }) => {
    const { home, name } = parseSecretReference(text, field)
    return home === 'env' ? [name] : []
  })
  return [...new Set(names)]
}

/** `AVAL_PROD_SHOP_TOKEN`, if set, is used as `SHOP_TOKEN` in prod only. */
function ownVariable(environment: Environment, name: string): string {
  return `AVAL_${environment.toUpperCase()}_${name}`
}

/** The variables for an environment's process, taken from those of the starting process. */
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
 * Secrets that two of these environments would get with the same value (forbidden by DESR VII.A).
 * Returns names of variables and environments, never values.
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

/** One system that connectors of several environments act on. */
interface SharedSystem {
  readonly address: string
  readonly fields: readonly { readonly environment: Environment; readonly field: string }[]
}

/**
 * The addresses that connectors of more than one of these environments name: what is tried in one
 * environment may then change what the other one acts on (DESR V).
 */
export function sharedSystems(all: readonly Settings[]): readonly SharedSystem[] {
  const named = all.flatMap(({ environment, connectors }) =>
    Object.entries(connectors).map(([name, { base_url }]) => ({
      environment,
      field: `connectors.${name}.base_url`,
      address: addressOf(base_url),
    })),
  )
  return [...new Set(named.map((one) => one.address))]
    .map((address) => ({ address, fields: named.filter((one) => one.address === address) }))
    .filter(({ fields }) => new Set(fields.map((one) => one.environment)).size > 1)
}

/** One spelling for one address: no slash at the end, and one name for this machine. */
export function addressOf(text: string): string {
  const url = new URL(text)
  if (isLoopback(url.hostname)) url.hostname = '127.0.0.1'
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/**
 * The values of all readable secrets of the environment, and those that `known` learnt before; for
 * redaction.
 */
export function secretValues(
  home: string,
  settings: Settings,
  variables: Variables,
  known: KnownSecrets = knownSecrets(),
): readonly string[] {
  const secrets = unreportedSecrets(environmentFolder(home, settings.environment), variables, known)
  for (const { field, text } of secretReferences(settings))
    secrets.resolve(parseSecretReference(text, field))
  return known.values()
}

/**
 * Flags of Node's permission model for one environment: read the program and its own folder, write
 * its own folder only. Native code and workers with flags of their own escape it, so that it stops
 * mistakes and path traversal, not hostile native code (docs/operations.md).
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

/** Configured folders and files outside that the process itself writes. */
function outsidePaths(folder: string, settings: Settings): readonly string[] {
  const served = settings.checkpoints.filter((one) => servedBy[one.kind].includes('running'))
  return [...served, ...settings.ship].flatMap((one) =>
    'path' in one ? [resolve(folder, one.path)] : [],
  )
}

/** Node takes a star in a path as a wildcard, which would open or break the permissions. */
function refuseStars(all: readonly string[]): void {
  const starred = all.find((one) => one.includes('*'))
  if (starred !== undefined)
    throw new SetUpError(
      `The path ${starred} contains *, which the isolation of a process takes for a wildcard; rename it.`,
    )
}

/** Node matches paths by prefix: with both `dev` and `dev-tail` given, it denies `dev`. */
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
          `data/${environment}/environment.yaml: the path ${one} of a place and ${other} begin alike, and the isolation of a process cannot tell them apart; name another path.`,
        )
    }
}

/**
 * Only outermost paths, as Node needs them: if a nested path were given too, Node would deny the
 * rest of the outer folder.
 */
function outermost(paths: readonly string[]): readonly string[] {
  const all = [...new Set(paths.flatMap(names))]
  return all.filter(
    (one) => !all.some((other) => one !== other && one.startsWith(`${other}${sep}`)),
  )
}

/**
 * A path as named and as resolved, because Node checks either. One that does not exist yet needs an
 * explicit star, which must not be added to others.
 */
function names(path: string): readonly string[] {
  return existsSync(path) ? [...new Set([...links(path), realpathSync(path)])] : [join(path, '*')]
}

/**
 * The path, and where it is a link what that names, and so on: Node's loader reads link by link.
 * Links among the folders above are not given, because all that lies in them would be open then.
 */
function links(path: string): readonly string[] {
  if (!lstatSync(path).isSymbolicLink()) return [path]
  return [path, ...links(resolve(dirname(path), readlinkSync(path)))]
}
