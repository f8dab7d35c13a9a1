// A digest over all installed packages that the program uses.

import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { canonical, sha256 } from '../../evidence/canonical.ts'
import { shipped } from '../content-files.ts'

const names = z.record(z.string(), z.unknown()).default({})
const packageSchema = z.object({
  name: z.string().default(''),
  version: z.string().default(''),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
})

/** Declarations, source maps and documentation are not executed. */
const idle = /\.(?:d\.[cm]?ts|[cm]?ts|map|md|markdown|txt|flow|c|cc|cpp|h|hpp)$/i

/**
 * SHA-256 over name, version and bytes of all direct and indirect dependencies, found as Node.js
 * finds them; optional ones only if installed. `root` is the folder of the program's package.json.
 * Takes about as long as reading the files.
 */
export function packagesDigest(root: string = shipped): string {
  const folders = new Set<string>()
  const waiting = [root]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop())
    for (const name of dependenciesOf(folder)) {
      const found = installed(folder, name)
      if (found === null || folders.has(found)) continue
      folders.add(found)
      waiting.push(found)
    }
  const packages = [...folders].map((folder) => {
    const { name, version } = manifestOf(folder)
    return [name, version, digestOf(folder)].join('\n')
  })
  // Where a package is installed does not matter, only its contents.
  return sha256(canonical([...new Set(packages)].toSorted()))
}

function manifestOf(folder: string): z.output<typeof packageSchema> {
  return packageSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
}

function dependenciesOf(folder: string): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifestOf(folder)
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })
}

/** The package's folder, searched beside the package and upwards; null if not installed. */
function installed(from: string, name: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (existsSync(join(found, 'package.json'))) return realpathSync(found)
    if (dirname(folder) === folder) return null
  }
}

function digestOf(folder: string): string {
  const files = filesIn(folder, '')
    .map((path) => `${path}\n${sha256(readFileSync(join(folder, path)))}`)
    .toSorted()
  return sha256(files.join('\n'))
}

/** Paths below the folder, with slashes; nested packages are left out. */
function filesIn(folder: string, path: string): readonly string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((one) => {
    const below = path === '' ? one.name : `${path}/${one.name}`
    if (one.isDirectory()) return one.name === 'node_modules' ? [] : filesIn(folder, below)
    return one.isFile() && !idle.test(one.name) ? [below] : []
  })
}
