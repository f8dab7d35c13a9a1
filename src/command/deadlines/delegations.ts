// A delegation changed while requests wait: whoever answers now gets a card at once, and the
// earlier card becomes void (HAPF VII.C).

import { type CardHolder, mayAnswer } from '../../policy/approval.ts'
import type { Person } from '../../policy/people.ts'
import { askCandidates, currentAnswerer } from '../answered/candidates.ts'
import {
  type Change,
  type CommandUpdate,
  commandEvidence,
  environmentEvidence,
  partiesOf,
  type Step,
  system,
  toStep,
  withChanges,
  withPatches,
} from '../changes.ts'
import type { Approval, Command } from '../command.ts'
import { informApprover } from '../display/approver-messages.ts'
import { heading, summary } from '../display/command-lines.ts'
import { fewNames } from '../display/few-names.ts'
import { progress, voterName } from '../display/progress.ts'
import { type Deadline, environmentOf, type Facts, nameOf, personIn, personOf } from '../facts.ts'
import { type Phrase, phrase } from '../phrase.ts'
import { stepEach } from '../tallies.ts'
import { tellActivePerson, tellRequester } from '../tell.ts'

/** The deadline at which this person's delegation is checked: its end, or now. */
export function delegationDeadline(person: Pick<Person, 'id'>, at: number): Change {
  const commandId = `delegation/${person.id}`
  return { kind: 'deadline', deadline: { commandId, what: 'delegation', at } }
}

/** A person's rights changed: checks the delegations from and to them now. */
export function recheckDelegations(facts: Facts, person: Person): Step {
  return facts.people
    .filter((one) => one.delegation !== undefined && facts.now < one.delegation.until)
    .filter((one) => one.id === person.id || one.delegation?.to === person.id)
    .map((one) => delegationDeadline(one, facts.now))
}

/** Checks one person's delegation, and every request that it affects. */
export function checkDelegation(
  facts: Facts,
  deadline: Deadline,
  known: Map<string, Command>,
): Step {
  const absent = personOf(facts, personIn(deadline))
  if (absent === undefined) return []
  const handed = stepEach(facts, [...known.values()], (now, one) => {
    const update = handedOver(now, one, absent)
    if (update === null) return []
    known.set(update.command.id, update.command)
    return toStep(update)
  })
  return [...endOf(facts, absent), ...handed]
}

/**
 * Ends the delegation if its time is over, with evidence and news to both; else checks again at its
 * end.
 */
function endOf(facts: Facts, absent: Person): Step {
  const { delegation } = absent
  if (delegation === undefined) return []
  if (facts.now < delegation.until) return [delegationDeadline(absent, delegation.until)]
  return endDelegation(facts, absent, 'over')
}

/**
 * Ends delegations to a forgotten person, so that a new person under that id does not inherit them.
 */
export function endDelegationsTo(facts: Facts, gone: Person): Step {
  return facts.people
    .filter((one) => one.id !== gone.id && one.delegation?.to === gone.id)
    .flatMap((one) => [
      ...endDelegation(facts, one, 'forgotten'),
      delegationDeadline(one, facts.now),
    ])
}

function endDelegation(facts: Facts, absent: Person, why: 'over' | 'forgotten'): Step {
  const { delegation, ...rest } = absent
  if (delegation === undefined) return []
  const to = personOf(facts, delegation.to)
  const name = nameOf(facts, delegation.to)
  const environment = environmentOf(facts)
  const ended = phrase('delegation-ended', { environment, name: absent.name })
  const body = { to: delegation.to, until: null, why }
  return [
    { kind: 'person', person: rest },
    environmentEvidence(facts, 'approval.delegated', absent.id, body, absent.tenant),
    ...(why === 'forgotten' ? [] : tellActivePerson(to, [ended])),
    ...tellActivePerson(absent, [phrase('delegation-over', { environment, name })]),
  ]
}

/**
 * Moves the card to whoever answers now. Null if the current card stays valid and nobody new can be
 * asked.
 */
