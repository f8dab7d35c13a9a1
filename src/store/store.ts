// What is remembered and how it is asked for. No SQL in here: another store can stand behind it.

import type { Bound } from '../command/bound.ts'
import type { Step } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import type { Event } from '../command/event.ts'
import type { Facts } from '../command/facts.ts'
import type { Begun } from '../command/locked.ts'
import type { Speech } from '../command/speech.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Person } from '../policy/people.ts'
import type { RiskClass } from '../policy/risk.ts'

/** One event on its way in. `inbox` is what makes the same message end here the second time. */
export interface Arrival {
  readonly event: Event
  /** It is remembered under `key`; `otherKey` is what it may have been remembered under before. */
  readonly inbox?: { readonly key: string; readonly otherKey?: string; readonly content: string }
  /** The work that this event is the outcome of; when it is gone already, the event is a repeat. */
  readonly workId?: string
}

export type Settled = 'settled' | 'repeated' | 'other_content'

/** What a step must know, by key. */
export interface Keys {
  /** `agent`: the name of the agent that asks in this person's name. */
  readonly sender?: { readonly from: string; readonly alias?: string; readonly agent?: string }
  readonly chat?: { readonly id: string; readonly direct: boolean }
  readonly tokenHashes: readonly string[]
  /** Words of the text that may be tokens, though not in the form of an answer. */
  readonly strayHashes?: readonly string[]
  readonly names: readonly string[]
  readonly commandIds: readonly string[]
  /** Commands that are answered or due may start or be told: are they proven? Named ones always. */
  readonly prove?: boolean
  /** Names that the step may give to a new command. */
  readonly fresh: Iterable<string>
  /** What the message replies to, as its sender claims. */
  readonly quotes?: string
  /** Letters whose cards are wanted. */
  readonly letters?: readonly string[]
  /** Keys of tallies; `{sender}` in one stands for the person whom the store finds. */
  readonly tallies: readonly string[]
  /** More of them, asked for where the sender is nobody that the store knows. */
  readonly talliesOfStranger?: () => readonly string[]
  /** All tallies since then whose keys begin like this, of 500 keys at most, with these ranks. */
  readonly tallyPrefixes?: readonly {
    readonly start: string
    readonly since: number
    readonly ranks: readonly number[]
  }[]
  /** Ranks past the newest times that are asked for too, lowest first; the newest time is 1. */
  readonly tallyRanks?: readonly number[]
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
  /** Where it says that it needs more first, it is asked again, with that. */
  step(event: Event, known: Known, random: string): Step
}

export interface Outgoing {
  readonly position: number
  readonly id: string
  readonly speech: Speech
  /** Null for somebody who is not enrolled. */
  readonly recipient: Person | null
  readonly attempts: number
  readonly notBefore: number
  /** Somebody without a key wrote it: it is not sent, and `speech` says nothing. */
  readonly isForged?: true
}

export type DeliveryState = 'sent' | 'acked' | 'delivered' | 'read' | 'failed'

export interface Work {
  readonly id: string
  readonly what: 'plan' | 'read' | 'apply'
  readonly command: Command
  /** It must not act: the command is not what its evidence says. */
  readonly unproven?: true
}

export interface AuditFilter {
  readonly since?: number
  readonly actor?: string
  /** What any agent did itself. */
  readonly agents?: true
  readonly type?: string
  /** The public name of a command. */
  readonly command?: string
  /** Of commands whose change was shown to risk so much. */
  readonly risk?: RiskClass
  readonly tenant?: string
  readonly most?: number
  /** Newest first. */
  readonly newest?: boolean
}

/** An artifact with the body that belongs to it; null once the body was erased. */
export interface AuditRecord {
  readonly artifact: JsonObject
  readonly body: JsonObject | null
  /** Where one command is asked about: its bytes or its body are not those that were sealed. */
  readonly changed?: true
}

/** What may not start, as it was recorded: ends that have passed are still in it. */
export type Locks = Pick<Known, 'mode' | 'partLocks'>

export interface Locked extends Locks {
  /** When lockdowns began of late, by the key under which that is counted. */
  readonly begun: Begun
}

/** An artifact with where it stands in the order of all that was ever written. */
export interface PlacedRecord extends AuditRecord {
  readonly position: number
}

