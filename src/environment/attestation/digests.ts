// The digests that an attestation records: of the program, its flows and texts, and the policy.

import { readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { canonical, sha256 } from '../../evidence/canonical.ts'
import { type Binding, bindingOf } from '../../policy/pack.ts'
import { readPack } from '../content.ts'
import { filesBelow, filesIn, program, rootsOf } from '../content-files.ts'
import { boundIn, policyInForce } from '../find-store.ts'
import { SetUpError } from '../set-up-error.ts'
import type { Settings } from '../settings/settings-schema.ts'

/** SHA-256 over all files of the program, without the packages that it uses. */
export function programDigest(folder: string = program): string {
  const files = filesBelow(folder)
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map(digested(folder))
    .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
  return sha256(canonical(files))
}

/** The files of a home that count; policy packs have digests of their own. */
const content = [
  ['flows/apis', '.yaml'],
  ['flows/commands', '.yaml'],
  ['flows/units', '.yaml'],
  ['locales', '.ftl'],
] as const

/** SHA-256 over flows, API descriptions, unit kinds and texts. */
export function contentDigest(home: string): string {
  // Shipped files and those that a home overrides are both read, so both count.
  const files = rootsOf(home).map((root) =>
    content.flatMap(([folder, ending]) => filesIn(join(root, folder), ending).map(digested(root))),
  )
  return sha256(canonical(files.filter((one) => one.length > 0)))
}

/**
 * SHA-256 over the settings, without people, on-call duties and policy; the policy is recorded
 * separately.
 */
export function settingsDigest(settings: Settings): string {
  const { people: _people, on_call: _onCall, policy: _policy, ...rest } = settings
  return sha256(canonical(rest))
}

/** The file's path below the folder, and the digest of its contents (links are followed). */
function digested(folder: string): (file: string) => readonly string[] {
  return (file) => [
    relative(folder, file).split(sep).join('/'),
    sha256(readFileSync(file).toString('base64')),
  ]
}

/**
 * The policy in force with the digest of its file now; throws a sentence if there is none.
 * `recorded` is the digest in evidence; null before the first start.
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
  const binding = bindingOf(reading.pack, policy.profile)
  return { binding, recorded: bound?.binding.digest ?? null }
}
