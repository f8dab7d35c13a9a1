// Checks what governs the environment: pack, profile, connectors, secrets and tenants.

import type { FilePolicy, RecordedBinding } from '../../command/facts.ts'
import { isSamePolicy } from '../../command/recorded-binding.ts'
import { parseSecretReference } from '../../connectors/secrets.ts'
import type { Environment } from '../../policy/names.ts'
import { sentenceOf } from '../../store/error-text.ts'
import type { PackReading } from '../content.ts'
import { isLoopback } from '../loopback.ts'
import type { Variables } from '../secrets.ts'
import { unreportedSecrets } from '../secrets.ts'
import { httpTokenLeast, secretReferences } from '../settings/secret-references.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { tracesUrl } from '../traces.ts'
import { type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

/** `reading` is the pack in force: the recorded one, or the file's before the first start. */
export function checkRules(
  settings: Settings,
  reading: PackReading,
  bound: RecordedBinding | null,
): readonly Finding[] {
  const inForce = bound?.binding ?? settings.policy
  return [
    pack(settings.environment, inForce, reading),
    ...drift(settings, reading, bound),
    ...shape(settings),
    ...traces(settings),
  ]
}

function pack(environment: Environment, inForce: FilePolicy, reading: PackReading): Finding {
  const { pack: name, version, profile } = inForce
  if (reading.kind === 'failed')
    return unsafe(
      'policy',
      `${reading.error}; the environment starts in lockdown.`,
      'Fix the pack.',
    )
  if (environment === 'prod' && profile !== 'HAPF-Operational')
    return unsafe(
      'policy',
      `prod runs under ${profile}, so one person alone can approve S3 and R3.`,
      'In chat: use policy PACK VERSION HAPF-Operational',
    )
  return ok('policy', `${name} ${version}, ${profile}`)
}

/** Reports policy changes that were made without an approved command. */
function drift(
  { environment, policy }: Settings,
  reading: PackReading,
  bound: RecordedBinding | null,
): readonly Finding[] {
  if (bound === null) return []
  const { file, binding } = bound
  if (!isSamePolicy(policy, file) && !isSamePolicy(policy, binding)) {
    const [now, before] = [policy, file].map((one) => `${one.pack} ${one.version} ${one.profile}`)
    return [
      unsafeIn(['prod'], environment, [
        'drift',
        `environment.yaml names ${now}, but ${before} was recorded.`,
        'Restore the line; change the policy in chat (use policy), so that people approve it.',
      ]),
    ]
  }
  if (reading.kind === 'read' && reading.pack.digest !== binding.digest)
    return [
      unsafe(
        'drift',
        `${binding.pack} ${binding.version} changed without a new version: its digest differs.`,
        'Restore the file; a changed pack needs a new version.',
      ),
    ]
  return [ok('drift', 'the pack is the recorded one')]
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

/** Spans name commands, operations and tenants, so that their destination is checked. */
function traces({ environment, traces: wanted }: Settings): readonly Finding[] {
  if (wanted === undefined) return [ok('traces', 'off')]
  let url: URL
  try {
    url = tracesUrl(wanted.endpoint)
  } catch (error) {
    const mend = 'Write an address such as http://127.0.0.1:4318.'
    return [unsafe('traces', sentenceOf(error), mend)]
  }
  if (url.protocol === 'https:' || isLoopback(url.hostname))
    return [ok('traces', `go to ${url.host} only`)]
  const what = `Spans go to ${url.hostname} without encryption.`
  return [unsafeIn(real, environment, ['traces', what, 'Use https://, or a collector beside it.'])]
}

const problems: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  'secret-missing': ['cannot be found', 'Set the variable, or write the file in secrets/.'],
  'secret-unusable': ['is not one line of plain characters', 'Write the value on one line.'],
  'secret-link': [
    'is a link or in a linked folder; it may belong to another environment',
    'Put the file itself into secrets/, or give the value as a variable.',
  ],
  'secret-file-open': ['is in a file that others can read', 'chmod 600 the file.'],
}

/** Checks that every secret reference can be resolved, without showing values. */
export function checkSecrets(
  settings: Settings,
  folder: string,
  variables: Variables,
): readonly Finding[] {
  const secrets = unreportedSecrets(folder, variables)
  return secretReferences(settings).map(({ field, text }) => {
    const resolution = secrets.resolve(parseSecretReference(text, field))
    const isOfDoor = field.startsWith('http.')
    if (resolution.kind === 'found') {
      if (!isOfDoor || resolution.value.length >= httpTokenLeast)
        return ok('secrets', `${text} can be read`)
      const what = `${field}: ${text} has fewer than ${httpTokenLeast} characters; nothing starts.`
      return unsafe('secrets', what, 'Make one with openssl rand -hex 32.')
    }
    const [what, mend] = problems[resolution.reason.id] ?? ['cannot be read', 'Make it readable.']
    if (isOfDoor) return unsafe('secrets', `${field}: ${text} ${what}; nothing starts.`, mend)
    return unsafeIn(['prod'], settings.environment, ['secrets', `${field}: ${text} ${what}.`, mend])
  })
}
