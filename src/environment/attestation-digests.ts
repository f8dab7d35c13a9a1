// What an attestation holds fast: the bytes of the program, of its flows and words, and the policy.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canonical, sha256 } from '../evidence/canonical.ts'
import type { Binding } from '../policy/pack.ts'
import { policyInForce } from './conformance.ts'
import { readPack, rootsOf } from './content.ts'
import { environmentFolder, type Settings, SetUpError } from './settings.ts'
import { soundInspection, storeIn } from './stored.ts'

/** The folder that holds the running program: `dist`, or `src` in development. */
const program = fileURLToPath(new URL('../', import.meta.url))

/** SHA-256 over every file of the program; packages that it uses are not in it. */
export function programDigest(folder: string = program): string {
  return digestOf(folder, () => true)
}

/** SHA-256 over flows, API descriptions, units and words; packs apart, that have their own. */
export function contentDigest(home: string): string {
  const policies = join('flows', 'policies')
  // What a home lays over the shipped files counts beside them, since both are read.
  const folders = rootsOf(home).flatMap((root) =>
    ['flows', 'locales'].map((name) => ({ name, folder: join(root, name) })),
  )
  return sha256(
    canonical(
      folders
        .filter(({ folder }) => existsSync(folder))
        .map(({ name, folder }) =>
          digestOf(folder, (path) => !join(name, path).startsWith(policies)),
        ),
    ),
  )
}

function digestOf(folder: string, counts: (path: string) => boolean): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !one.name.startsWith('.'))
    .map((one) => join(one.parentPath, one.name))
    .filter((file) => counts(relative(folder, file)))
    .map((file) => [
      relative(folder, file).split(sep).join('/'),
      sha256(readFileSync(file).toString('base64')),
    ])
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
  return sha256(canonical(files))
}

/**
 * The policy in force, with the digest of its bytes as they are now; throws one sentence when there
 * is none. `recorded` is the digest that evidence has for it; null before the first start.
 */
export function policyNow(
  home: string,
  settings: Settings,
): { readonly binding: Binding; readonly recorded: string | null } {
  const policy = policyInForce(home, settings)
  const reading = readPack(home, policy)
  if (reading.kind === 'failed')
    throw new SetUpError(`${reading.error}; without a policy there is nothing to attest.`)
  const { pack } = reading
  const { profile } = policy
  const binding = { pack: pack.pack, version: pack.version, digest: pack.digest, profile }
  const file = storeIn(environmentFolder(home, settings.environment))
  const bound = file === null ? null : soundInspection(file, settings.environment).bound
  return { binding, recorded: bound?.binding.digest ?? null }
}
