// Which policy is in force: the recorded binding, unless the policy file or the pack was edited
// without a command.

import type { Profile } from '../policy/names.ts'
import { type Binding, bindingOf, type Pack } from '../policy/pack.ts'
import type { Facts, FilePolicy, RecordedBinding, Rules } from './facts.ts'

export function packKey(name: string, version: string): string {
  return `${name} ${version}`
}

/** Do both name the same pack, version and profile? Digests are not compared. */
export function isSamePolicy(one: FilePolicy, other: FilePolicy): boolean {
  return one.pack === other.pack && one.version === other.version && one.profile === other.profile
}

/**
 * The rules under the recorded binding. It is drift if `environment.yaml` names a policy that was
 * never bound, or a pack changed without a new version: prod locks, other environments use what is
 * there now, and the admins are told.
 */
export function rulesUnder(rules: Rules, bound: RecordedBinding | null): Rules {
  if (bound === null) return rules
  const strict = rules.environment === 'prod'
  const { file, binding } = bound
  if (!isSamePolicy(file, rules.file) && !isSamePolicy(binding, rules.file))
    return strict
      ? locked(
          rules,
          `environment.yaml names ${nameOf(rules.file)}, but ${nameOf(binding)} is recorded; put the line back`,
        )
      : rules
  const pack = rules.packs.get(packKey(binding.pack, binding.version))
  if (pack === undefined)
    return locked(
      rules,
      rules.failure ?? `flows/policies/${binding.pack}-${binding.version}.yaml is missing`,
    )
  if (pack.digest !== binding.digest && strict)
    return locked(
      rules,
      `flows/policies/${binding.pack}-${binding.version}.yaml was changed under its version; put it back`,
    )
  const { rebound } = bound
  const there = withPack(rules, pack, binding.profile)
  return rebound === undefined ? there : { ...there, rebound }
}

/**
 * The new binding, counted, so that approvals given under an earlier one no longer count, even if
 * that policy is bound again.
 */
export function rebind(
  { bound, rules, now }: Pick<Facts, 'bound' | 'rules' | 'now'>,
  binding: Binding,
): RecordedBinding {
  const recorded = { binding, file: rules.file, at: now }
  return bound === null ? recorded : { ...recorded, rebound: (bound.rebound ?? 0) + 1 }
}

/** The rules with this pack and profile; locked if the pack lacks the profile. */
export function withPack(rules: Rules, pack: Pack, profile: Profile): Rules {
  if (pack.profiles[profile] === undefined)
    return locked(
      rules,
      `flows/policies/${pack.pack}-${pack.version}.yaml has no profile ${profile}`,
    )
  return { ...rules, pack, binding: bindingOf(pack, profile), failure: null }
}

function locked(rules: Rules, failure: string): Rules {
  return { ...rules, pack: null, binding: null, failure }
}

function nameOf(policy: FilePolicy): string {
  return `${policy.pack} ${policy.version} ${policy.profile}`
}
