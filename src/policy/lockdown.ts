// Lockdowns: of the whole environment, or of one connector, safety class, tenant or agent.

import type { SafetyClass } from './names.ts'

/** Whether the environment takes commands. A failed start is a kind of lockdown. */
export type Mode =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'locked'
      readonly cause: 'by_request'
      readonly by: string
      readonly reason: string
      readonly since: number
      /** When it ends by itself, epoch milliseconds; absent if it lasts until lifted. */
      readonly until?: number
    }
  | {
      readonly kind: 'locked'
      readonly cause: 'failed_start'
      readonly error: string
      readonly since: number
    }
  /** The stored environment state was changed by a writer who lacks the environment's key. */
  | {
      readonly kind: 'locked'
      readonly cause: 'record_changed'
      readonly since: number
      /** The admins have not been told since it was found. */
      readonly isNews: boolean
      /** What was changed, worded for evidence and logs; empty when unknown. */
      readonly entries: readonly string[]
    }

export const lockableParts = ['connector', 'class', 'tenant', 'agent'] as const
export type LockablePart = (typeof lockableParts)[number]

/** A lockdown of one part. Times are epoch milliseconds. */
export interface PartLock {
  readonly part: LockablePart
  /** A connector's name, a safety class, a tenant's full name, or an agent's name. */
  readonly of: string
  readonly by: string
  readonly reason: string
  readonly since: number
  /** Null if it lasts until lifted. */
  readonly until: number | null
}

/** The parts of the environment that a command touches. */
export interface Touched {
  readonly tenant: string
  readonly safetyClass: SafetyClass
  readonly connectors: readonly string[]
  /** The agent that proposed it; null for none. */
  readonly agent: { readonly name: string } | null
}

/** The locks in force now; one whose end has passed is left out. */
export function locksInForce(locks: readonly PartLock[], now: number): readonly PartLock[] {
  return locks.filter((one) => one.until === null || now < one.until)
}

/** The first lock that covers this command; null for none. */
export function lockOf(locks: readonly PartLock[], touched: Touched): PartLock | null {
  const meant = (one: PartLock): boolean => {
    switch (one.part) {
      case 'connector':
        return touched.connectors.includes(one.of)
      case 'class':
        return touched.safetyClass === one.of
      case 'tenant':
        return touched.tenant === one.of
      case 'agent':
        return touched.agent?.name === one.of
    }
  }
  return locks.find(meant) ?? null
}

/**
 * Commands that a person may use in a lockdown, without approval: Aval's own queries, and S1
 * commands that withdraw, revoke or turn a lockdown on. Whatever a pack says of a class or a time,
 * an admin must keep the means to stop things (HAPF XIV).
 */
export function isExempt(command: {
  readonly safetyClass: SafetyClass
  readonly available: 'open' | 'locked' | 'always'
  readonly agent: object | null
}): boolean {
  const { safetyClass, available, agent } = command
  return available !== 'open' && agent === null && (safetyClass === 'S0' || safetyClass === 'S1')
}
