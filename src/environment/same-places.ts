// Finds places outside that several environments of one home send to.

import { pushAddresses } from '../places/git.ts'
import type { Environment } from '../policy/names.ts'
import { addressOf } from './isolation.ts'
import { isLoopback } from './loopback.ts'
import { repositoryName } from './repository-name.ts'
import type { Variables } from './secrets.ts'
import { isWithin, placePath, realPath } from './settings/place-paths.ts'
import type { Settings } from './settings/settings-schema.ts'

type Place = Settings['checkpoints'][number] | Settings['ship'][number]

/** One place of one environment that another environment sends to, too. */
export interface SamePlace {
  readonly environment: Environment
  /** `ship.tail` */
  readonly field: string
  /** A file or folder, a branch of a remote repository, or a receiver of records. */
  readonly kind: 'path' | 'branch' | 'receiver'
  /** A path has its links followed. */
  readonly where: string
  readonly other: { readonly environment: Environment; readonly field: string }
}

type Target = Omit<SamePlace, 'other'>

/**
 * Each pair once from either side. Paths count as shared where one contains the other. Witnesses
 * are left out: they keep logs apart by their origins; and so are people.
 */
export function samePlaces(
  home: string,
  all: readonly Settings[],
  variables: Variables,
): readonly SamePlace[] {
  if (all.length < 2) return []
  const about = (settings: Settings) => ({ home, settings, variables })
  const targets = all.flatMap((settings) => [
    ...settings.checkpoints.flatMap((one) => targetsOf(about(settings), 'checkpoints', one)),
    ...settings.ship.flatMap((one) => targetsOf(about(settings), 'ship', one)),
  ])
  return targets.flatMap((one) =>
    targets
      .filter((other) => other.environment !== one.environment && isSame(one, other))
      .map((other) => ({ ...one, other })),
  )
}

function isSame(one: Target, other: Target): boolean {
  if (one.kind !== other.kind) return false
  if (one.kind !== 'path') return one.where === other.where
  return isWithin(one.where, other.where) || isWithin(other.where, one.where)
}

interface About {
  readonly home: string
  readonly settings: Settings
  readonly variables: Variables
}

function targetsOf(
  { home, settings, variables }: About,
  list: 'checkpoints' | 'ship',
  place: Place,
): readonly Target[] {
  const { environment } = settings
  const about = { environment, field: `${list}.${place.name}` }
  const path = (at: string) => realPath(placePath(home, settings, at))
  switch (place.kind) {
    case 'chat':
    case 'witness':
      return []
    case 'directory':
    case 'file':
      return [{ ...about, where: path(place.path), kind: 'path' }]
    case 'git': {
      const own = { ...about, where: path(place.path), kind: 'path' } as const
      const { remote, branch } = place
      if (remote === undefined) return [own]
      const folder = placePath(home, settings, place.path)
      const addresses = pushAddresses({ path: folder, remote, variables })
      const names = new Set(addresses.map((one) => repositoryName(one, folder)))
      return [
        own,
        ...[...names].map((name) => ({
          ...about,
          where: `${name} ${branch}`,
          kind: 'branch' as const,
        })),
      ]
    }
    case 'syslog': {
      const host = isLoopback(place.host) ? '127.0.0.1' : place.host.toLowerCase()
      const over = place.over === 'udp' ? 'udp' : 'tcp'
      return [{ ...about, where: `${over}://${host}:${place.port}`, kind: 'receiver' }]
    }
    case 'otlp':
    case 'http': {
      const where = `${addressOf(place.url)}${new URL(place.url).search}`
      return [{ ...about, where, kind: 'receiver' }]
    }
  }
}
