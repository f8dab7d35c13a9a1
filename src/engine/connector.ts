// The interface between the engine and connectors.

import type { Difference, Reason } from '../command/command.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Quota } from '../policy/quota.ts'
import type { Touched } from '../policy/risk.ts'

/** An agent, by its token's name. `quota`: how many units it may have; null for no limit. */
export interface AgentTerms {
  readonly name: string
  readonly quota: Quota | null
  /** Whether it may delete units that it did not make. */
  readonly deletes: 'own' | 'any'
}

/** In milliseconds: the default lifetime of units made by agents, and the longest for anybody. */
export interface Lifetimes {
  readonly agents: number
  readonly most: number
}

/** One operation that a connector is asked to do. */
export interface Order {
  readonly operation: string
  readonly slots: JsonObject
  /** Two calls with the same key act only once. */
  readonly idempotencyKey: string
  readonly tenant: string
  /** The requester; connectors that answer queries decide by it what may be seen. */
  readonly requester: string
  readonly commandName: string
  /** The agent that asks; absent for none. */
  readonly agent?: AgentTerms
  /** Absent where units may have no lifetime. */
  readonly lifetimes?: Lifetimes
  /** The previewed changes that people confirmed or approved; absent without a preview. */
  readonly seen?: readonly Difference[]
  /** Other previewed fields of the target: names and values. */
  readonly shown?: readonly (readonly [string, string])[]
  /** Target fields that rules looked at and that were not shown: their values then, by name. */
  readonly ruled?: Readonly<Record<string, readonly string[]>>
  /** A process that crashed may have sent this order already; it may still take effect. */
  readonly again?: true
}

export type PlanResult =
  | {
      readonly kind: 'planned'
      /** Facts about the target that the card shows, in order: name and value. */
      readonly shows: readonly (readonly [string, string])[]
      readonly changes: readonly Difference[]
      /** The other fields of the target, for rules; not shown. */
      readonly target?: readonly (readonly [string, string])[]
      /** Which of these fields are numbers, and which are times in ISO 8601. */
      readonly numbers?: readonly string[]
      readonly moments?: readonly string[]
      /** The slots in a normal form, where the same value can be typed in several ways. */
      readonly means?: Readonly<Record<string, string | number | boolean>>
      /** The fields that would change, each with its declared risk. */
      readonly touches?: readonly Touched[]
    }
  /** The target does not exist, or the operation does not apply to it now. Nothing was done. */
  | { readonly kind: 'impossible'; readonly reason: Reason }
  /** The connector could not be reached. Nothing was done. */
  | { readonly kind: 'unavailable'; readonly reason: Reason }

export type ApplyResult =
  /** `moments`: which fields of the result are times in ISO 8601. */
  | { readonly kind: 'done'; readonly result: JsonObject; readonly moments?: readonly string[] }
  /** Certainly nothing happened. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** It may have happened; only `verify` or a person can tell. */
  | { readonly kind: 'unknown'; readonly reason: Reason }

/** Whether an order took effect; with its result if still known. */
export type VerifyResult = 'done' | 'undone' | 'unknown' | Extract<ApplyResult, { kind: 'done' }>

/**
 * A system that commands act on: it plans before the approval, applies once, and verifies after a
 * crash. `until` aborts when a call has run out of time and its answer is no longer wanted.
 */
export interface Connector {
  readonly name: string
  /** How soon calls are answered (30 s if absent); null if the connector limits this itself. */
  readonly answersWithinMs?: number | null
  /** It acts only inside our own store: what was not done before a restart cannot happen later. */
  readonly actsInStore?: true
  /** Read-only: returns the preview of an operation. Never has an effect. */
  plan(order: Order, until?: AbortSignal): Promise<PlanResult>
  /** Answers a query (S0). Never has an effect. */
  read(order: Order, until?: AbortSignal): Promise<ApplyResult>
  apply(order: Order, until?: AbortSignal): Promise<ApplyResult>
  /** Did the order take effect? Asked after a crash or an unknown answer. */
  verify(order: Order, until?: AbortSignal): Promise<VerifyResult>
}
