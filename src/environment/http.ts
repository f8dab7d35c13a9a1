// Opens the HTTP interface for programs of one environment: its callers, tokens and port.

import { randomBytes } from 'node:crypto'
import { parseSecretReference } from '../connectors/secrets.ts'
import { wordMessage } from '../conversation/say.ts'
import type { Log } from '../engine/engine-parts.ts'
import { codeOf } from '../store/error-text.ts'
import { type Caller, tokenDigest } from '../transports/http/callers.ts'
import { openProgramApi, type ProgramApi } from '../transports/http/program-api.ts'
import { newestAttestation } from './attestation/issue.ts'
import type { OpenEnvironment } from './environment.ts'
import { environmentFolder } from './environment-folder.ts'
import type { Variables } from './secrets.ts'
import { reportedSecrets } from './secrets.ts'
import { SetUpError } from './set-up-error.ts'
import { httpTokenLeast, httpTokens } from './settings/secret-references.ts'
import type { Settings } from './settings/settings-schema.ts'

export interface HttpParts {
  readonly home: string
  readonly opened: Pick<
    OpenEnvironment,
    'settings' | 'rules' | 'languages' | 'engine' | 'storeClient' | 'clock'
  >
  readonly variables: Variables
  readonly log: Log
  readonly version: string
}

/** Null if the settings have no `http`. Throws a sentence with the field and the fix. */
export async function openHttp(parts: HttpParts): Promise<ProgramApi | null> {
  const { opened, log, version } = parts
  const { settings, rules, languages, engine, storeClient } = opened
  const { http } = settings
  if (http === undefined) return null
  const { port, host, names } = http
  const callers = readCallers(parts, http)
  const word: Parameters<typeof openProgramApi>[0]['word'] = (line) =>
    wordMessage(languages, languages.fallback.locale, [line])
  const fresh = () => randomBytes(4).toString('hex')
  const { now } = opened.clock
  try {
    return await openProgramApi({
      ...{ port, host, names, callers, version },
      ...{ rules, storeClient, engine, word, now, fresh, log },
      attestation: () => newestAttestation(parts.home, settings.environment),
    })
  } catch (error) {
    throw new SetUpError(
      `environment.yaml: http.port ${port} cannot be opened on ${host} (${codeOf(error)}); name another.`,
    )
  }
}

/** Reads the tokens once and keeps only their hashes; a new token counts from the next start. */
function readCallers(
  { home, opened, variables }: HttpParts,
  http: NonNullable<Settings['http']>,
): readonly Caller[] {
  const folder = environmentFolder(home, opened.settings.environment)
  const secrets = reportedSecrets(folder, variables, opened.engine.notice)
  const tokens = httpTokens(http)
  const requesters = new Map(Object.entries(http.requesters))
  const callers = tokens.map(({ name, field: place, text }): Caller => {
    const field = `environment.yaml: ${place}`
    const found = secrets.resolve(parseSecretReference(text, field))
    if (found.kind === 'missing')
      throw new SetUpError(`${field}: ${text} cannot be read; aval doctor says why.`)
    if (found.value.length < httpTokenLeast)
      throw new SetUpError(
        `${field}: ${text} has fewer than ${httpTokenLeast} characters; openssl rand -hex 32.`,
      )
    const hash = tokenDigest(found.value)
    const owner = http.agents[name]?.owner
    if (owner !== undefined) return { name, hash, requesters: [owner], owner }
    return { name, hash, requesters: requesters.get(name) ?? null }
  })
  const digests = callers.map((one) => one.hash.toString('hex'))
  const twin = tokens.find((_one, index) => digests.indexOf(digests[index] ?? '') !== index)
  if (twin !== undefined)
    throw new SetUpError(
      `environment.yaml: ${twin.field} is another program's too; give each its own.`,
    )
  return callers
}
