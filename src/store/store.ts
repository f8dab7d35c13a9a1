// What is remembered and how it is asked for. No SQL in here: another store can stand behind it.

import type { Bound } from '../command/bound.ts'
import type { Step } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import type { Event, Facts } from '../command/facts.ts'
import type { Speech } from '../command/speech.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Mode } from '../policy/decide.ts'
import type { Person } from '../policy/people.ts'

/** One event on its way in. `inbox` is what makes the same message end here the second time. */
export interface Arrival {
  readonly event: Event
  readonly inbox?: { readonly key: string; readonly content: string }
  /** The work that this event is the outcome of; when it is gone already, the event is a repeat. */
  readonly workId?: string
}

export type Settled = 'settled' | 'repeated' | 'other_content'

/** What a step must know, by key. */
export interface Keys {
  readonly sender?: { readonly from: string; readonly alias?: string }
  readonly chat?: { readonly id: string; readonly direct: boolean }
  readonly tokenHashes: readonly string[]
  readonly names: readonly string[]
  readonly commandIds: readonly string[]
  /** Names that the step may give to a new command. */
  readonly fresh: readonly string[]
  /** Keys of tallies; `{sender}` in one stands for the person whom the store finds. */
  readonly tallies: readonly string[]
  /** All tallies since then whose keys begin like this; `{tenant}` is the sender's. */
  readonly tallyPrefixes?: readonly { readonly start: string; readonly since: number }[]
  /** Succeeded commands of the sender's tenant since then. */
  readonly recentSince?: number
  /** Deadlines up to this time are due. */
  readonly dueAt?: number
  /** Tallies older than this are of no use to anybody. */
  readonly since: number
}

/** The part of the facts that the store knows. */
export type Known = Omit<Facts, 'rules' | 'now' | 'random'>

/** The pure half: which keys an event needs, and what it comes to. Neither may wait or write. */
export interface Decide {
  /** `random` is 64 fresh hexadecimal digits, the same for both calls. */
  keys(event: Event, random: string): Keys
  step(event: Event, known: Known, random: string): Step
}

export interface Outgoing {
  readonly position: number
  readonly id: string
  readonly speech: Speech
  readonly attempts: number
  readonly notBefore: number
}

export type DeliveryState = 'sent' | 'acked' | 'delivered' | 'read' | 'failed'

export interface Work {
  readonly id: string
  readonly what: 'plan' | 'read' | 'apply'
  readonly command: Command
}

export interface AuditFilter {
  readonly since?: number
  readonly actor?: string
  readonly type?: string
  /** The public name of a command. */
  readonly command?: string
  readonly tenant?: string
  readonly most?: number
  /** Newest first. */
  readonly newest?: boolean
}

/** An artifact with the body that belongs to it; null once the body was erased. */
export interface AuditRecord {
  readonly artifact: JsonObject
  readonly body: JsonObject | null
}

export interface Standing {
  readonly mode: Mode
  readonly approvalsSuspended: boolean
  readonly openCommands: number
  readonly artifacts: number
  readonly queued: number
}

export interface ChainHead {
  readonly tenant: string
  readonly size: number
  readonly head: string
  readonly root: string
  readonly checkpoint: string | null
}

/** What `verify` found in one chain; no breaks means that all is well. */
export interface ChainReport {
  readonly tenant: string
  readonly artifacts: number
  readonly head: string
  readonly breaks: readonly { readonly seq: number; readonly what: string; readonly text: string }[]
}

export interface Store {
  /** Settle these events in order, in one transaction: all of it is durable, or none of it is. */
  settle(arrivals: readonly Arrival[], decide: Decide): readonly Settled[]
  /** Whatever `run` writes becomes durable with one commit, or, when it throws, not at all. */
  together<T>(run: () => T): T
  people(): readonly Person[]
  outgoing(most: number): readonly Outgoing[]
  /** Never goes back: a late `sent` does not undo a `read`. */
  delivered(ids: readonly string[], state: DeliveryState): void
  /** Hand over, at the earliest then, what is queued, or sent and not acknowledged. */
  postpone(id: string, notBefore: number): void
  work(most: number): readonly Work[]
  nextDeadline(): number | null
  bound(): Bound | null
  /** Commands that were asked since then, newest first. */
  commandsSince(since: number, most: number): readonly Command[]
  openCommands(): readonly Command[]
  commandNamed(name: string): Command | null
  /** What a program asked at a door under this idempotency key. */
  commandByKey(key: string): Command | null
  audit(filter: AuditFilter): readonly AuditRecord[]
  standing(): Standing
  heads(): readonly ChainHead[]
  verify(): readonly ChainReport[]
  checkpoint(tenant: string, at: number, note: string): void
  setting(key: string): string | null
  unit(tenant: string, name: string): JsonObject | null
  units(tenant: string): readonly JsonObject[]
  unitChange(key: string): JsonObject | null
  changeUnit(
    key: string,
    tenant: string,
    expectedRevision: number,
    unit: JsonObject,
  ): 'done' | 'stale'
  kept(key: string): JsonObject | null
  keep(key: string, value: JsonObject): void
  close(): void
}
