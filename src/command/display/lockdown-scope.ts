// Whom the lockdown of a part concerns: that of a tenant or agent is not told to other tenants.

import type { PartLock } from '../../policy/lockdown.ts'
import { holds, type Person } from '../../policy/people.ts'
import type { Facts } from '../facts.ts'

type Named = Pick<PartLock, 'part' | 'of'>
type Known = Pick<Facts, 'rules' | 'people'>

/** The tenant that a part belongs to (for an agent, its owner's); null for shared parts. */
export function tenantOf({ rules, people }: Known, { part, of }: Named): string | null {
  if (part === 'tenant') return of
  const owner = part === 'agent' ? rules.agents.get(of) : undefined
  return people.find((one) => one.id === owner)?.tenant ?? null
}

/** `acme` of `prod:acme`: what people type. */
export function shortOf(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

export function isSamePart(one: Named, other: Named): boolean {
  return one.part === other.part && one.of === other.of
}

export function withoutLock(
  { partLocks }: Pick<Facts, 'partLocks'>,
  named: Named,
): readonly PartLock[] {
  return partLocks.filter((one) => !isSamePart(one, named))
}

export function isOf(
  { people }: Pick<Known, 'people'>,
  id: string,
  tenant: string | null,
): boolean {
  return people.some((one) => one.id === id && one.tenant === tenant)
}

/**
 * Does the lock concern this person? Yes for people of its tenant, of the tenant that set it, and
 * for all who may lock.
 */
export function concerns(
  facts: Known,
  lock: Named & Partial<Pick<PartLock, 'by'>>,
  person: Person,
): boolean {
  const own = tenantOf(facts, lock)
  if (own === null || own === person.tenant || isOf(facts, lock.by ?? '', person.tenant))
    return true
  const { pack } = facts.rules
  return pack !== null && holds(pack, person, 'admin.lockdown')
}

/** The facts with only the people whom the lock concerns. */
export function withConcerned(facts: Facts, lock: Parameters<typeof concerns>[1]): Facts {
  return { ...facts, people: facts.people.filter((one) => concerns(facts, lock, one)) }
}
