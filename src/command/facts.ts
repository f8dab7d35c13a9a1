// All that one event's decision may look at, read by key, as plain data.

import type { Mode } from '../policy/decide.ts'
import type { PartLock } from '../policy/lockdown.ts'
import type { Environment } from '../policy/names.ts'
import type { Binding, Pack } from '../policy/pack.ts'
import type { Person } from '../policy/people.ts'
import type { Weekly } from '../policy/when.ts'
import type { Bound, FilePolicy } from './bound.ts'
import type { Command, Definition, Slots } from './command.ts'
import type { Held } from './finished/held.ts'
import type { Flow } from './spec.ts'

/**
 * A question that is open to one person in one chat. `confirm` is of a command that waits for its
 * requester: it has no row of its own, and nothing of it is written. `byName`: it came unasked, so
 * that a bare `1` or `2` is not meant for it.
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
      /** The numbered values that were listed with it: a number means one of these. */
      readonly listed?: readonly string[]
    }
  | { readonly kind: 'menu'; readonly flows: readonly string[] }
)

/** What is remembered of a token, found by its keyed hash. */
export interface TokenRecord {
  readonly hash: string
  readonly commandId: string
  readonly approver: string
  readonly state: 'open' | 'spent' | 'void'
}

/** How long bodies of evidence and sent messages are kept, in milliseconds. */
export interface Retention {
  readonly evidence: number
  readonly messages: number
}

/** Somebody is on call from one time to another, once or each week. */
export interface Duty {
  readonly person: string
  readonly once?: { readonly from: number; readonly to: number }
  readonly weekly?: Weekly
}

/** What does not change while an environment runs. */
export interface Rules {
  readonly environment: Environment
  readonly transport: string
  /** Where the transport tells what became of a message: after how long a missing card is told. */
  readonly receipts?: { readonly tellAfter: number }
  /** What `environment.yaml` names, and every pack that can be read, by name and version. */
  readonly file: FilePolicy
  readonly packs: ReadonlyMap<string, Pack>
  /** The pack in force. */
  readonly pack: Pack | null
  /** Why the policy could not be read, when `pack` is null. */
  readonly failure: string | null
  readonly binding: Binding | null
  /** How often another one was bound before; absent for never. */
  readonly rebound?: number
  readonly flows: ReadonlyMap<string, Flow>
  /** What each connector is described by, and the SHA-256 of that: `api shop`, `unit pricing`. */
  readonly described: ReadonlyMap<string, Definition>
  readonly duties: readonly Duty[]
  /** Programs at the door that reason by themselves, by name, and who answers for each. */
  readonly agents: ReadonlyMap<string, string>
  /** Times that people type and read are in this zone. */
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

/** When something happened: the newest times first, and those at some ranks, the newest being 1. */
export interface Tallied {
  readonly newest: readonly number[]
  readonly ranks: ReadonlyMap<number, number>
  /** How many there ever were, as far as they are not forgotten. */
  readonly number?: number
  /** How many of the newest are of this very moment, which `ranks` does not know; 0 at first. */
  readonly added?: number
}

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
  /** Lockdowns of parts that hold now. */
  readonly partLocks: readonly PartLock[]
  readonly people: readonly Person[]
  /** The number of the roll that they are on; null where somebody else wrote into it. */
  readonly roll?: number | null
  readonly sender: Person | null
  /** Open questions of the sender in this chat, oldest first. */
  readonly questions: readonly Question[]
  /** Commands that the event names, by id: through a token, a name, a question or an outcome. */
  readonly commands: ReadonlyMap<string, Command>
  /** Of those that this event may start, by id: are they what their evidence says? */
  readonly proofs: ReadonlyMap<string, Held>
  /** Tokens that stand in the text, by their hash. */
  readonly tokens: ReadonlyMap<string, TokenRecord>
  /** The message replies to one: to a letter of ours about this command, or to anything else. */
  readonly quoted?: { readonly command: string | null }
  /** The cards in the letters that receipts are about, by the letter's id. */
  readonly cards?: ReadonlyMap<string, readonly TokenRecord[]>
  /** Public names that are already taken, of those that this step may draw. */
  readonly taken: ReadonlySet<string>
  /** When the things that have a limit happened, by key, within a day. */
  readonly tallies: ReadonlyMap<string, Tallied>
  /** Requests of the sender that are open now. */
  readonly openRequests: number
  /**
   * What a recovery asked to know (RecentNeeds), newest first, of the sender's tenant; null
   * while nothing was asked.
   */
  readonly recent: readonly Command[] | null
  /** The policy that was recorded last; null before the first start. */
  readonly bound: Bound | null
  /** What files said at the last start, by their digests; null before the first. */
  readonly definitions: Definition | null
  /** Who is on call now, by the roster. */
  readonly onCall: readonly string[]
  readonly suspicious: boolean
  /** Declared and not yet reviewed: at most one of each tenant. */
  readonly emergencies: readonly Emergency[]
  /** Why nothing may be erased now, and who said so; null when it may. */
  readonly legalHold: LegalHold | null
  /** True after too many wrong answers in the environment, until an admin lifts it. */
  readonly approvalsSuspended: boolean
  readonly due: readonly Deadline[]
  /** Ids of the commands of which news waits, by person, oldest news first. */
  readonly untold?: ReadonlyMap<string, readonly string[]>
  /** When the sender last showed a second factor; null for never. */
  readonly stepUp: StepUpFacts | null
}

/** The sender's authenticator, opened by the store for this step only. */
export interface StepUpFacts {
  readonly secret: string | null
  readonly lastStep: number
  readonly lastAt: number
  readonly recovery: readonly string[]
}

/**
 * A declared emergency (break-glass): a shorter quorum for a while, and a review afterwards. It is
 * of its tenant: nobody shortens the quorum of another one.
 */
export interface Emergency {
  readonly id: string
  readonly tenant: string
  readonly by: string
  readonly reason: string
  readonly since: number
  readonly until: number
  /** Who has looked at it since; it stays open until enough others have. */
  readonly reviewedBy: readonly string[]
}

export interface Deadline {
  /** The command; or what else the deadline is about, such as `emergency`. */
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
  readonly at: number
}

export function personOf({ people }: Pick<Facts, 'people'>, id: string): Person | undefined {
  return people.find((one) => one.id === id)
}

/** What a person is called, and the id itself of somebody who is not there any more. */
export function nameOf(facts: Pick<Facts, 'people'>, id: string): string {
  return personOf(facts, id)?.name ?? id
}

/** One of the commands that the event names, by its public name. */
export function commandNamed(
  { commands }: Pick<Facts, 'commands'>,
  name: string | undefined,
): Command | undefined {
  return [...commands.values()].find((one) => one.name === name)
}

/** The environment as people read it, first in every message: `PROD`. */
export function environmentOf({ rules }: { readonly rules: Pick<Rules, 'environment'> }): string {
  return rules.environment.toUpperCase()
}
