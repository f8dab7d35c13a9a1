// What a connector must offer the engine, what it is asked, and what it may answer.

import type { Difference, Reason } from '../command/command.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Quota } from '../policy/quota.ts'
import type { Touched } from '../policy/risk.ts'

/** An agent, by the name of its token. `quota`: how many units it may have; null for no end. */
export interface AgentTerms {
  readonly name: string
  readonly quota: Quota | null
  /** May it delete what it did not make? */
  readonly deletes: 'own' | 'any'
}

/** In milliseconds: how long what an agent makes lives by default, and the most for anybody. */
export interface Lifetimes {
  readonly agents: number
  readonly most: number
}

/** What one operation of a connector is asked to do. */
export interface Order {
  readonly operation: string
  readonly slots: JsonObject
  /** The same key twice acts once. */
  readonly idempotencyKey: string
  readonly tenant: string
  /** Who asked, and with which right to see: for the connectors that answer questions. */
  readonly requester: string
  readonly commandName: string
  /** The agent that asks; absent where none does. */
  readonly agent?: AgentTerms
  /** Where units may have a lifetime; absent where none may. */
  readonly lifetimes?: Lifetimes
  /** The changes that people saw when they said yes; absent where no preview was shown. */
  readonly seen?: readonly Difference[]
  /** What else they saw of the target: names and values. */
  readonly shown?: readonly (readonly [string, string])[]
  /** Fields of the target that rules looked at and no card showed: by name, their values then. */
  readonly ruled?: Readonly<Record<string, readonly string[]>>
  /** A process that crashed may have sent this order already, and it may still arrive. */
  readonly again?: true
}

export type Planned =
  | {
      readonly kind: 'planned'
      /** Facts about the target that the card shows, in order: name and value. */
      readonly shows: readonly (readonly [string, string])[]
      readonly changes: readonly Difference[]
      /** The other fields of the target, for rules; shown to nobody. */
      readonly target?: readonly (readonly [string, string])[]
      /** Which of these fields are numbers, and which are moments in ISO 8601. */
      readonly numbers?: readonly string[]
      readonly moments?: readonly string[]
      /** The slots in one form, where the same can be typed in several ways. */
      readonly means?: Readonly<Record<string, string | number | boolean>>
      /** The fields that change, each with how much that risks. */
      readonly touches?: readonly Touched[]
    }
  /** The target does not exist, or the operation cannot apply to it now. Nothing was done. */
  | { readonly kind: 'impossible'; readonly reason: Reason }
  /** The connector could not be asked. Nothing was done. */
  | { readonly kind: 'unavailable'; readonly reason: Reason }

export type Applied =
  /** `moments`: which fields of the result are moments in ISO 8601. */
  | { readonly kind: 'done'; readonly result: JsonObject; readonly moments?: readonly string[] }
  /** It is certain that nothing happened. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** It may have happened: nobody knows until `verify` or a person says so. */
  | { readonly kind: 'unknown'; readonly reason: Reason }

/** Whether it took effect; with the result, where that is still known. */
export type Verified = 'done' | 'undone' | 'unknown' | Extract<Applied, { kind: 'done' }>

/**
 * A system that commands act on: asked to plan before the approval, to apply once, and to verify
 * after a crash. `until` aborts when the time of a call is over and nobody waits for its answer.
 */
export interface Connector {
  readonly name: string
  /** Within what time a call is answered (30 s when absent); null where it sees to that itself. */
  readonly answersWithinMs?: number | null
  /** It acts in our own store only: what was not done before a restart is not done later. */
  readonly actsInStore?: true
  /** Read-only; answers for the preview of an operation or for a question. Never an effect. */
  plan(order: Order, until?: AbortSignal): Promise<Planned>
  /** A question (S0): reads and answers. Never an effect. */
  read(order: Order, until?: AbortSignal): Promise<Applied>
  apply(order: Order, until?: AbortSignal): Promise<Applied>
  /** Did the order take effect? Asked after a crash or an unknown answer. */
  verify(order: Order, until?: AbortSignal): Promise<Verified>
}
