// The interface of the store. Without SQL, so that another database can implement it.

import type { Step } from '../command/changes.ts'
import type { Command } from '../command/command.ts'
import type { Event } from '../command/event.ts'
import type { Facts, RecordedBinding } from '../command/facts.ts'
import type { LockdownTimes } from '../command/locked.ts'
import type { MessageDraft } from '../command/message-draft.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Person, ReaderRole } from '../policy/people.ts'
import type { RiskClass } from '../policy/risk.ts'

/** One event to settle. `inbox` identifies a message, so that it is settled only once. */
export interface Arrival {
  readonly event: Event
  /** Stored under `key`; `otherKey` is a key under which it may have been stored before. */
  readonly inbox?: { readonly key: string; readonly otherKey?: string; readonly content: string }
  /** The work that this event completes; if that is gone already, the event is a repeat. */
  readonly workId?: string
}

export type Settled = 'settled' | 'repeated' | 'other_content'

/** The keys of the facts that a step needs. */
export interface Keys {
  /** `agent`: the name of the agent that asks on this person's behalf. */
  readonly sender?: { readonly from: string; readonly alias?: string; readonly agent?: string }
  readonly chat?: { readonly id: string; readonly direct: boolean }
  readonly tokenHashes: readonly string[]
  /** Hashes of words that may be tokens, though not in the form of an answer. */
  readonly strayHashes?: readonly string[]
  readonly names: readonly string[]
  readonly commandIds: readonly string[]
  /**
   * Compare answered or due commands with their evidence, because they may start. Named ones always
   * are.
   */
  readonly prove?: boolean
  /** Candidate names for a new command. */
  readonly fresh: Iterable<string>
  /** The id of the quoted letter, as the sender claims. */
  readonly quotes?: string
  /** Letters whose cards are needed. */
  readonly letters?: readonly string[]
  /** Tally keys; `{sender}` stands for the person whom the store finds. */
  readonly tallies: readonly string[]
  /** More tally keys, for unknown senders. */
  readonly talliesOfStranger?: () => readonly string[]
  /** Tallies whose keys have this prefix, since `since` at these ranks; read when asked for. */
  readonly tallyPrefixes?: readonly {
    readonly start: string
    readonly since: number
    readonly ranks: readonly number[]
  }[]
  /** Further ranks to read, ascending; the newest time has rank 1. */
  readonly tallyRanks?: readonly number[]
  /** Deadlines up to this time are due. */
  readonly dueAt?: number
  /** Older tallies are not needed. */
  readonly since: number
}

/** The facts that the store reads. */
export type StoredFacts = Omit<Facts, 'rules' | 'now' | 'random'>

/** The pure part: which keys an event needs, and its step. Neither may wait or write. */
export interface Decide {
  /** `random` is 64 new random hexadecimal digits, the same for both calls. */
  keys(event: Event, random: string): Keys
  /** If it asks for more facts, it is called again with them. */
  step(event: Event, known: StoredFacts, random: string): Step
}

export interface Outgoing {
  readonly position: number
  readonly id: string
  readonly speech: MessageDraft
  /** Null for somebody who is not enrolled. */
  readonly recipient: Person | null
  readonly role: ReaderRole
  readonly notBefore: number
  /** Its seal is invalid: it is not sent, and `speech` is empty. */
  readonly isForged?: true
}

export type DeliveryState = 'sent' | 'acked' | 'delivered' | 'read' | 'failed'

export interface Work {
  readonly id: string
  readonly what: 'plan' | 'read' | 'apply'
  readonly command: Command
  /** It must not act, because the record differs from its evidence. */
  readonly unproven?: true
}

export interface AuditFilter {
  readonly since?: number
  readonly actor?: string
  /** Only what agents did themselves. */
  readonly agents?: true
  readonly type?: string
  /** The public name of a command. */
  readonly command?: string
  /** Only commands whose previewed change had this risk. */
  readonly risk?: RiskClass
  readonly tenant?: string
  readonly most?: number
  /** Newest first. */
  readonly newest?: boolean
}

/** An artifact with its body; null once the body was erased. */
export interface AuditRecord {
  readonly artifact: JsonObject
  readonly body: JsonObject | null
  /** Set when one command is queried: bytes or body do not match their digests. */
  readonly changed?: true
}

/** The locks as recorded; some may have ended by time. */
export type Locks = Pick<StoredFacts, 'mode' | 'partLocks'>

