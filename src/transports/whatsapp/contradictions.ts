// Resolves contradictory pairings of number and LID once the person has proved the phone.

import type { EnrolledContact } from '../../engine/transport.ts'
import type { Contradiction, SessionStore } from '../../store/session/tables.ts'

/**
 * The first pairing learnt is kept, even if an admin restores somebody: a false alarm must not help
 * whoever caused it. Only an enrolment code typed on that phone removes the old pairing; the next
 * message then teaches the new one.
 */
export function settleContradictions(
  session: SessionStore,
  people: readonly EnrolledContact[],
): void {
  for (const one of session.contradictions()) {
    if (!people.some((person) => hasProved(session, person, one, people))) continue
    session.forgetAlias(one.lid)
    session.forgetAlias(one.phone)
  }
}

function hasProved(
  session: SessionStore,
  person: EnrolledContact,
  { lid, phone }: Contradiction,
  people: readonly EnrolledContact[],
): boolean {
  if (person.proven !== phone) return false
  if (person.identifiers.includes(lid)) return true
  // Typed from the number alone: valid only if the LID's old number contradicted it, and neither
  // that number nor that LID belongs to anybody.
  if (!person.identifiers.includes(phone) || session.aliasOf(phone) !== undefined) return false
  const old = session.aliasOf(lid)
  return !people.some(({ identifiers }) =>
    identifiers.some((identifier) => identifier === lid || identifier === old),
  )
}
