// Rights as evidence states them: what a change leaves a person with, and under which right a
// decision counted. Never a name, a phone or a secret.

import type { JsonObject } from '../evidence/artifact.ts'
import { canonical } from '../evidence/canonical.ts'
import { covers } from '../policy/names.ts'
import type { Person } from '../policy/people.ts'
import { scopesOfRole } from '../policy/roles.ts'
import type { Change, Step } from './changes.ts'
import type { Facts } from './facts.ts'

/**
 * The roles, not their scopes: those stand in the policy, whose digest each artifact names. A new
 * pack changes the scopes of a role for everybody.
 */
function rightsOf({ tenant, roles, grants, suspended, delegation }: Person): JsonObject {
  return {
    tenant,
    roles: [...roles],
    ...(grants.length === 0 ? {} : { grants: [...grants] }),
    ...(suspended === undefined ? {} : { rest: suspended }),
    ...(delegation === undefined
      ? {}
      : { delegated: { to: delegation.to, until: new Date(delegation.until).toISOString() } }),
  }
}

/** The rights of all people; people with equal rights are grouped to keep it short. */
export function rightsOfAll(people: readonly Person[]): readonly JsonObject[] {
  return together(people.map((one) => [one.id, rightsOf(one)]))
}

function together(all: readonly (readonly [id: string, JsonObject])[]): readonly JsonObject[] {
  const groups = new Map<string, { readonly people: string[]; readonly rights: JsonObject }>()
  for (const [id, rights] of all) {
    const key = canonical(rights)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { people: [id], rights })
    else group.people.push(id)
  }
  return [...groups.values()].map(({ people, rights }) => ({ people, ...rights }))
}

/**
 * Adds to the step's last evidence artifact the new rights of everybody whom the step changes. Done
 * in this one place, so that no command can forget it. Nothing is added if another program wrote to
 * the roll (see store/roll.ts).
 */
export function withRights(facts: Pick<Facts, 'people' | 'roll'>, step: Step): Step {
  if (typeof facts.roll !== 'number') return step
  const changed = changedBy(facts.people, step)
  const last = step.findLast((one) => one.kind === 'evidence')
  // The first start's evidence holds everybody's rights already.
  const isSaid = step.some((one) => one.kind === 'evidence' && 'rights' in one.draft.body)
  if (changed.length === 0 || last === undefined || isSaid) return step
  const rights = together(changed)
  return step.map((one) => (one === last ? saying(last, rights) : one))
}

type Proof = Extract<Change, { kind: 'evidence' }>

function saying({ kind, draft }: Proof, rights: readonly JsonObject[]): Proof {
  return { kind, draft: { ...draft, body: { ...draft.body, rights } } }
}

function changedBy(
  people: readonly Person[],
  step: Step,
): readonly (readonly [id: string, JsonObject])[] {
  const after = new Map<string, Person | null>()
  for (const one of step) {
    if (one.kind === 'person') after.set(one.person.id, one.person)
    if (one.kind === 'forget') after.set(one.person, null)
  }
  return [...after].flatMap(([id, person]): (readonly [string, JsonObject])[] => {
    const before = people.find((one) => one.id === id)
    if (person === null) return before === undefined ? [] : [[id, { gone: true }]]
    const rights = rightsOf(person)
    const isSame = before !== undefined && canonical(rightsOf(before)) === canonical(rights)
    return isSame ? [] : [[id, rights]]
  })
}

/**
 * The right under which something counted: the person, the scopes, the roles or grants that give
 * them, and the version of the roll.
 */
export function rightUsed(
  { rules: { pack }, roll }: Pick<Facts, 'rules' | 'roll'>,
  person: Person | undefined,
  scopes: readonly string[],
): { readonly held?: JsonObject } {
  if (pack === null || person === undefined || scopes.length === 0) return {}
  const gives = (grant: string) => scopes.some((scope) => covers(grant, scope))
  const grants = person.grants.filter(gives)
  const roles = person.roles.filter((role) => scopesOfRole(pack, role)?.some(gives) === true)
  return {
    held: {
      person: person.id,
      scopes: [...scopes],
      roles,
      ...(grants.length === 0 ? {} : { grants }),
      ...(typeof roll === 'number' ? { roll } : {}),
    },
  }
}
