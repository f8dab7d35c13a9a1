// People and rules for tests of quorums: two more roles, and terms of class S2 that the test
// chooses.

import type { Rules } from '../../src/command/facts.ts'
import type { Pack } from '../../src/policy/pack.ts'
import type { Person } from '../../src/policy/people.ts'
import { rulesFor } from './content.ts'
import type { QuorumTerms } from './quorum.ts'

export const quorumPeople: readonly (readonly [string, readonly string[]])[] = [
  ['ana', ['requester']],
  ['beto', ['approver', 'security']],
  ['carla', ['owner']],
  ['edu', ['security']],
  ['fabio', ['owner', 'security']],
  ['gina', ['approver']],
  ['zoe', ['requester']],
]

/** The shipped rules, with these terms for class S2 and with the two roles of the groups. */
export function rulesWith(terms: QuorumTerms, more: Partial<Pack> = {}): Rules {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const { pack, binding } = rules
  if (pack === null || binding === null) throw new Error('A pack is bound.')
  const rights = pack.roles['approver'] ?? []
  const changed = {
    ...pack,
    ...more,
    digest: 'e7'.repeat(32),
    roles: { ...pack.roles, security: rights, owner: rights },
    approvals: {
      ...pack.approvals,
      destructive: {
        ...pack.approvals['destructive'],
        classes: ['S2' as const],
        scope: 'admin.approve.destructive',
        when_expired: 'reject' as const,
        ask: ['approver', 'security', 'owner'],
        fallback: [],
        approvers: terms.approvers,
        denials: terms.denials,
        groups: terms.groups.map((role) => ({ role, at_least: 1 })),
        expires: 30 * 60_000,
      },
    },
  }
  const packs = new Map([...rules.packs, ['strong 1.0.0', changed]])
  return { ...rules, pack: changed, packs, binding: { ...binding, digest: changed.digest } }
}

export const quorumCast: readonly Person[] = quorumPeople.map(([id, roles], index) => ({
  id,
  name: id[0]?.toUpperCase() + id.slice(1),
  tenant: 'dev:acme',
  roles,
  grants: [],
  locale: 'en',
  identifiers: [`+551190000000${index}`],
  stepUp: 'none',
}))
