// Whom an approval request is sent to, which answers count, and when it is granted or denied. One
// person has one vote.

import type { Needs } from './decision.ts'
import type { Pack } from './pack.ts'
import { holds, type Person } from './people.ts'
import { onCallRole } from './roles.ts'

type ApprovalNeed = NonNullable<Needs['approval']>

/** One approver's answer to an approval request. */
export interface Vote {
  readonly approver: string
  readonly choice: 'grant' | 'deny'
  /** The absent person whose delegate gave this vote. It counts as that person's vote. */
  readonly insteadOf?: string
}

/** The requester of a command and the person it is about. Neither may decide it. */
export interface Parties {
  readonly requester: string
  readonly tenant: string
  /** The person whose rights the command would change. */
  readonly subject?: string
}

/** A person who gets a card; `insteadOf` is the absent person whose delegate they are. */
export interface CardHolder {
  readonly person: Person
  readonly insteadOf?: string
}

/** A candidate approver who gets no card, by person id, and the group they belong to. */
export interface WaitingCandidate {
  readonly person: string
  readonly group: 'first' | 'fallback'
}

/**
 * Who gets cards. `unasked`: candidates whose delegate already has a card (one card per person).
 */
export interface Roster {
  readonly first: readonly CardHolder[]
  readonly fallback: readonly CardHolder[]
  readonly unasked: readonly WaitingCandidate[]
}

/**
 * Chooses who gets a card at once (`first`) and who gets one at half time (`fallback`). If the
 * first group is smaller than the quorum, everybody is asked at once. A person who delegated is not
 * asked; their delegate is, and gets one card however many people delegated to them.
 */
export function chooseApprovers(
  pack: Pack,
  need: ApprovalNeed,
  people: readonly Person[],
  parties: Parties,
  at: { readonly now: number; readonly onCall: readonly string[] },
): Roster {
  const entitled = (one: Person) => mayApprove(pack, need, one, parties)
  const ofGroup = (roles: readonly string[]) =>
    people
      .filter((one) => isOfRoles(one, roles, at.onCall) && entitled(one))
      .map((one) => delegateFor(people, one, parties, need.requesterMayApprove, at.now))
      .toSorted((a, b) => (a.person.id < b.person.id ? -1 : 1))
  const [ofFirst, ofFallback] = [ofGroup(need.ask), ofGroup(need.fallback)]
  const first = distinct(ofFirst, [])
  const fallback = distinct(ofFallback, first)
  const cards = [...first, ...fallback]
  const left = without(cards, ofFirst)
  const later = without([...cards, ...left], ofFallback)
  const isFew = first.length < need.approvers
  const unasked = [
    ...left.map((one) => unaskedOf(one, 'first')),
    ...later.map((one) => unaskedOf(one, isFew ? 'first' : 'fallback')),
  ]
  return isFew ? { first: cards, fallback: [], unasked } : { first, fallback, unasked }
}

/**
 * The id of the person whose vote this would be: the absent person's, or the asked person's own.
 */
function placeOf({ person, insteadOf }: CardHolder): string {
  return insteadOf ?? person.id
}

/** The members of `group` whose vote is not already covered by a member of `others`. */
function without(
  others: readonly CardHolder[],
  group: readonly CardHolder[],
): readonly CardHolder[] {
  const places = new Set(others.map(placeOf))
  return group.filter((one) => !places.has(placeOf(one)))
}

function unaskedOf(asked: CardHolder, group: WaitingCandidate['group']): WaitingCandidate {
  return { person: placeOf(asked), group }
}

function isOfRoles(one: Person, roles: readonly string[], onCall: readonly string[]): boolean {
  if (roles.includes(onCallRole) && onCall.includes(one.id)) return true
  return one.roles.some((role) => roles.includes(role))
}

/**
 * Who answers for this person now: the delegate, or the person where no delegate may answer. The
 * requester and the person the command is about are never used as delegates.
 */
export function delegateFor(
  people: readonly Person[],
  absent: Person,
  parties: Parties,
  requesterMayApprove: boolean,
  now: number,
): CardHolder {
  const delegate = delegateOf(people, absent, now)
  const barred =
    delegate === undefined ||
    delegate.id === parties.subject ||
    (!requesterMayApprove && delegate.id === parties.requester)
  return barred ? { person: absent } : { person: delegate, insteadOf: absent.id }
}

/** The person's delegate at this time, if active and of the same tenant. Not followed further. */
function delegateOf(people: readonly Person[], absent: Person, now: number): Person | undefined {
  const { delegation } = absent
  if (delegation === undefined || now < delegation.since || now >= delegation.until)
    return undefined
  return people.find(
    (one) =>
      one.id === delegation.to && one.tenant === absent.tenant && one.suspended === undefined,
  )
}

