// A configuration unit of one tenant, with its lifetime.

import type { Fields } from './fields.ts'
import type { Impossible } from './impossible.ts'

/** A unit of one tenant. Each change, deletion and restoration increases its revision by one. */
export interface Unit {
  readonly name: string
  readonly kind: string
  readonly revision: number
  readonly fields: Fields
  /** A deleted unit keeps its last fields, so that it can be restored. */
  readonly deleted: boolean
  /** The name of the token of the agent that made it; absent for people. */
  readonly agent?: string
  /** Absent if it lasts until deleted. */
  readonly lifetime?: Lifetime
  /**
   * The last promotion to it: the command's name and idempotency key, and the issuer and revision
   * of the ticket.
   */
  readonly promoted?: {
    readonly command: string
    readonly key: string
    readonly of?: { readonly issuer: string; readonly revision: number }
  }
}

export type Proposal = { readonly kind: 'possible'; readonly unit: Unit } | Impossible

/** Times are epoch milliseconds; each change of the unit restarts its lifetime. */
export type Lifetime = {
  readonly forMs: number
  readonly until: number
  /** The person to tell at its end: who made it, or the owner of the agent that did. */
  readonly of: string
}
