// A digest of a place's address: what one address received, another has not.

import type { JsonObject } from '../../evidence/artifact.ts'
import { sha256 } from '../../evidence/canonical.ts'
import type { CheckpointSettings, ShipSettings } from './places.ts'

/** 16 hexadecimal digits; a digest, because addresses may be confidential. */
export function addressOf(place: CheckpointSettings | ShipSettings): string {
  return sha256(JSON.stringify([place.kind, ...whereOf(place)])).slice(0, 16)
}

/**
 * The store's notes about what the place received at its present address, each with what it
 * is about (a tenant, or `position`). `outward`: as in `Inspection` (store/inspect.ts).
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
 * What makes up the address. Tokens, certificates and intervals do not. Tenants do: evidence of a
 * newly listed tenant before the position was never sent.
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