/** At most one card per person; a card in their own right goes before one as a delegate. */
function distinct(
  asked: readonly CardHolder[],
  already: readonly CardHolder[],
): readonly CardHolder[] {
  const own = asked.filter((one) => one.insteadOf === undefined)
  const taken = new Set([...already, ...own].map((one) => one.person.id))
  const others: CardHolder[] = []
  for (const one of asked) {
    if (one.insteadOf === undefined || taken.has(one.person.id)) continue
    taken.add(one.person.id)
    others.push(one)
  }
  const known = new Set(already.map((one) => one.person.id))
  return [...own.filter((one) => !known.has(one.person.id)), ...others]
}

/** The scopes that an approver must hold (all of them) and whether the requester may approve. */
type Terms = Pick<ApprovalNeed, 'scope' | 'requesterMayApprove'> & {
  readonly also?: readonly string[] | undefined
}

/**
 * May this person approve in their own right? Checked when the answer arrives and before the start.
 */
export function mayApprove(
  pack: Pack,
  terms: Terms,
  person: Person | undefined,
  parties: Parties,
): boolean {
  if (person === undefined || person.tenant !== parties.tenant) return false
  if (!terms.requesterMayApprove && person.id === parties.requester) return false
  if (person.id === parties.subject) return false
  return [terms.scope, ...(terms.also ?? [])].every((scope) => holds(pack, person, scope))
}

/**
 * May this answer count, given in one's own right or as a delegate? A delegate's answer counts only
 * while the absent person holds the scopes and the delegation lasts (HAPF VII.C).
 */
export function mayAnswer(
  pack: Pack,
  terms: Terms,
  people: readonly Person[],
  answer: { readonly approver: string; readonly insteadOf?: string },
  parties: Parties,
  now: number,
): boolean {
  const find = (id: string) => people.find((one) => one.id === id)
  if (answer.insteadOf === undefined) return mayApprove(pack, terms, find(answer.approver), parties)
  const absent = find(answer.insteadOf)
  if (absent === undefined || !mayApprove(pack, terms, absent, parties)) return false
  if (answer.approver === parties.subject) return false
  if (!terms.requesterMayApprove && answer.approver === parties.requester) return false
  return delegateOf(people, absent, now)?.id === answer.approver
}

/** How many must grant, how many denials reject, and how many grants each role must give. */
export interface Quorum {
  readonly approvers: number
  readonly denials: number
  readonly groups: readonly { readonly role: string; readonly at_least: number }[]
}

/**
 * The result of the votes so far. An approver's last vote counts, and a person and their delegate
 * count as one.
 */
export function quorumResult(
  votes: readonly Vote[],
  quorum: Quorum,
  rolesOf: (person: string) => readonly string[],
): 'granted' | 'denied' | 'open' {
  const lastChoices = new Map(votes.map((vote) => [vote.approver, vote.choice]))
  const approversWith = (choice: Vote['choice']) =>
    [...lastChoices].filter(([, last]) => last === choice).map(([person]) => person)
  if (approversWith('deny').length >= quorum.denials) return 'denied'
  const places = new Map(votes.map((vote) => [vote.approver, vote.insteadOf ?? vote.approver]))
  const granted = approversWith('grant').filter(
    (person, at, all) => all.findIndex((one) => places.get(one) === places.get(person)) === at,
  )
  const enough = granted.length >= quorum.approvers
  return enough && unfilledPlaces(granted, quorum, rolesOf).length === 0 ? 'granted' : 'open'
}

/**
 * The roles of the required group places that no granter fills, when each granter fills one place
 * of a role that they have (bipartite matching).
 */
export function unfilledPlaces(
  granted: readonly string[],
  quorum: Pick<Quorum, 'groups'>,
  rolesOf: (person: string) => readonly string[],
): readonly string[] {
  const places = quorum.groups.flatMap((one) =>
    Array.from({ length: one.at_least }, () => one.role),
  )
  const holders = new Map<number, string>()
  const place = (person: string, seen: Set<number>): boolean =>
    places.some((role, index) => {
      if (seen.has(index) || !rolesOf(person).includes(role)) return false
      seen.add(index)
      const holder = holders.get(index)
      if (holder !== undefined && !place(holder, seen)) return false
      holders.set(index, person)
      return true
    })
  for (const person of granted) place(person, new Set())
  return places.filter((_, index) => !holders.has(index))
}
