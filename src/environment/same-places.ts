// Finds places outside that several environments of one home send to.

import type { Environment } from '../policy/names.ts'
import { addressOf } from './isolation.ts'
import { isLoopback } from './loopback.ts'
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
export function samePlaces(home: string, all: readonly Settings[]): readonly SamePlace[] {
  const targets = all.flatMap((settings) => [
    ...settings.checkpoints.flatMap((one) => targetsOf(home, settings, 'checkpoints', one)),
    ...settings.ship.flatMap((one) => targetsOf(home, settings, 'ship', one)),
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

function targetsOf(
  home: string,
  settings: Settings,
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
      const { remote = '', branch } = place
      // The name of a remote means what its own repository says.
      if (/^[\w.-]*$/.test(remote)) return [own]
      return [own, { ...about, where: `${remote} ${branch}`, kind: 'branch' }]
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
