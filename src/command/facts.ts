// All that the decision about one event may look at, as plain data.

import type { Mode, PartLock } from '../policy/lockdown.ts'
import type { Environment, Profile } from '../policy/names.ts'
import type { Binding, Pack } from '../policy/pack.ts'
import type { Person } from '../policy/people.ts'
import type { Weekly } from '../policy/when.ts'
import type { Command, Definition, Slots } from './command.ts'
import type { RecordCheck } from './record-check.ts'
import type { Flow } from './spec.ts'

/**
 * A question open to one person in one chat. `confirm` belongs to a command that waits for its
 * requester; it has no row of its own. `byName`: an agent's proposal, which must be answered by
 * name, not with a bare `1` or `2`.
 */
export type Question = {
  readonly id: string
  readonly chat: string
  readonly person: string
  readonly askedAt: number
  readonly expiresAt: number
} & (
  | { readonly kind: 'confirm'; readonly commandId: string; readonly byName?: boolean }
  | {
      readonly kind: 'slot'
      readonly flow: string
      readonly slots: Slots
      readonly slot: string
      /** Numbered choices listed with the question; a number picks one. */
      readonly listed?: readonly string[]
    }
  | { readonly kind: 'menu'; readonly flows: readonly string[] }
)

/** A stored token, found by its keyed hash. */
export interface TokenRecord {
  readonly hash: string
  readonly commandId: string
  readonly approver: string
  readonly state: 'open' | 'spent' | 'void'
}

/** How long evidence bodies and sent messages are kept, in milliseconds. */
export interface Retention {
  readonly evidence: number
  readonly messages: number
}

/** A person's on-call duty, once or weekly. */
export interface Duty {
  readonly person: string
  readonly once?: { readonly from: number; readonly to: number }
  readonly weekly?: Weekly
}

/** The policy that `environment.yaml` names. */
export interface FilePolicy {
  readonly pack: string
  readonly version: string
  readonly profile: Profile
}

/** The recorded policy binding, and what `environment.yaml` named when it was recorded. */
export interface RecordedBinding {
  readonly binding: Binding
  readonly file: FilePolicy
  /** How often the binding was replaced; absent for never. */
  readonly rebound?: number
  /** When it was bound, epoch milliseconds; absent in files of earlier versions. */
  readonly at?: number
}

/** Configuration that is fixed while an environment runs. */
export interface Rules {
  readonly environment: Environment
  readonly transport: string
  /**
   * Set if the transport reports delivery: after how many milliseconds a missing card is reported.
   */
  readonly receipts?: { readonly tellAfter: number }
  /** The policy that `environment.yaml` names, and every readable pack by name and version. */
  readonly file: FilePolicy
  readonly packs: ReadonlyMap<string, Pack>
  /** The pack in force. */
  readonly pack: Pack | null
  /** Why the policy could not be read, if `pack` is null. */
  readonly failure: string | null
  readonly binding: Binding | null
  /** How often the binding was replaced; absent for never. */
  readonly rebound?: number
  readonly flows: ReadonlyMap<string, Flow>
  /**
   * SHA-256 of the files that describe each connector, by connector: `api shop`, `unit pricing`.
   */
  readonly described: ReadonlyMap<string, Definition>
  readonly duties: readonly Duty[]
  /** The owners of agents (programs that reason by themselves), by the agent's name. */
  readonly agents: ReadonlyMap<string, string>
  /** The zone of times that people type and read. */
  readonly timeZone: string
  /** Tenants by full name. */
  readonly tenants: ReadonlyMap<
    string,
    { readonly sandbox: boolean; readonly retention?: Retention }
  >
  readonly retention: Retention
  /** Keys the token hashes and pseudonyms of this environment. */
  readonly key: string
}

/** When something happened: the newest times first, and those at some ranks (1 is the newest). */
export interface Tallied {
  readonly newest: readonly number[]
  readonly ranks: Pick<ReadonlyMap<number, number>, 'get'>
  /** How many are stored in all; old ones are deleted. */
  readonly number?: number
  /** How many of `newest` were added in this step and are not in `ranks`; 0 at first. */
  readonly added?: number
}

/** Tallies by key. Some are read only when a step asks for them, because there may be thousands. */
export type TalliesByKey = Pick<ReadonlyMap<string, Tallied>, 'get' | 'has'>

export interface LegalHold {
  readonly reason: string
  /** A person, whose tenant alone reads the reason and may release it. */
  readonly by: string
}