export interface Locked extends Locks {
  readonly emergencies: StoredFacts['emergencies']
  /** When recent lockdowns began, by tally key. */
  readonly begun: LockdownTimes
}

/** An artifact with its position in the order of all writes. */
export interface PlacedRecord extends AuditRecord {
  readonly position: number
}

/** The commands found, as far as they may be shown. */
export interface IntactCommands {
  /** Those that match their seal and evidence. */
  readonly commands: readonly Command[]
  /** Those that do not; their contents are not shown. */
  readonly changed: readonly { readonly name: string; readonly tenant: string }[]
}

export interface EnvironmentStatus extends Locks {
  readonly approvalsSuspended: boolean
  readonly openCommands: number
  readonly artifacts: number
  readonly queued: number
}

export interface ChainHead {
  readonly tenant: string
  readonly size: number
  /** The seq of the newest artifact other than a sent checkpoint's; 0 for none. */
  readonly newestNews: number
  readonly head: string
  /** Empty if the recorded tree was edited; it is not signed then. */
  readonly root: string
  readonly checkpoint: string | null
}

/** One artifact to send, in the order of writing. */
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

/** One fault, as a sentence; `seq` is its artifact in the chain, 0 for none. */
export interface Broken {
  readonly seq: number
  readonly what: string
  readonly text: string
}

/** What `verify` found in one chain; without breaks it is sound. */
export interface ChainReport {
  readonly tenant: string
  readonly artifacts: number
  readonly head: string
  /** The RFC 6962 root over all artifacts. */
  readonly root: string
  /** How many artifacts at the beginning were not read, because they were vouched for. */
  readonly unread: number
  /** How many checkpoints were compared and matched. */
  readonly checkpoints: number
  /** The number of further breaks, not listed. */
  readonly omitted: number
  readonly breaks: readonly Broken[]
}

export interface Store {
  /** Settles these events in order, in one transaction: all or none. */
  settle(arrivals: readonly Arrival[], decide: Decide): readonly Settled[]
  /** Commits all that `run` writes at once, or nothing if it throws. */
  together<T>(run: () => T): T
  people(): readonly Person[]
  /** Queued letters after position `after`, in order; no direct ones to the people in `without`. */
  outgoing(most: number, after?: number, without?: readonly string[]): readonly Outgoing[]
  /** Never goes back: a late `sent` does not undo a `read`. */
  delivered(ids: readonly string[], state: DeliveryState): void
  postpone(id: string, notBefore: number): void
  /** Effects before previews and queries; each kind oldest first. */
  work(most: number): readonly Work[]
  nextDeadline(): number | null
  /** Is any deadline due at this time? In a backlog faster than `nextDeadline`. */
  isDue(at: number): boolean
  bound(): RecordedBinding | null
  /** Commands requested since then, newest first; of one tenant if given. */
  commandsSince(since: number, most: number, tenant?: string): IntactCommands
  /** Ids of the open commands; see `OpenCommands.ids` in open-commands.ts. */
  openIds(tenant?: string): readonly string[]
  /** The open commands of this tenant, or of all, oldest first. */
  openCommands(tenant?: string): IntactCommands
  commandNamed(name: string): IntactCommands
  /** The command that a program requested under this idempotency key. */
  commandByKey(key: string): IntactCommands
  audit(filter: AuditFilter): readonly AuditRecord[]
  /** Artifacts after this position, of all chains. */
  evidenceAfter(position: number, most: number): readonly EvidenceRow[]
  /** Hashes of one chain after this seq, in order. */
  hashesAfter(tenant: string, seq: number, most: number): readonly string[]
  /** Artifacts after this position, in order, at most `most`. */
  writtenAfter(position: number, most: number): readonly PlacedRecord[]
  /** The position of the newest artifact; 0 for none. */
  lastPosition(): number
  standing(): EnvironmentStatus
  locked(): Locked
  heads(): readonly ChainHead[]
  verify(): readonly ChainReport[]
  checkpoint(tenant: string, at: number, note: string): void
  /** Identifiers of forgotten people, until the transport has forgotten them too. */
  forgotten(): readonly string[]
  transportForgot(identifiers: readonly string[]): void
  /** `foreign`: its seal is invalid, or it is an older revision put back. */
  unit(tenant: string, name: string): JsonObject | 'foreign' | null
  units(tenant: string): readonly (JsonObject | 'foreign')[]
  /** Units whose lifetime has ended at `now` (epoch milliseconds) and that are not deleted. */
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