function handedOver(facts: Facts, command: Command, absent: Person): CommandUpdate | null {
  const { approval } = command
  const { pack } = facts.rules
  if (approval === null || pack === null || command.state !== 'approval_requested') return null
  if (approval.blocked || facts.now >= approval.expiresAt) return null
  const stale = approval.asked.find(
    (one) =>
      one.insteadOf === absent.id &&
      !mayAnswer(pack, approval, facts.people, one, partiesOf(command), facts.now),
  )
  if (stale === undefined) return askedSince(facts, command)
  const without = withoutStale(facts, command, approval, stale)
  const place = { person: absent.id, group: stale.group }
  const { update, asked } = askCandidates(facts, without, [place])
  const next = currentAnswerer(facts, command, absent)
  const newlyAsked = asked.filter((one) => (one.insteadOf ?? one.person.id) !== absent.id)
  return withNews(
    facts,
    update,
    [takenLine(facts, stale, absent, next), ...newlyAskedLine(facts, newlyAsked)],
    [stale.approver],
  )
}

/** No card is void, but somebody may now answer for a place that had no card. */
function askedSince(facts: Facts, command: Command): CommandUpdate | null {
  const { update, asked } = askCandidates(facts, { command, changes: [] }, [])
  return asked.length === 0 ? null : withNews(facts, update, newlyAskedLine(facts, asked), [])
}

type Ask = Approval['asked'][number]

/** Voids the card and any grant that was given with it. */
function withoutStale(
  facts: Facts,
  command: Command,
  approval: Approval,
  stale: Ask,
): CommandUpdate {
  const isStale = (vote: Approval['votes'][number]) =>
    vote.approver === stale.approver &&
    vote.insteadOf === stale.insteadOf &&
    vote.choice === 'grant'
  const voted = approval.votes.some(isStale)
  const asked = approval.asked.filter((one) => one !== stale)
  const votes = approval.votes.filter((one) => !isStale(one))
  const voidOnes: Change = {
    kind: 'token_state',
    commandId: command.id,
    hash: null,
    approver: stale.approver,
    state: 'void',
  }
  const body = { why: 'delegation_over', instead_of: stale.insteadOf ?? null }
  const revoked = commandEvidence(facts, command, 'approval.cancelled', system, {
    ...body,
    by_name: stale.approver,
    vote: voted ? 'revoked' : null,
  })
  return {
    command: withPatches(command, {
      approval: { ...approval, asked, votes },
      updatedAt: facts.now,
    }),
    changes: [voidOnes, revoked],
  }
}

/** Says who answered for this person until now, and who does from now on. */
function takenLine(facts: Facts, stale: Ask, absent: Person, next: CardHolder | null): Phrase {
  const delegate = nameOf(facts, stale.approver)
  const names = { delegate, name: absent.name }
  return next === null
    ? phrase('delegate-removed', names)
    : phrase('delegate-replaced', { ...names, next: next.person.name })
}

function newlyAskedLine(facts: Facts, asked: readonly CardHolder[]): readonly Phrase[] {
  const names = asked.map(({ person, insteadOf }) =>
    voterName(facts, { approver: person.id, ...(insteadOf === undefined ? {} : { insteadOf }) }),
  )
  return names.length === 0 ? [] : [phrase('now-asked-too', { names: fewNames(names) })]
}

/** Tells the requester and the earlier delegates who is asked instead. */
function withNews(
  facts: Facts,
  { command, changes }: CommandUpdate,
  news: readonly Phrase[],
  before: readonly string[],
): CommandUpdate {
  const lines = [...heading(facts, command), summary(command), ...news, ...progress(facts, command)]
  const others = before.flatMap((id) => personOf(facts, id) ?? [])
  return withChanges(
    { command, changes },
    ...tellRequester(facts, command, 'approval_update', lines),
    ...others.flatMap((one) => informApprover(facts, command, one, 'approval_update', lines)),
  )
}
