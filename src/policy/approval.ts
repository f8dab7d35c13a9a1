// Who is asked, which answers count, and when a request is decided. One human, one vote.

import type { Needs } from './decide.ts'
import type { Pack } from './pack.ts'
import { holds, ofRoles, type Person } from './people.ts'

type ApprovalNeed = NonNullable<Needs['approval']>

/** One answer of one distinct person. */
export interface Vote {
  readonly approver: string
  readonly choice: 'grant' | 'deny'
}

/** Those who hold the scope in the tenant now, and may answer for this requester. */
function eligible(
  pack: Pack,
  need: ApprovalNeed,
  people: readonly Person[],
  requester: string,
): (one: Person) => boolean {
  return (one) =>
    people.includes(one) &&
    holds(pack, one, need.scope) &&
    (need.requesterMayApprove || one.id !== requester)
}

/** Who gets a card at first, and who at half time. Nobody in the first group: all at once. */
export function roster(
  pack: Pack,
  need: ApprovalNeed,
  people: readonly Person[],
  requester: Person,
): { readonly first: readonly Person[]; readonly fallback: readonly Person[] } {
  const may = eligible(pack, need, people, requester.id)
  const first = ofRoles(people, requester.tenant, need.ask).filter(may)
  const fallback = ofRoles(people, requester.tenant, need.fallback)
    .filter(may)
    .filter((one) => !first.includes(one))
  if (first.length < need.approvers) return { first: [...first, ...fallback], fallback: [] }
  return { first, fallback }
}

/** May this person's answer count, now? Asked when the answer arrives and at the last gate. */
export function mayApprove(
  pack: Pack,
  terms: { readonly scope: string; readonly requesterMayApprove: boolean },
  person: Person | undefined,
  command: { readonly requester: string; readonly tenant: string },
): boolean {
  if (person === undefined || person.tenant !== command.tenant) return false
  if (!terms.requesterMayApprove && person.id === command.requester) return false
  return holds(pack, person, terms.scope)
}

/** Where the votes stand. The last vote of a person is the one that counts. */
export function tally(
  votes: readonly Vote[],
  terms: { readonly approvers: number; readonly denials: number },
): 'granted' | 'denied' | 'open' {
  const standing = new Map(votes.map((vote) => [vote.approver, vote.choice]))
  const count = (choice: Vote['choice']) =>
    [...standing.values()].filter((one) => one === choice).length
  if (count('deny') >= terms.denials) return 'denied'
  return count('grant') >= terms.approvers ? 'granted' : 'open'
}
