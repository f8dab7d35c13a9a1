// Checks that this environment shares no secret, key, port or place with another one (DESR VII.A).

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSecretReference } from '../../connectors/secrets.ts'
import { sha256 } from '../../evidence/canonical.ts'
import { type Environment, environments } from '../../policy/names.ts'
import { environmentFolder } from '../environment-folder.ts'
import { sharedSystems, variablesFor } from '../isolation.ts'
import { type SamePlace, samePlaces } from '../same-places.ts'
import { unreportedSecrets, type Variables } from '../secrets.ts'
import { secretReferences } from '../settings/secret-references.ts'
import { readSettings } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, real, unsafeIn, warning } from './finding.ts'

/** A secret or key that only this environment should hold, by digest. */
interface Held {
  readonly environment: Environment
  readonly what: string
  readonly digest: string
}

/** Compares digests with all environments of this home that can be read. */
export function checkSharing(
  home: string,
  settings: Settings,
  variables: Variables,
): readonly Finding[] {
  const { environment } = settings
  const own = heldBy(home, settings, variables)
  const others = othersIn(home, environment)
  const theirs = others.flatMap((one) => heldBy(home, one, variables))
  const ports = sharedPorts(settings, others)
  const shared = own.flatMap((mine) =>
    theirs.filter((one) => one.digest === mine.digest).map((one) => [mine, one] as const),
  )
  const places = sharedTargets(home, variables, settings, others)
  if (shared.length === 0 && ports.length === 0 && places.length === 0)
    return [ok('sharing', 'no secret, key, port or place is shared with another environment')]
  const known = shared.map(([mine, one]) =>
    unsafeIn(real, environment, [
      'sharing',
      `${mine.what} is the same as ${one.what} of ${one.environment}.`,
      'Give each environment its own (docs/operations.md), and replace the shared one.',
    ]),
  )
  return [...known, ...ports, ...places]
}

/**
 * Names the systems that this environment's connectors share with another environment. A warning,
 * because one address may serve several accounts: then the credentials keep them apart.
 */
export function checkSystems(home: string, settings: Settings): readonly Finding[] {
  const { environment } = settings
  return sharedSystems([settings, ...othersIn(home, environment)]).flatMap(({ address, fields }) =>
    fields
      .filter((own) => own.environment === environment)
      .flatMap((own) => {
        const others = fields.filter((one) => one.environment !== environment)
        const named = others.map((one) => `${one.field} of ${one.environment}`).join(', ')
        return others.length === 0
          ? []
          : [
              warning(
                'systems',
                `${own.field} ${address} is ${named} too: only credentials keep them apart.`,
                'Give each environment a system of its own, or credentials that open its own data only.',
              ),
            ]
      }),
  )
}

/** The settings of the home's other environments that can be read. */
function othersIn(home: string, environment: Environment): readonly Settings[] {
  return environments.filter((one) => one !== environment).flatMap((one) => settingsOf(home, one))
}

/** Whichever starts first has the port, and the other one does not start. */
function sharedPorts(own: Settings, theirs: readonly Settings[]): readonly Finding[] {
  return portsOf(own).flatMap(([field, port]) =>
    theirs.flatMap((one) =>
      portsOf(one)
        .filter(([, other]) => other === port)
        .map(([other]) =>
          unsafeIn(real, own.environment, [
            'sharing',
            `${field} ${port} is ${other} of ${one.environment} too; they cannot both run.`,
            'Give each environment ports of its own.',
          ]),
        ),
    ),
  )
}

/** One environment must not write in another one's stream (DESR VII.A, X.B). */
function sharedTargets(
  home: string,
  variables: Variables,
  own: Settings,
  theirs: readonly Settings[],
): readonly Finding[] {
  return samePlaces(home, [own, ...theirs], variables)
    .filter((one) => one.environment === own.environment)
    .map(({ environment, kind, field, where, other }) => {
      const [why, mend] = whyApart[kind]
      const what = `${field} ${where} is ${other.field} of ${other.environment} too: ${why}`
      return kind === 'path'
        ? unsafeIn(real, environment, ['sharing', what, mend])
        : warning('sharing', what, mend)
    })
}

const whyApart: Readonly<Record<SamePlace['kind'], readonly [why: string, mend: string]>> = {
  path: [
    'each can change what the other one wrote.',
    'Give each environment a file or folder of its own.',
  ],
  branch: ['the second to push is refused.', 'Give each environment a branch of its own.'],
  receiver: [
    'only the environment named in each record keeps them apart.',
    'Part them by it there, or give each environment an address of its own.',
  ],
}

function portsOf({ http, metrics }: Settings): readonly (readonly [field: string, port: number])[] {
  return [
    ...(http === undefined ? [] : [['http.port', http.port] as const]),
    ...(metrics === undefined ? [] : [['metrics.port', metrics.port] as const]),
  ]
}

/** Empty for an environment that does not exist or cannot be read. */
function settingsOf(home: string, environment: Environment): readonly Settings[] {
  try {
    return [readSettings(home, environment)]
  } catch {
    return []
  }
}

function heldBy(home: string, settings: Settings, variables: Variables): readonly Held[] {
  const { environment } = settings
  const folder = environmentFolder(home, environment)
  const secrets = unreportedSecrets(folder, variablesFor(settings, variables))
  const named = secretReferences(settings).flatMap(({ field, text }): Held[] => {
    const found = secrets.resolve(parseSecretReference(text, field))
    if (found.kind === 'missing') return []
    return [{ environment, what: `${field} (${text})`, digest: sha256(found.value) }]
  })
  const keys = ['environment.key', 'checkpoint.pem'].flatMap((name): Held[] => {
    const file = join(folder, 'keys', name)
    try {
      return [{ environment, what: `keys/${name}`, digest: sha256(readFileSync(file, 'utf8')) }]
    } catch {
      // Missing or unreadable; the check of the keys reports that.
      return []
    }
  })
  return [...named, ...keys]
}
