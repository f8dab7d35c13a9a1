// Checks for connectors whose circuit breaker is open because they did not answer.

import type { JsonObject } from '../../evidence/artifact.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, warning } from './finding.ts'

/** `rests`: the store's notes about each connector (store/inspect.ts). */
export function checkBreakers(
  { connectors }: Settings,
  rests: ReadonlyMap<string, JsonObject>,
): readonly Finding[] {
  return Object.keys(connectors).flatMap((name): readonly Finding[] => {
    const since = rests.get(name)?.['since']
    if (typeof since !== 'number') return []
    const what = `${name} has not answered since ${new Date(since).toISOString()}; calls to it are paused.`
    const mend = `Check the service at connectors.${name}.base_url; Aval retries by itself.`
    return [warning('connectors', what, mend)]
  })
}