export interface Facts {
  readonly rules: Rules
  readonly now: number
  /** 32 fresh bytes in hexadecimal; ids, names and tokens of this step are drawn from them. */
  readonly random: string
  readonly mode: Mode
  /** The lockdowns of parts in force now. */
  readonly partLocks: readonly PartLock[]
  readonly people: readonly Person[]
  /** The version of the roll (see store/roll.ts); null if another program changed it. */
  readonly roll?: number | null
  readonly sender: Person | null
  /** Open questions of the sender in this chat, oldest first. */
  readonly questions: readonly Question[]
  /** Commands that the event refers to, by id: through a token, name, question or outcome. */
  readonly commands: ReadonlyMap<string, Command>
  /** Does the record match its evidence? For each command that this event may start, by id. */
  readonly proofs: ReadonlyMap<string, RecordCheck>
  /** The tokens named in the text, by hash. */
  readonly tokens: ReadonlyMap<string, TokenRecord>
  /** Set if the message is a reply: the command that the quoted letter is about, or null. */
  readonly quoted?: { readonly command: string | null }
  /** The tokens carried by the letters that receipts are about, by letter id. */
  readonly cards?: ReadonlyMap<string, readonly TokenRecord[]>
  /** Public names already taken, among those that this step may draw. */
  readonly taken: ReadonlySet<string>
  /** When counted things happened, by key, within a day. */
  readonly tallies: TalliesByKey
  /** The number of the sender's requests open now. */
  readonly openRequests: number
  /**
   * What a step asked for in RecentNeeds, of the sender's tenant, newest first; null if nothing.
   */
  readonly recent: readonly Command[] | null
  /** The recorded policy binding; null before the first start. */
  readonly bound: RecordedBinding | null
  /** What files said at the last start, by their digests; null before the first. */
  readonly definitions: Definition | null
  /** Who is on call now, by the roster. */
  readonly onCall: readonly string[]
  readonly suspicious: boolean
  /** Emergencies declared and not yet reviewed, at most one per tenant. */
  readonly emergencies: readonly Emergency[]
  /** Why nothing may be erased now, and who said so; null when it may. */
  readonly legalHold: LegalHold | null
  /** True after too many wrong answers in the environment, until an admin lifts it. */
  readonly approvalsSuspended: boolean
  readonly due: readonly Deadline[]
  /** Ids of commands whose news waits for a digest, by person, oldest first. */
  readonly untold?: ReadonlyMap<string, readonly string[]>
  /** The sender's second factor and its last use; null without one. */
  readonly stepUp: StepUpFacts | null
}

/** The sender's authenticator, decrypted by the store for this step only. */
export interface StepUpFacts {
  readonly secret: string | null
  readonly lastStep: number
  readonly lastAt: number
  /** Hashes of the recovery codes; of a used one, another hash than it had. */
  readonly recovery: readonly string[]
}

/**
 * A declared emergency (break-glass): a shorter quorum in one tenant for a while, and a review
 * afterwards.
 */
export interface Emergency {
  readonly id: string
  readonly tenant: string
  readonly by: string
  readonly reason: string
  readonly since: number
  readonly until: number
  /** Who has reviewed it; it stays open until enough others have. */
  readonly reviewedBy: readonly string[]
}

export interface Deadline {
  /** The command's id, or the name of what else the deadline is about. */
  readonly commandId: string
  readonly what:
    | 'confirmation'
    | 'approval'
    | 'escalation'
    | 'reminder'
    | 'delivery'
    | 'challenge'
    | 'emergency'
    | 'lockdown'
    | 'digest'
    | 'sweep'
    | 'delegation'
    | 'rebound'
  readonly at: number
}

/** The person that such a deadline is about: beto of `digest/beto`. */
export function personIn({ what, commandId }: Pick<Deadline, 'what' | 'commandId'>): string {
  return commandId.slice(what.length + 1)
}

export function personOf({ people }: Pick<Facts, 'people'>, id: string): Person | undefined {
  return people.find((one) => one.id === id)
}

/** The person's name; the id if they are no longer enrolled. */
export function nameOf(facts: Pick<Facts, 'people'>, id: string): string {
  return personOf(facts, id)?.name ?? id
}

/** One of the event's commands, by its public name. */
export function commandNamed(
  { commands }: Pick<Facts, 'commands'>,
  name: string | undefined,
): Command | undefined {
  return [...commands.values()].find((one) => one.name === name)
}

/** The environment's name as shown at the start of every message: `PROD`. */
export function environmentOf({ rules }: { readonly rules: Pick<Rules, 'environment'> }): string {
  return rules.environment.toUpperCase()
}
