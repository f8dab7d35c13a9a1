// Opens the traces of one environment, if its settings name a collector; loaded only then.

import { parseBaseUrl } from '../connectors/egress.ts'
import type { Log } from '../engine/engine-parts.ts'
import type { Traces } from '../engine/observability/traces.ts'
import { sentenceOf } from '../store/error-text.ts'
import { environmentFolder } from './environment-folder.ts'
import { readKeys } from './keys.ts'
import { SetUpError } from './set-up-error.ts'
import type { Settings } from './settings/settings-schema.ts'

const usualPath = '/v1/traces'

/** Where spans are sent: the address as written, or with the usual path if it names only a host. */
export function tracesUrl(endpoint: string): URL {
  const url = parseBaseUrl(endpoint, 'traces.endpoint')
  return url.pathname === '/' ? new URL(usualPath, url) : url
}

/** Null if traces are off. Throws a sentence with the field and how to fix it. */
export async function openTraces(
  home: string,
  settings: Settings,
  version: string,
  log: Log,
): Promise<Traces | null> {
  const { environment, traces } = settings
  if (traces === undefined) return null
  let url: URL
  try {
    url = tracesUrl(traces.endpoint)
  } catch (error) {
    throw new SetUpError(`environment.yaml: ${sentenceOf(error)}`)
  }
  const { instance } = readKeys(environmentFolder(home, environment))
  const { openOtlp } = await import('../engine/observability/otlp.ts')
  return openOtlp({ environment, version, instance, url: url.href, log })
}
