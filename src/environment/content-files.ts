// Finds the files of flows, packs, words and descriptions: the home's own, and those that ship.

import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeOf, isTooManyFiles } from '../store/error-text.ts'
import { SetUpError } from './set-up-error.ts'

/** The folder that holds the running program: `dist`, or `src` in development. */
export const program = fileURLToPath(new URL('../', import.meta.url))

/** The folder that holds the shipped `flows/` and `locales/`. */
export const shipped = fileURLToPath(new URL('../../', import.meta.url))

/** The folders with content: the shipped one, and the home, which overrides it. */
export function rootsOf(home: string): readonly string[] {
  return [...new Set([resolve(shipped), resolve(home)])]
}

/** All files in a folder and its subfolders; empty if it does not exist. */
export function filesBelow(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory() && !one.name.startsWith('.'))
    .map((one) => join(one.parentPath, one.name))
}

/**
 * Throws if the path cannot be read: treating it as absent would silently use the shipped file. A
 * path denied by Node's permission model counts as absent.
 */
function isThere(path: string): boolean {
  return looked(path, (one) => statSync(one, { throwIfNoEntry: false })) !== undefined
}

function looked<Found>(path: string, look: (path: string) => Found): Found | undefined {
  try {
    return look(path)
  } catch (error) {
    // Not an error of the file system, but a defect.
    if (!(error instanceof Error && 'code' in error) || isTooManyFiles(error)) throw error
    const why = codeOf(error)
    if (why === 'ERR_ACCESS_DENIED') return undefined
    throw new SetUpError(
      `${path} cannot be read (${why}); make it belong to the user that runs aval.`,
    )
  }
}

/** The files of a folder with this ending, sorted; hidden files (editor leftovers) are skipped. */
export function filesIn(folder: string, ending: string): readonly string[] {
  if (!isThere(folder)) return []
  return (looked(folder, (one) => readdirSync(one)) ?? [])
    .filter((file) => file.endsWith(ending) && !file.startsWith('.'))
    .toSorted()
    .map((file) => join(folder, file))
}

/**
 * The YAML files of a folder, shipped and the home's; the home's file replaces one of the same
 * name.
 */
export function yamlOf(home: string, folder: string): readonly string[] {
  const files = rootsOf(home).flatMap((root) => filesIn(join(root, folder), '.yaml'))
  const byName = new Map(files.map((file) => [basename(file), file]))
  return [...byName].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, file]) => file)
}

/** The home's file if it exists; otherwise the path of the shipped one. */
export function fileOf(home: string, path: string): string {
  const own = join(home, path)
  return isThere(own) ? own : join(shipped, path)
}
