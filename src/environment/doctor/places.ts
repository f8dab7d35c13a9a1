// Checks places outside: is there one, can it be used, does it take what it is sent, encrypted?

import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { failingOf } from '../../engine/places/place-sender.ts'
import { alertReasons } from '../../engine/places/places.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import { repositoryFault } from '../../places/git.ts'
import { codeOf } from '../../store/error-text.ts'
import { environmentFolder } from '../environment-folder.ts'
import { isLoopback } from '../loopback.ts'
import type { Variables } from '../secrets.ts'
import { sentTo } from '../settings/place-address.ts'
import { placePaths } from '../settings/place-paths.ts'
import type { CheckpointSettings, ShipSettings } from '../settings/places.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, ok, real, unsafe, unsafeIn, warning } from './finding.ts'

/** `outward`: the store's notes about each place (store/inspect.ts). Nothing is sent. */
export function checkPlaces(
  home: string,
  settings: Settings,
  outward: ReadonlyMap<string, JsonObject>,
  variables: Variables,
): readonly Finding[] {
  const unusable = unusablePlaces(home, settings, variables)
  const mend = 'Fix that, or correct path in environment.yaml: nothing is stored there until then.'
  return [
    ...(settings.checkpoints.length === 0 ? [nobodyOutside(settings)] : []),
    ...[...settings.checkpoints, ...settings.ship].flatMap((place) => {
      const found = takes(place, outward)
      return found.level === 'ok' && unusable.has(place.name) ? [] : [found]
    }),
    ...plainWays(settings),
    ...[...unusable].map(([name, what]) => warning('outward', `${name}: ${what}.`, mend)),
    ...certificates(environmentFolder(home, settings.environment), settings),
  ]
}

/** Which places cannot be used, by name: why, without a full stop. */
function unusablePlaces(
  home: string,
  settings: Settings,
  variables: Variables,
): ReadonlyMap<string, string> {
  const faults = placePaths(home, settings).map((place) => {
    const closed = place.kind === 'file' ? fileFault(place.path) : folderFault(place.path)
    const isOpenGit = closed === null && place.kind === 'git'
    return [place.name, isOpenGit ? repositoryFault({ ...place, variables }) : closed] as const
  })
  return new Map(faults.flatMap(([name, what]) => (what === null ? [] : [[name, what] as const])))
}

function folderFault(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return `${path} does not exist`
  if (!found.isDirectory()) return `${path} is not a folder`
  return closedFault(path)
}

function fileFault(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return folderFault(dirname(path))
  return found.isFile() ? closedFault(path) : `${path} is not a file`
}

function closedFault(path: string): string | null {
  try {
    accessSync(path, constants.W_OK)
    return null
  } catch (error) {
    return `${path} cannot be written by this user (${codeOf(error)})`
  }
}

/** Without its certificates the environment does not start. */
function certificates(folder: string, { ship }: Settings): readonly Finding[] {
  return ship.flatMap((one) => {
    if (one.kind !== 'syslog' || one.ca === undefined || isCertificate(join(folder, one.ca)))
      return []
    const what = `ship.${one.name}.ca names ${one.ca}, which holds no readable certificate.`
    return [unsafe('outward', what, `Put it into ${folder}, as PEM.`)]
  })
}

function isCertificate(file: string): boolean {
  try {
    return readFileSync(file, 'latin1').includes('-----BEGIN CERTIFICATE-----')
  } catch {
    return false
  }
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
