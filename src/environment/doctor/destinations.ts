// Checks external destinations: is there one, does it accept data, and is the connection encrypted?

import { failingOf } from '../../engine/places/place-sender.ts'
import { alertReasons } from '../../engine/places/places.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import { isLoopback } from '../loopback.ts'
import { sentTo } from '../settings/destination-address.ts'
import type { CheckpointSettings, ShipSettings } from '../settings/destinations.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

/**
 * `outward`: the store's notes about each destination (store/inspect.ts). Those that are `unusable`
 * (places.ts), by name, are not called well.
 */
export function checkOutward(
  settings: Settings,
  outward: ReadonlyMap<string, JsonObject>,
  unusable: ReadonlyMap<string, string>,
): readonly Finding[] {
  const places = [...settings.checkpoints, ...settings.ship]
  return [
    ...(settings.checkpoints.length === 0 ? [nobodyOutside(settings)] : []),
    ...places.flatMap((place) => {
      const found = takes(place, outward)
      return found.level === 'ok' && unusable.has(place.name) ? [] : [found]
    }),
    ...plainWays(settings),
  ]
}

function nobodyOutside({ environment }: Settings): Finding {
  if (environment === 'dev' || environment === 'test')
    return ok('checkpoints', 'stay on this machine; whoever controls it can rewrite its history')
  return warning(
    'checkpoints',
    'They stay on this machine: whoever controls it can rewrite its history unnoticed.',
    'Name a place outside under checkpoints (docs/outward.md).',
  )
}

function takes(
  place: CheckpointSettings | ShipSettings,
  outward: ReadonlyMap<string, JsonObject>,
): Finding {
  const { name } = place
  const failing = failingOf(outward.get(name))
  if (failing !== null) {
    const since = new Date(failing.since).toISOString()
    const { why } = failing
    if (alertReasons.has(why)) {
      const other = `${name} cosigned a history that differs from this one (${why}), since ${since}.`
      return unsafe(
        'outward',
        other,
        'aval.db was rolled back, cut or rewritten: find out by whom.',
      )
    }
    const what = `${name} has accepted nothing since ${since} (${why}).`
    return warning('outward', what, 'docs/outward.md explains the word in brackets.')
  }
  const last = Math.max(0, ...sentTo(place, outward).map(([, noted]) => Number(noted['at'])))
  if (last === 0) return ok('outward', `${name} was sent nothing yet`)
  return ok('outward', `${name} accepted what it was sent, last at ${new Date(last).toISOString()}`)
}

/**
 * Evidence names people and requests, so that it must not be sent unencrypted over a shared
 * network.
 */
function plainWays(settings: Settings): readonly Finding[] {
  const { environment } = settings
  return settings.ship.flatMap((one): readonly Finding[] => {
    const host = plainHost(one)
    if (host === null || isLoopback(host)) return []
    const what = `ship.${one.name} sends evidence to ${host} without encryption.`
    return [unsafeIn(real, environment, ['outward', what, 'Use tls, or an https:// address.'])]
  })
}

function plainHost(place: Settings['ship'][number]): string | null {
  switch (place.kind) {
    case 'file':
      return null
    case 'syslog':
      return place.over === 'tls' ? null : place.host
    case 'otlp':
    case 'http': {
      const { protocol, hostname } = new URL(place.url)
      return protocol === 'https:' ? null : hostname
    }
  }
}
