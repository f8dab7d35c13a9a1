// What governs the environment: its pack, profile, connectors, secrets and tenants.

import { join } from 'node:path'
import { openSecrets, parseSecretReference } from '../../connectors/secrets.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import type { PackReading } from '../content.ts'
import { type Settings, secretReferences } from '../settings.ts'
import type { Variables } from '../walls.ts'
import { type Finding, ok, unsafe, unsafeIn, warning } from './finding.ts'

const real: readonly ['staging', 'prod'] = ['staging', 'prod']

export function checkRules(
  settings: Settings,
  reading: PackReading,
  bound: JsonObject | null,
): readonly Finding[] {
  return [pack(settings, reading), ...drift(settings, reading, bound), ...shape(settings)]
}

function pack({ environment, policy }: Settings, reading: PackReading): Finding {
  const { pack: name, version, profile } = policy
  if (reading.kind === 'failed')
    return unsafe('policy', `${reading.error}; the environment opens locked.`, 'Mend the pack.')
  if (environment === 'prod' && profile !== 'HAPF-Operational')
    return unsafe(
      'policy',
      `prod runs under ${profile}, so that one person alone can approve S3 and R3.`,
      'Write profile: HAPF-Operational.',
    )
  return ok('policy', `${name} ${version}, ${profile}`)
}

/** The same version with other bytes is drift; another version is a change that awaits its start. */
function drift(
  { policy }: Settings,
  reading: PackReading,
  bound: JsonObject | null,
): readonly Finding[] {
  if (bound === null || reading.kind === 'failed') return []
  const { version, digest } = reading.pack
  if (bound['pack'] !== policy.pack || bound['version'] !== version)
    return [
      warning(
        'drift',
        `The evidence is bound to ${String(bound['pack'])} ${String(bound['version'])}, the settings to ${policy.pack} ${version}.`,
        'Change the policy by its command in chat, so that people approve it.',
      ),
    ]
  if (bound['digest'] !== digest)
    return [
      unsafe(
        'drift',
        `${policy.pack} ${version} changed under its version: its digest is not the one in evidence.`,
        'Restore the file; a changed pack needs a new version.',
      ),
    ]
  return [ok('drift', 'the pack is the one in evidence')]
}

function shape(settings: Settings): readonly Finding[] {
  const { environment, tenants } = settings
  const found: Finding[] = []
  if (!tenants.some((one) => one.sandbox))
    found.push(
      warning(
        'sandbox',
        'There is no sandbox tenant to try commands and conformance in.',
        'Add { id: sandbox, sandbox: true } to tenants.',
      ),
    )
  for (const [name, connector] of Object.entries(settings.connectors)) {
    const url = new URL(connector.base_url)
    if (url.protocol === 'http:' && !isLoopback(url.hostname))
      found.push(
        unsafeIn(real, environment, [
          'connectors',
          `connectors.${name} sends its token to ${url.hostname} without encryption.`,
          'Use an https:// address.',
        ]),
      )
  }
  return found
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

const problems: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  'secret-missing': ['cannot be found', 'Set the variable, or write the file in secrets/.'],
  'secret-unusable': ['is no single line of plain characters', 'Write the value on one line.'],
  'secret-file-open': ['lies in a file that others can read', 'chmod 600 the file.'],
}

/** Whether each reference leads to a value; the value itself is never shown. */
export function checkSecrets(
  settings: Settings,
  folder: string,
  variables: Variables,
): readonly Finding[] {
  const secrets = openSecrets({
    folder: join(folder, 'secrets'),
    variables,
    salt: '',
    onLoaded: () => undefined,
  })
  return secretReferences(settings).map(({ field, text }) => {
    const resolution = secrets.resolve(parseSecretReference(text, field))
    if (resolution.kind === 'found') return ok('secrets', `${text} can be read`)
    const [what, mend] = problems[resolution.reason.id] ?? ['cannot be read', 'Mend it.']
    return unsafeIn(['prod'], settings.environment, [
      'secrets',
      `${field}: ${text} ${what}.`,
      mend,
    ])
  })
}
