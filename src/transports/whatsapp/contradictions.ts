// What contradicts an earlier pairing of number and LID counts once its person proved the phone.

import type { Known } from '../../engine/transport.ts'
import type { Contradiction, SessionStore } from '../../store/session/tables.ts'

/**
 * What was learnt first stays, also when an admin gives somebody their rights back: a false alarm
 * must not open the door to whoever raised it. Only a code that was typed from the phone does: then
 * the old pairing is forgotten, and the next message teaches the new one.
 */
export function settleContradictions(session: SessionStore, people: readonly Known[]): void {
  for (const one of session.contradictions()) {
    if (!people.some((person) => hasProved(session, person, one, people))) continue
    session.forgetAlias(one.lid)
    session.forgetAlias(one.phone)
  }
}

function hasProved(
  session: SessionStore,
  person: Known,
  { lid, phone }: Contradiction,
  people: readonly Known[],
): boolean {
  if (person.proven !== phone) return false
  if (person.identifiers.includes(lid)) return true
  // Typed from the number alone: good when only the LID's old number stood against it, and that
  // number, and that LID, are nobody's.
  if (!person.identifiers.includes(phone) || session.aliasOf(phone) !== undefined) return false
  const old = session.aliasOf(lid)
  return !people.some(({ identifiers }) =>
    identifiers.some((identifier) => identifier === lid || identifier === old),
  )
}
