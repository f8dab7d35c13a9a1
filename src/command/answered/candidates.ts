// Candidate approvers without a card: whoever answers for them now is asked, once.

import {
  type CardHolder,
  delegateFor,
  mayAnswer,
  type WaitingCandidate,
} from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import { sendCards } from '../asked/request-approval.ts'
import { type CommandUpdate, partiesOf, withPatches } from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { type Facts, personOf } from '../facts.ts'

/** Who answers for this person in this request now; null if nobody may. */
export function currentAnswerer(facts: Facts, command: Command, meant: Person): CardHolder | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null) return null
  const parties = partiesOf(command)
  const now = delegateFor(facts.people, meant, parties, approval.requesterMayApprove, facts.now)
  const place = now.insteadOf === undefined ? {} : { insteadOf: now.insteadOf }
  const answer = { approver: now.person.id, ...place }
  return mayAnswer(pack, approval, facts.people, answer, parties, facts.now) ? now : null
}

/** A candidate's place, and who answers for it now. */
interface Filled {
  readonly place: WaitingCandidate
  readonly now: CardHolder
}

/**
 * Sends cards for these places and for all that wait already. One person has one card and one vote:
 * a place whose answerer has a card waits until that changes, as when a delegation ends.
 */
export function askCandidates(
  facts: Facts,
  update: CommandUpdate,
  places: readonly WaitingCandidate[],
): { readonly update: CommandUpdate; readonly asked: readonly CardHolder[] } {
  const { approval } = update.command
  if (approval === null) return { update, asked: [] }
  const open = withoutCard(approval, [...(approval.unasked ?? []), ...places])
  const filled = answerers(facts, update.command, approval, open)
  const left = open.filter((place) => !filled.some((one) => one.place === place))
  const { unasked: _unasked, ...rest } = approval
  const kept = left.length === 0 ? rest : { ...rest, unasked: left }
  let asking: CommandUpdate = {
    ...update,
    command: withPatches(update.command, { approval: kept }),
  }
  for (const group of ['first', 'fallback'] as const) {
    const people = filled.filter((one) => one.place.group === group).map((one) => one.now)
    if (people.length > 0) asking = sendCards(facts, asking, people, group)
  }
  return { update: asking, asked: filled.map((one) => one.now) }
}

/** Each place once, without those that somebody holds a card for. */
function withoutCard(
  approval: Approval,
  places: readonly WaitingCandidate[],
): readonly WaitingCandidate[] {
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
  places: readonly WaitingCandidate[],
): readonly Filled[] {
  const taken = new Set([...approval.asked, ...approval.votes].map((one) => one.approver))
  const able = places.flatMap((place): Filled[] => {
    const meant = personOf(facts, place.person)
    const now = meant === undefined ? null : currentAnswerer(facts, command, meant)
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