/** What may be told of commands that were asked about. */
export interface Told {
  /** As they were sealed, and as their evidence has them. */
  readonly commands: readonly Command[]
  /** Those whose record is another one: nothing in it is told. */
  readonly changed: readonly { readonly name: string; readonly tenant: string }[]
}

export interface Standing extends Locks {
  readonly approvalsSuspended: boolean
  readonly openCommands: number
  readonly artifacts: number
  readonly queued: number
}

export interface ChainHead {
  readonly tenant: string
  readonly size: number
  /** The newest artifact that is more than the news of a sent checkpoint; 0 without any. */
  readonly newestNews: number
  readonly head: string
  /** Empty where what the file records of its tree was edited: nobody signs that. */
  readonly root: string
  readonly checkpoint: string | null
}

/** One artifact as it leaves this machine, in the order in which all of them were written. */
export interface EvidenceRow {
  readonly position: number
  readonly tenant: string
  readonly seq: number
  readonly hash: string
  /** The canonical form that was hashed. */
  readonly bytes: string
  /** Null once erased. */
  readonly body: string | null
}

/** One thing that is wrong, as a sentence; `seq`: at which artifact of its chain, 0 for none. */
export interface Broken {
  readonly seq: number
  readonly what: string
  readonly text: string
}

/** What `verify` found in one chain; no breaks means that all is well. */
export interface ChainReport {
  readonly tenant: string
  readonly artifacts: number
  readonly head: string
  /** The RFC 6962 root over all artifacts. */
  readonly root: string
  /** How many artifacts at the beginning were not read again, because somebody vouches for them. */
  readonly unread: number
  /** How many checkpoints were met and found equal. */
  readonly checkpoints: number
  /** Breaks that were only counted. */
  readonly omitted: number
  readonly breaks: readonly Broken[]
}

export interface Store {
  /** Settle these events in order, in one transaction: all of it is durable, or none of it is. */
  settle(arrivals: readonly Arrival[], decide: Decide): readonly Settled[]
  /** Whatever `run` writes becomes durable with one commit, or, when it throws, not at all. */
  together<T>(run: () => T): T
  people(): readonly Person[]
  /** What is queued behind position `after`, in order. */
  outgoing(most: number, after?: number): readonly Outgoing[]
  /** Never goes back: a late `sent` does not undo a `read`. */
  delivered(ids: readonly string[], state: DeliveryState): void
  postpone(id: string, notBefore: number): void
  /** Effects before previews and questions; each of the two oldest first. */
  work(most: number): readonly Work[]
  nextDeadline(): number | null
  bound(): Bound | null
  /** Commands that were asked since then, newest first; of one tenant, where it is named. */
  commandsSince(since: number, most: number, tenant?: string): Told
  openCommands(): Told
  commandNamed(name: string): Told
  /** What a program asked at a door under this idempotency key. */
  commandByKey(key: string): Told
  audit(filter: AuditFilter): readonly AuditRecord[]
  /** Artifacts behind this position, of every chain. */
  evidenceAfter(position: number, most: number): readonly EvidenceRow[]
  /** Hashes of one chain behind this seq, in order. */
  hashesAfter(tenant: string, seq: number, most: number): readonly string[]
  /** What was written behind this position, in order, up to `most`: what is before is not read. */
  writtenAfter(position: number, most: number): readonly PlacedRecord[]
  /** The position of the newest artifact; 0 before the first. */
  lastPosition(): number
  standing(): Standing
  locked(): Locked
  heads(): readonly ChainHead[]
  verify(): readonly ChainReport[]
  checkpoint(tenant: string, at: number, note: string): void
  /** Identifiers of people who were forgotten, until the transport has forgotten them too. */
  forgotten(): readonly string[]
  transportForgot(identifiers: readonly string[]): void
  setting(key: string): string | null
  /** `foreign`: somebody without a key wrote it, or put it back as it once was. */
  unit(tenant: string, name: string): JsonObject | 'foreign' | null
  units(tenant: string): readonly (JsonObject | 'foreign')[]
  /** Units whose lifetime is over by then, in epoch milliseconds, and that are not deleted. */
  expiredUnits(
    now: number,
    most: number,
  ): readonly { readonly tenant: string; readonly unit: JsonObject }[]
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
