// People as policy sees them: who holds which scope in which tenant, and who is at rest.

import { covers } from './names.ts'
import type { Pack } from './pack.ts'
import { scopesOfRole } from './roles.ts'

/** One human, whatever the identifiers. Times are epoch milliseconds. */
export interface Person {
  readonly id: string
  readonly name: string
  /** The tenant's full name, with its environment: `prod:acme`. */
  readonly tenant: string
  readonly roles: readonly string[]
  /** Scopes beyond those of the roles, given by a command. */
  readonly grants: readonly string[]
  readonly locale: string
  readonly identifiers: readonly string[]
  /** Why this person may do nothing now; absent for everybody else. */
  readonly suspended?: 'by_admin' | 'identity_changed' | 'not_proven' | 'number_unseen'
  /**
   * How often a right was taken: put to rest, or a role or scope less. A grant of before counts no
   * more (HAPF VIII.B). Of somebody enrolled by a command it is counted from the time of that.
   */
  readonly rests?: number
  /** When one was taken last: what was sent before that, and comes later, counts no more either. */
  readonly takenAt?: number
  /** How often a duty that was handed over came back: the same for grants given in their place. */
  readonly returns?: number
  /** The phone that this person has to prove, and until when a code does; it is nobody else's. */
  readonly enrolment?: { readonly phone: string; readonly until: number }
  /** The phone that this person proved by typing a code from it. */
  readonly proven?: string
  /** Who answers in this person's place, and until when; one link long. */
  readonly delegation?: { readonly to: string; readonly since: number; readonly until: number }
  /** The state of the authenticator app: none, shown but not activated, in use. */
  readonly stepUp: 'none' | 'pending' | 'active'
  /** Since when an app of theirs is in use; of the one before while another one was only shown. */
  readonly appSince?: number
  /** The request that asks for the app that was shown last: only that one brings it into use. */
  readonly shownBy?: string
}

/** A number as phones show it, `+55 (11) 91234-5678`, without what parts it. */
export function joinedPhone(typed: string): string {
  return typed.replace(/[\s().-]/g, '')
}

/** Does the person hold the scope now? A suspended person holds none. */
export function holds(pack: Pack, person: Person, scope: string): boolean {
  if (person.suspended !== undefined) return false
  return grantsOf(pack, person).some((grant) => covers(grant, scope))
}

/** What the person was given, by roles and beyond them, at rest or not. */
export function grantsOf(pack: Pack, person: Person): readonly string[] {
  return [...person.grants, ...person.roles.flatMap((role) => scopesOfRole(pack, role) ?? [])]
}

/** Does the person hold at least one of the scopes? A command that names none is open to all. */
export function holdsAny(pack: Pack, person: Person, scopes: readonly string[]): boolean {
  if (scopes.length === 0) return person.suspended === undefined
  return scopes.some((scope) => holds(pack, person, scope))
}
