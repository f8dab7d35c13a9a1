// Where a place outside is, as a digest: what was sent to one address is at no other.

import type { JsonObject } from '../evidence/artifact.ts'
import { sha256 } from '../evidence/canonical.ts'
import type { CheckpointSettings, ShipSettings } from './outward-settings.ts'

/** Sixteen hexadecimal digits. An address may hold what is nobody else's business. */
export function addressOf(place: CheckpointSettings | ShipSettings): string {
  return sha256(JSON.stringify([place.kind, ...whereOf(place)])).slice(0, 16)
}

/**
 * What is noted of what the place was sent at this address, each by what it is of: what another
 * address was sent, this one does not have. `outward`: as in `Inspection` (store/inspect.ts).
 */
export function sentTo(
  place: CheckpointSettings | ShipSettings,
  outward: ReadonlyMap<string, JsonObject>,
): readonly (readonly [of: string, noted: JsonObject])[] {
  const start = `${place.name}/`
  const address = addressOf(place)
  return [...outward].flatMap(([key, noted]) =>
    key.startsWith(start) && noted['address'] === address
      ? [[key.slice(start.length), noted] as const]
      : [],
  )
}

/**
 * A token, a certificate or the way of counting is no part of where a place is. The tenants are:
 * what lies before the position was left out there for those that are named only now.
 */
function whereOf(place: CheckpointSettings | ShipSettings): readonly unknown[] {
  switch (place.kind) {
    case 'chat':
      return []
    case 'directory':
      return [place.path]
    case 'git':
      return [place.path, place.remote, place.branch]
    case 'witness':
      return [place.url, place.key]
    case 'file':
      return [place.path, place.tenants?.toSorted()]
    case 'syslog':
      return [place.over, place.host, place.port, place.tenants?.toSorted()]
    case 'otlp':
    case 'http':
      return [place.url, place.tenants?.toSorted()]
  }
}
