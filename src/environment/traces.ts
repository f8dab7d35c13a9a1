// The traces of one environment: off unless its settings name a collector, and only then loaded.

import { parseBaseUrl } from '../connectors/egress.ts'
import type { Log } from '../engine/engine.ts'
import type { Traces } from '../engine/watched/traces.ts'
import { sentenceOf } from '../store/thrown.ts'
import { readKeys } from './keys.ts'
import { environmentFolder, type Settings, SetUpError } from './settings.ts'

const usualPath = '/v1/traces'

/** Where spans go: as it is written, or under the usual path when it names a host alone. */
export function tracesUrl(endpoint: string): URL {
  const url = parseBaseUrl(endpoint, 'traces.endpoint')
  return url.pathname === '/' ? new URL(usualPath, url) : url
}

/** Null when they are off. Throws one sentence: the field and the mend. */
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
  const { openOtlp } = await import('../engine/watched/otlp.ts')
  return openOtlp({ environment, version, instance, url: url.href, log })
}
