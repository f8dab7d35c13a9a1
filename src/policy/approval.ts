// Who is asked, which answers count, and when a request is decided. One human, one vote.

import type { Needs } from './decide.ts'
import type { Pack } from './pack.ts'
import { holds, type Person } from './people.ts'
import { onCallRole } from './roles.ts'

type ApprovalNeed = NonNullable<Needs['approval']>

/** One answer of one distinct person. */
export interface Vote {
  readonly approver: string
  readonly choice: 'grant' | 'deny'
  /** The absent one in whose place it was given: their vote, and nobody's second one. */
  readonly insteadOf?: string
}

/** Whose command it is, and whom it is about: neither decides it. */
export interface Parties {
  readonly requester: string
  readonly tenant: string
  /** The person whose rights the command would change. */
  readonly subject?: string
}

/** One person to ask, and the absent one in whose place, if any. */
export interface Asked {
  readonly person: Person
  readonly insteadOf?: string
}

/** A place of a request that has no card: its person's id, and the group that it belongs to. */
export interface Unasked {
  readonly person: string
  readonly group: 'first' | 'fallback'
}

/** `unasked`: those whose stand-in has a card already, for one human has one card. */
export interface Roster {
  readonly first: readonly Asked[]
  readonly fallback: readonly Asked[]
  readonly unasked: readonly Unasked[]
}

/**
 * Who gets a card at first, and who at half time. Too few in the first group: all at once.
 * Whoever handed the duty over is not asked; the delegate is, once, whatever the number of links.
 */
export function roster(
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
      .map((one) => standIn(people, one, parties, need.requesterMayApprove, at.now))
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

/** Whose place it is: one's own, or the absent one's. */
function placeOf({ person, insteadOf }: Asked): string {
  return insteadOf ?? person.id
}

/** Those of a group whose place is nobody's among the others. */
function without(others: readonly Asked[], group: readonly Asked[]): readonly Asked[] {
  const places = new Set(others.map(placeOf))
  return group.filter((one) => !places.has(placeOf(one)))
}

function unaskedOf(asked: Asked, group: Unasked['group']): Unasked {
  return { person: placeOf(asked), group }
}

function isOfRoles(one: Person, roles: readonly string[], onCall: readonly string[]): boolean {
  if (roles.includes(onCallRole) && onCall.includes(one.id)) return true
  return one.roles.some((role) => roles.includes(role))
}

/** Who answers for this person now: never the requester, nor the one whom it is about. */
export function standIn(
  people: readonly Person[],
  absent: Person,
  parties: Parties,
  requesterMayApprove: boolean,
  now: number,
): Asked {
  const delegate = delegateOf(people, absent, now)
  const barred =
    delegate === undefined ||
    delegate.id === parties.subject ||
    (!requesterMayApprove && delegate.id === parties.requester)
  return barred ? { person: absent } : { person: delegate, insteadOf: absent.id }
}

/** Who answers for this person now: active, of the same tenant, and only one link away. */
function delegateOf(people: readonly Person[], absent: Person, now: number): Person | undefined {
  const { delegation } = absent
  if (delegation === undefined || now < delegation.since || now >= delegation.until)
    return undefined
  return people.find(
    (one) =>
      one.id === delegation.to && one.tenant === absent.tenant && one.suspended === undefined,
  )
}

/** One human, one card: in one's own right before in another's place. */
function distinct(asked: readonly Asked[], already: readonly Asked[]): readonly Asked[] {
  const own = asked.filter((one) => one.insteadOf === undefined)
  const taken = new Set([...already, ...own].map((one) => one.person.id))
  const others: Asked[] = []
  for (const one of asked) {
    if (one.insteadOf === undefined || taken.has(one.person.id)) continue
    taken.add(one.person.id)
    others.push(one)
  }
  const known = new Set(already.map((one) => one.person.id))
  return [...own.filter((one) => !known.has(one.person.id)), ...others]
}

/** What an answer needs to count: every one of the scopes. */
type Terms = Pick<ApprovalNeed, 'scope' | 'requesterMayApprove'> & {
  readonly also?: readonly string[] | undefined
}

/** May this person's own answer count, now? Asked when it arrives and at the last gate. */
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
 * May this answer count, given in one's own right or in another's place? In another's place it
 * lives and dies with the other's scope and with the delegation (HAPF VII.C).
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

/** How many must agree, and of which roles. */
export interface Quorum {
  readonly approvers: number
  readonly denials: number
  readonly groups: readonly { readonly role: string; readonly at_least: number }[]
}

/** Where the votes stand. A person's last vote is the one that counts, and a place counts once. */
export function tally(
  votes: readonly Vote[],
  quorum: Quorum,
  rolesOf: (person: string) => readonly string[],
): 'granted' | 'denied' | 'open' {
  const standing = new Map(votes.map((vote) => [vote.approver, vote.choice]))
  const who = (choice: Vote['choice']) =>
    [...standing].filter(([, one]) => one === choice).map(([person]) => person)
  if (who('deny').length >= quorum.denials) return 'denied'
  const places = new Map(votes.map((vote) => [vote.approver, vote.insteadOf ?? vote.approver]))
  const granted = who('grant').filter(
    (person, at, all) => all.findIndex((one) => places.get(one) === places.get(person)) === at,
  )
  const enough = granted.length >= quorum.approvers
  return enough && placesLeft(granted, quorum, rolesOf).length === 0 ? 'granted' : 'open'
}

/**
 * The roles of the required places that are still empty, when each place goes to another person who
 * has its role. (A bipartite matching.)
 */
export function placesLeft(
  granted: readonly string[],
  quorum: Pick<Quorum, 'groups'>,
  rolesOf: (person: string) => readonly string[],
): readonly string[] {
  const places = quorum.groups.flatMap((one) =>
    Array.from({ length: one.at_least }, () => one.role),
  )
  const held = new Map<number, string>()
  const place = (person: string, seen: Set<number>): boolean =>
    places.some((role, index) => {
      if (seen.has(index) || !rolesOf(person).includes(role)) return false
      seen.add(index)
      const holder = held.get(index)
      if (holder !== undefined && !place(holder, seen)) return false
      held.set(index, person)
      return true
    })
  for (const person of granted) place(person, new Set())
  return places.filter((_, index) => !held.has(index))
}
