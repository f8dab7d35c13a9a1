// Checks that this environment shares no secret or key with another one (DESR VII.A).

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSecretReference } from '../../connectors/secrets.ts'
import { sha256 } from '../../evidence/canonical.ts'
import { type Environment, environments } from '../../policy/names.ts'
import { secretReferences } from '../secret-references.ts'
import { quietSecrets } from '../secrets.ts'
import { environmentFolder, readSettings, type Settings } from '../settings.ts'
import { type Variables, variablesFor } from '../walls.ts'
import { type Finding, ok, real, unsafeIn } from './finding.ts'

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
  const theirs = environments
    .filter((one) => one !== environment)
    .flatMap((one) => heldIn(home, one, variables))
  const shared = own.flatMap((mine) =>
    theirs.filter((one) => one.digest === mine.digest).map((one) => [mine, one] as const),
  )
  if (shared.length === 0) return [ok('sharing', 'no secret and no key is another environment’s')]
  return shared.map(([mine, one]) =>
    unsafeIn(real, environment, [
      'sharing',
      `${mine.what} is the same as ${one.what} of ${one.environment}.`,
      'Give each environment its own (docs/operations.md), and change the one that both knew.',
    ]),
  )
}

/** Empty for an environment that does not exist or cannot be read. */
function heldIn(home: string, environment: Environment, variables: Variables): readonly Held[] {
  try {
    return heldBy(home, readSettings(home, environment), variables)
  } catch {
    return []
  }
}

function heldBy(home: string, settings: Settings, variables: Variables): readonly Held[] {
  const { environment } = settings
  const folder = environmentFolder(home, environment)
  const secrets = quietSecrets(folder, variablesFor(settings, variables))
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
