// Candidate approvers without a card: whoever answers for them now is asked, once.

import { type Asked, mayAnswer, standIn, type Unasked } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import { ask } from '../asked/approve.ts'
import { type Course, partiesOf, revised } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'

/** Who answers for this person in this request now; null if nobody may. */
export function answererNow(facts: Facts, command: Command, meant: Person): Asked | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return null
  const parties = partiesOf(command)
  const now = standIn(facts.people, meant, parties, approval.requesterMayApprove, facts.now)
  const place = now.insteadOf === undefined ? {} : { insteadOf: now.insteadOf }
  const answer = { approver: now.person.id, ...place }
  return mayAnswer(pack, approval, facts.people, answer, parties, facts.now) ? now : null
}

/** A candidate's place, and who answers for it now. */
interface Filled {
  readonly place: Unasked
  readonly now: Asked
}

/**
 * Sends cards for these places and for all that wait already. One person has one card and one vote:
 * a place whose answerer has a card waits until that changes, as when a delegation ends.
 */
export function askFor(
  facts: Facts,
  course: Course,
  places: readonly Unasked[],
): { readonly course: Course; readonly asked: readonly Asked[] } {
  const { approval } = course.command
  if (approval === null) return { course, asked: [] }
  const open = withoutCard(approval, [...(approval.unasked ?? []), ...places])
  const filled = answerers(facts, course.command, approval, open)
  const left = open.filter((place) => !filled.some((one) => one.place === place))
  const { unasked: _unasked, ...rest } = approval
  const kept = left.length === 0 ? rest : { ...rest, unasked: left }
  let asking: Course = { ...course, command: revised(course.command, { approval: kept }) }
  for (const group of ['first', 'fallback'] as const) {
    const people = filled.filter((one) => one.place.group === group).map((one) => one.now)
    if (people.length > 0) asking = ask(facts, asking, people, group)
  }
  return { course: asking, asked: filled.map((one) => one.now) }
}

/** Each place once, without those that somebody holds a card for. */
function withoutCard(approval: Approval, places: readonly Unasked[]): readonly Unasked[] {
  const cards = new Set(approval.asked.map((one) => one.insteadOf ?? one.approver))
  return places.filter(
    ({ person }, index) =>
      !cards.has(person) && places.findIndex((one) => one.person === person) === index,
  )
}

/**
 * Who answers for each place: candidates themselves before delegates, and nobody who already has a
 * card or has voted.
 */
function answerers(
  facts: Facts,
  command: Command,
  approval: Approval,
  places: readonly Unasked[],
): readonly Filled[] {
  const taken = new Set([...approval.asked, ...approval.votes].map((one) => one.approver))
  const able = places.flatMap((place): Filled[] => {
    const meant = personOf(facts, place.person)
    const now = meant === undefined ? null : answererNow(facts, command, meant)
    return now === null ? [] : [{ place, now }]
  })
  const own = able.filter((one) => one.now.insteadOf === undefined)
  const others = able.filter((one) => one.now.insteadOf !== undefined)
  return [...own, ...others].filter(({ now }) => {
    if (taken.has(now.person.id)) return false
    taken.add(now.person.id)
    return true
  })
}
