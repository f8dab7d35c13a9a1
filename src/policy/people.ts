// People as policy sees them: who holds which scope in which tenant, and who is suspended.

import { covers } from './names.ts'
import type { Pack } from './pack.ts'
import { scopesOfRole } from './roles.ts'

/** One person, whatever their identifiers. Times are epoch milliseconds. */
export interface Person {
  readonly id: string
  readonly name: string
  /** The tenant's full name, with its environment: `prod:acme`. */
  readonly tenant: string
  readonly roles: readonly string[]
  /** Scopes granted by a command, beyond those of the roles. */
  readonly grants: readonly string[]
  readonly locale: string
  readonly identifiers: readonly string[]
  /** Why this person is suspended; absent if they are not. */
  readonly suspended?: 'by_admin' | 'identity_changed' | 'not_proven' | 'number_unseen'
  /**
   * How often this person was suspended or lost a role or scope; votes given before the latest one
   * no longer count (HAPF VIII.B). Starts at the enrolment time for people enrolled by a command,
   * so that it never repeats.
   */
  readonly rests?: number
  /**
   * When a right was last taken; messages sent before that and received later do not count either.
   */
  readonly takenAt?: number
  /**
   * How often a delegation by this person ended: votes given by the delegate before that no longer
   * count.
   */
  readonly returns?: number
  /**
   * The phone that this person still has to prove, and until when its code is valid. No other
   * person may claim it.
   */
  readonly enrolment?: { readonly phone: string; readonly until: number }
  /** The phone that this person proved by sending a code from it. */
  readonly proven?: string
  /** Who answers for this person, and from when until when. Delegations do not chain. */
  readonly delegation?: { readonly to: string; readonly since: number; readonly until: number }
  /** The authenticator app: none, shown but not activated, or in use. */
  readonly stepUp: 'none' | 'pending' | 'active'
  /** Since when the app in use has been active; kept while a new app is only shown. */
  readonly appSince?: number
  /** Idempotency key of the request that last showed a new app; only its command activates it. */
  readonly shownBy?: string
}

/** `only-admin`: nobody else in the tenant is one now. */
export type ReaderRole = 'admin' | 'only-admin' | 'other'

/**
 * Whether a message may tell this person to ask an admin, or another one. `people` are all, read
 * for admins only.
 */
export function readerRole(person: Person | null, people: () => readonly Person[]): ReaderRole {
  if (person?.roles.includes('admin') !== true) return 'other'
  const { id, tenant } = person
  const isAnother = (one: Person) =>
    one.id !== id &&
    one.tenant === tenant &&
    one.suspended === undefined &&
    one.roles.includes('admin')
  return people().some(isAnother) ? 'admin' : 'only-admin'
}

/** The phone number without spaces, brackets, dots and hyphens. */
export function joinedPhone(typed: string): string {
  return typed.replace(/[\s().-]/g, '')
}

/** Does the person hold the scope now? A suspended person holds none. */
export function holds(pack: Pack, person: Person, scope: string): boolean {
  if (person.suspended !== undefined) return false
  return grantsOf(pack, person).some((grant) => covers(grant, scope))
}

/** All grants of the person, from roles and given directly, suspended or not. */
export function grantsOf(pack: Pack, person: Person): readonly string[] {
  return [...person.grants, ...person.roles.flatMap((role) => scopesOfRole(pack, role) ?? [])]
}

/**
 * Does the person hold at least one of the scopes? An empty list is open to anybody not suspended.
 */
export function holdsAny(pack: Pack, person: Person, scopes: readonly string[]): boolean {
  if (scopes.length === 0) return person.suspended === undefined
  return scopes.some((scope) => holds(pack, person, scope))
}
