// What is locked: the whole environment, or one connector, class, tenant or agent of it.

import type { SafetyClass } from './names.ts'

/** Whether the environment takes commands. A failed start and a lockdown are one thing. */
export type Mode =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'locked'
      readonly cause: 'by_request'
      readonly by: string
      readonly reason: string
      readonly since: number
      /** Its own end; absent until somebody lifts it. */
      readonly until?: number
    }
  | {
      readonly kind: 'locked'
      readonly cause: 'failed_start'
      readonly error: string
      readonly since: number
    }
  /** Somebody without a key of this environment wrote how it stands. */
  | {
      readonly kind: 'locked'
      readonly cause: 'record_changed'
      readonly since: number
      /** Nobody was told yet since it was found. */
      readonly isNews: boolean
      /** What was written, in words for evidence and logs; none where nobody can tell. */
      readonly entries: readonly string[]
    }

export const lockableParts = ['connector', 'class', 'tenant', 'agent'] as const
export type LockablePart = (typeof lockableParts)[number]

/** Times: epoch milliseconds. */
export interface PartLock {
  readonly part: LockablePart
  /** A connector's name, a safety class, a tenant's full name, or an agent's name. */
  readonly of: string
  readonly by: string
  readonly reason: string
  readonly since: number
  /** Null until somebody lifts it. */
  readonly until: number | null
}

/** What a command touches, as far as a lockdown of a part may mean it. */
export interface Touched {
  readonly tenant: string
  readonly safetyClass: SafetyClass
  readonly connectors: readonly string[]
  /** The agent that proposed it; null where none did. */
  readonly agent: { readonly name: string } | null
}

/** Those that hold now: one whose time has passed is over, whether or not that was noticed yet. */
export function holding(locks: readonly PartLock[], now: number): readonly PartLock[] {
  return locks.filter((one) => one.until === null || now < one.until)
}

/** The first of them that means this command; null when none does. */
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
 * What a person may ask even in a lockdown, and nobody approves: Aval's own questions, and what
 * withdraws, takes back or turns a lockdown on. Whatever else a pack says of a class or a time, an
 * admin must keep the way to stop it (HAPF XIV).
 */
export function isLeftOpen(command: {
  readonly safetyClass: SafetyClass
  readonly available: 'open' | 'locked' | 'always'
  readonly agent: object | null
}): boolean {
  const { safetyClass, available, agent } = command
  return available !== 'open' && agent === null && (safetyClass === 'S0' || safetyClass === 'S1')
}
