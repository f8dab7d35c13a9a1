// Checks what a command did to rights against what it was asked for.

import { z } from 'zod'
import { slotsSchema } from '../command.ts'
import type { Texts } from './reconstructed-request.ts'
import type { Rights, StatedRights } from './rights-body.ts'

const proposalSchema = z.object({
  command: z.string(),
  slots: slotsSchema(),
  definition: z.record(z.string(), z.string()).default({}),
})

/** The person named, and what of their rights the command may change; null where none may. */
interface Asked {
  readonly does: string
  readonly person: string
  readonly role: string
  readonly scope: string
}

/** Null where the text of the command is not here. `proposal`: the body of its proposal. */
function askedIn(proposal: string, texts: Texts): Asked | null {
  const { command, slots, definition } = proposalSchema.parse(JSON.parse(proposal))
  const does = texts.flow(definition[`command ${command}`] ?? '')?.does
  if (does === undefined) return null
  const { person, id, role = does === 'aval.people.enrol' ? 'requester' : '', scope = '' } = slots
  return {
    does,
    person: String(person ?? id ?? '').toLowerCase(),
    role: String(role).toLowerCase(),
    scope: String(scope),
  }
}

/** The first right that the command was not asked to change, as a clause; null for none. */
export function unrequestedRight(
  proposal: string,
  said: readonly StatedRights[],
  known: ReadonlyMap<string, Rights>,
  texts: Texts,
): string | null {
  const asked = askedIn(proposal, texts)
  if (asked === null) return null
  for (const { people, ...one } of said)
    for (const id of people) {
      const after = 'gone' in one ? null : one
      const fault = faultOf(asked, id, known.get(id), after)
      if (fault !== null) return `it ${fault} ${id}, and was not asked to`
    }
  return null
}

/** `after`: null for somebody who was forgotten. */
function faultOf(
  asked: Asked,
  id: string,
  before: Rights | undefined,
  after: Rights | null,
): string | null {
  const may = (...operations: readonly string[]) =>
    asked.person === id.toLowerCase() && operations.includes(asked.does)
  if (after === null) return may('aval.retention.forget') ? null : 'forgets'
  const old = before ?? { tenant: after.tenant, roles: [], grants: [], rest: undefined }
  if (old.tenant !== after.tenant) return 'moves'
  const roles = changed(old.roles, after.roles)
  const isOfRole = before === undefined ? may('aval.people.enrol') : may(...ofRoles)
  // Whoever has no role left is an observer.
  const isNamed = roles.every((role) => role === asked.role || role === 'observer')
  if (roles.length > 0 && !(isOfRole && isNamed)) return 'changes the roles of'
  const grants = changed(old.grants, after.grants)
  if (grants.length > 0 && !(may(...ofGrants) && grants.join() === asked.scope))
    return 'changes the scopes of'
  const [was, is] = [old.rest === 'by_admin', after.rest === 'by_admin']
  if (!was && is && !may('aval.people.suspend')) return 'suspends'
  return was && !is && !may('aval.people.restore') ? 'restores' : null
}

const ofRoles = ['aval.people.add_role', 'aval.people.drop_role']
const ofGrants = ['aval.people.grant', 'aval.people.revoke']

function changed(before: readonly string[], after: readonly string[]): readonly string[] {
  return [
    ...after.filter((one) => !before.includes(one)),
    ...before.filter((one) => !after.includes(one)),
  ]
}
