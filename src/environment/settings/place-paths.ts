// Where the folders and files of places outside lie, and where they may not lie.

import { realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { environments } from '../../policy/names.ts'
import { environmentFolder } from '../environment-folder.ts'
import type { Settings } from './settings-schema.ts'

type Placed = Pick<Settings, 'environment' | 'checkpoints' | 'ship'>

/** A place's path; relative paths are below the environment's folder. */
export function placePath(
  home: string,
  { environment }: Pick<Settings, 'environment'>,
  path: string,
): string {
  return resolve(environmentFolder(home, environment), path)
}

/** All folders and files that the settings name, by the places' names. */
export function placePaths(home: string, settings: Placed) {
  return [...settings.checkpoints, ...settings.ship].flatMap((one) =>
    'path' in one ? [{ ...one, path: placePath(home, settings, one.path) }] : [],
  )
}

/**
 * The first place that would write into another environment's folder, or over a file of this one's
 * own; as a sentence, null for none. Links are followed, as writing does.
 */
export function forbiddenPlacePath(home: string, settings: Placed): string | null {
  const folders = environments.map((of) => ({ of, folder: realPath(environmentFolder(home, of)) }))
  for (const { name, path } of placePaths(home, settings)) {
    const real = realPath(path)
    for (const { of, folder } of folders) {
      const own = isWithin(real, folder) ? relative(folder, real) : null
      if (of !== settings.environment && own !== null)
        return `the place ${name} is in the folder of ${of}; name one outside of it.`
      if (own === null && isWithin(folder, real))
        return `the place ${name} is a folder that contains ${of}; name a separate one.`
      if (own !== null && isOurs(own))
        return `the place ${name} is where Aval keeps its own files; name one beside them.`
    }
  }
  return null
}

/** `own`: a path below the environment's folder; empty for the folder itself. */
function isOurs(own: string): boolean {
  return (
    own === '' ||
    /^(aval\.db|session\.db|owner\.lock)/.test(own) ||
    /^(environment\.yaml|running\.json|attestation\.jws|keys|secrets|tmp|whatsapp-web)(\/|$)/.test(
      own,
    )
  )
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === sep ? sep : `${folder}${sep}`)
}

/** With all links followed; what does not exist yet keeps its name. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}
