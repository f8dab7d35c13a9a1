// A policy change is a command like any other: previewed, approved, recorded, then in force.

import { profileSchema } from '../../policy/names.ts'
import type { Binding } from '../../policy/pack.ts'
import { environmentEvidence } from '../changes.ts'
import { recheckWaiting } from '../deadlines/end-outdated.ts'
import { setBy } from '../display/lockdown-lines.ts'
import { environmentOf, type Facts, type Rules } from '../facts.ts'
import { phrase } from '../phrase.ts'
import { isSamePolicy, packKey, rebind, withPack } from '../recorded-binding.ts'
import { tellTenants } from '../tell.ts'
import { done, type Operation, refuse } from './operation.ts'

/**
 * The rules under the policy that the command names; null if the pack or profile does not exist.
 */
export function candidateRules(
  rules: Rules,
  command: { readonly slots: Readonly<Record<string, unknown>> },
): Rules | null {
  const { pack, version, profile } = command.slots
  const found = rules.packs.get(packKey(String(pack), String(version)))
  const named = profileSchema.safeParse(profile)
  if (found === undefined || !named.success) return null
  const candidate = withPack(rules, found, named.data)
  return candidate.failure === null ? candidate : null
}

/** Would it record what is recorded already, under the line of `environment.yaml` of now? */
function isRecorded({ bound, rules }: Facts, binding: Binding): boolean {
  if (bound === null || !isSamePolicy(bound.file, rules.file)) return false
  return isSamePolicy(bound.binding, binding) && bound.binding.digest === binding.digest
}

export const bindPolicy: Operation = (facts, command) => {
  const candidate = candidateRules(facts.rules, command)
  const binding = candidate?.binding
  if (binding === undefined || binding === null)
    return refuse('impossible', phrase('no-such-pack', { packs: [...facts.rules.packs.keys()] }))
  const { binding: from } = facts.rules
  const { pack, version, profile } = binding
  if (isRecorded(facts, binding))
    return refuse('impossible', phrase('policy-in-force', { pack, version, profile }))
  const lineFor = (tenant: string) =>
    phrase('notice-policy', {
      environment: environmentOf(facts),
      by: setBy({ ...facts, tenant }, { by: command.requester, reason: '' }).by,
      ...{ pack, version, profile },
    })
  return done([
    { kind: 'bound', bound: rebind(facts, binding) },
    environmentEvidence(facts, 'policy.bound', command.requester, {
      ...binding,
      changed: true,
      from: from === null ? null : { ...from },
      command: command.name,
    }),
    recheckWaiting(facts),
    ...tellTenants(facts, command, lineFor),
  ])
}
