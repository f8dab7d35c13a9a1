// Looks at folders, repositories and files outside before anything is sent there; sends nothing.

import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repositoryFault } from '../../places/git.ts'
import { codeOf } from '../../store/error-text.ts'
import { environmentFolder } from '../environment-folder.ts'
import type { Variables } from '../secrets.ts'
import { placePaths } from '../settings/place-paths.ts'
import type { Settings } from '../settings/settings-schema.ts'
import { type Finding, unsafe, warning } from './finding.ts'

/** Which places cannot be used, by name: why, without a full stop. */
export function unusablePlaces(
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

export function checkPlaces(
  home: string,
  settings: Settings,
  unusable: ReadonlyMap<string, string>,
): readonly Finding[] {
  const mend = 'Fix that, or correct path in environment.yaml: nothing is stored there until then.'
  return [
    ...[...unusable].map(([name, what]) => warning('outward', `${name}: ${what}.`, mend)),
    ...certificates(environmentFolder(home, settings.environment), settings),
  ]
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
