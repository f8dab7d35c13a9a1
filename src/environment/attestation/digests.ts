// What an attestation holds fast: the bytes of the program, of its flows and words, and the policy.

import { readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { canonical, sha256 } from '../../evidence/canonical.ts'
import type { Binding } from '../../policy/pack.ts'
import { filesBelow, filesIn, program, readPack, rootsOf } from '../content.ts'
import { type Settings, SetUpError } from '../settings.ts'
import { boundIn, policyInForce } from '../stored.ts'

/** SHA-256 over every file of the program; packages that it uses are not in it. */
export function programDigest(folder: string = program): string {
  const files = filesBelow(folder)
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map(digested(folder))
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
  return sha256(canonical(files))
}

/** Which files of a home are read; packs are apart, and have digests of their own. */
const content = [
  ['flows/apis', '.yaml'],
  ['flows/commands', '.yaml'],
  ['flows/units', '.yaml'],
  ['locales', '.ftl'],
] as const

/** SHA-256 over flows, API descriptions, units and words: all that is read, and nothing else. */
export function contentDigest(home: string): string {
  // What a home lays over the shipped files counts beside them, since both are read.
  const files = rootsOf(home).map((root) =>
    content.flatMap(([folder, ending]) => filesIn(join(root, folder), ending).map(digested(root))),
  )
  return sha256(canonical(files.filter((one) => one.length > 0)))
}

/**
 * SHA-256 over what `environment.yaml` says, but for whom it enrols and who is on call; its policy
 * is told apart, since another one may be in force.
 */
export function settingsDigest(settings: Settings): string {
  const { people: _people, on_call: _onCall, policy: _policy, ...rest } = settings
  return sha256(canonical(rest))
}

/** Its path below the folder, and the digest of what is read there, wherever a link leads. */
function digested(folder: string): (file: string) => readonly string[] {
  return (file) => [
    relative(folder, file).split(sep).join('/'),
    sha256(readFileSync(file).toString('base64')),
  ]
}

/**
 * The policy in force, with the digest of its bytes as they are now; throws one sentence when there
 * is none. `recorded` is the digest that evidence has for it; null before the first start.
 */
export function policyNow(
  home: string,
  settings: Settings,
): { readonly binding: Binding; readonly recorded: string | null } {
  const bound = boundIn(home, settings)
  const policy = policyInForce(settings, bound)
  const reading = readPack(home, policy)
  if (reading.kind === 'failed')
    throw new SetUpError(`${reading.error}; without a policy there is nothing to attest.`)
  const { pack } = reading
  const { profile } = policy
  const binding = { pack: pack.pack, version: pack.version, digest: pack.digest, profile }
  return { binding, recorded: bound?.binding.digest ?? null }
}
