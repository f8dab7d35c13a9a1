// A change of policy is a command like any other: previewed, approved, recorded, and then in force.

import { profileSchema } from '../../policy/names.ts'
import { boundAnew, packKey, withPack } from '../bound.ts'
import { note } from '../changes.ts'
import { environmentOf, type Rules } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { setBy } from '../shown/lockdown-lines.ts'
import { tellTenants } from '../told.ts'
import { no, type Operation, ok } from './inside.ts'

/** The rules that the command asks for; null when there is no such pack or profile. */
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

export const bindPolicy: Operation = (facts, command) => {
  const candidate = candidateRules(facts.rules, command)
  const binding = candidate?.binding
  if (binding === undefined || binding === null)
    return no('impossible', phrase('no-such-pack', { packs: [...facts.rules.packs.keys()] }))
  const { file, binding: from } = facts.rules
  const { pack, version, profile } = binding
  const environment = environmentOf(facts)
  const lineFor = (tenant: string): Phrase => {
    const { by } = setBy({ ...facts, tenant }, { by: command.requester, reason: '' })
    return phrase('notice-policy', { environment, by, pack, version, profile })
  }
  return ok([
    { kind: 'bound', bound: boundAnew(facts.bound, { binding, file }) },
    note(facts, 'policy.bound', command.requester, {
      ...binding,
      changed: true,
      from: from === null ? null : { ...from },
      command: command.name,
    }),
    ...tellTenants(facts, command, lineFor),
  ])
}
