// The engine's plugs: what a transport, a connector and a clock must offer, and nothing else.

import type { Picture } from '../command/picture.ts'
import type { Kind } from '../command/speech.ts'
import type { ReportWords } from '../conversation/picture-words.ts'
import type { Environment } from '../policy/names.ts'
import type { Quota } from '../policy/quota.ts'
import type { Touched } from '../policy/risk.ts'

export type { Kind }

/** How a message arrived. Only `text` can ever confirm or approve anything. */
export type Form = 'text' | 'voice' | 'media' | 'reaction' | 'poll' | 'edit' | 'forward' | 'other'

/** One message, as a transport heard it. Times are epoch milliseconds. */
export interface Heard {
  /** The transport's own message id, stable across redelivery; unique for its sender and place. */
  readonly id: string
  /** The sender's normalised identifier: `+5511…`, `…@lid`, or a person's id when simulated. */
  readonly from: string
  /** Another identifier that the transport asserts for the same sender, if any. */
  readonly alias?: string
  /** One that it asserts against what it learnt before: good for a code that was asked of it. */
  readonly disputed?: string
  /** Where it was said, in the transport's own terms. */
  readonly chat: string
  /** True in a one-to-one chat, false in a group. */
  readonly direct: boolean
  readonly form: Form
  readonly text: string
  /** What it replies to, as the sender claims: a letter by its id, or another message by any. */
  readonly quotes?: string
  /** When it was sent, as the server claims. */
  readonly sentAt: number
  /** True when it was kept for us while we were offline. */
  readonly backlog: boolean
}

/** What became of a message of ours, as the transport learns it later. */
export interface Receipt {
  readonly id: string
  /** `unsent`: the server has not taken it; it is to be handed over again, under the same id. */
  readonly state: 'acked' | 'delivered' | 'read' | 'failed' | 'unsent'
  /** The server's error code or our reason, with `failed`. */
  readonly error?: string
}

/** A number or an identity key now belongs to another device or person (HAPF VII). */
export interface IdentityChange {
  readonly identifier: string
  readonly what: 'key_changed' | 'alias_mismatch'
  readonly alias?: string
}

/** The state of the connection, for people to read; `stopped` never mends itself. */
export interface LinkState {
  readonly state: 'connecting' | 'open' | 'waiting' | 'stopped'
  /** A word for the log and the runbook: `replaced`, `logged_out`, `client_too_old`, `pacing`. */
  readonly cause?: string
}

/**
 * What a transport tells the engine. `message` resolves once the message is durable, or its person
 * knows that it is not; until then the transport keeps what it can.
 */
export interface Ear {
  message(heard: Heard): Promise<void>
  receipt(receipt: Receipt): void
  identity(change: IdentityChange): Promise<void>
  link(state: LinkState): void
}

/** One message on its way out. The same id is used again on every retry. */
export interface Letter {
  readonly id: string
  /** The person's id, or the raw identifier of a stranger. */
  readonly to: string
  /** The chat in the transport's own terms. */
  readonly chat: string
  readonly kind: Kind
  readonly text: string
  readonly environment: Environment
  /** The public name of the command that it is about: `C-7F3K`. */
  readonly command?: string
  /** What the text says, drawn: whoever cannot show it shows the text, which says the same. */
  readonly picture?: { readonly png: Uint8Array }
  /** The token that the text carries; only where people are played may it be shown apart. */
  readonly token?: string
}

/**
 * `sent`: handed over. `later`: not now, try again with
 * the same id. `never`: it cannot be sent.
 */
export type Sending =
  | { readonly state: 'sent' }
  /** `waitMs`: asking again sooner will be refused again; absent when the transport cannot know. */
  | { readonly state: 'later'; readonly reason: string; readonly waitMs?: number }
  | { readonly state: 'never'; readonly reason: string }

/** What a transport may know of a person who is enrolled. */
export interface Known {
  readonly identifiers: readonly string[]
  /** The phone that this person proved by typing a code from it. */
  readonly proven?: string
}

/** How the world arrives. One file exports one of these. */
export interface Transport {
  readonly name: string
  /** True where phones report later that a message of ours arrived. */
  readonly tellsReceipts?: boolean
  /** To how many chats it may be given letters at once, one to each; 1 when absent. */
  readonly chatsAtOnce?: number
  start(ear: Ear): Promise<void>
  send(letter: Letter): Promise<Sending>
  /** The one-to-one chat for a person known by these identifiers, in the transport's own terms. */
  directChat(person: { readonly id: string; readonly identifiers: readonly string[] }): string
  /** Who is enrolled now; told before letters are sent, as often as there are any. */
  enrolled?(people: readonly Known[]): void
  /**
   * Forgets what it keeps of a person by these identifiers, and answers how many things went once
   * that is durable; absent where nothing is kept. Asked again after a crash.
   */
  forget?(identifiers: readonly string[]): Promise<number>
  stop(): Promise<void>
}

/** Plain JSON, the only thing that passes between a connector and the rest. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** An agent, by the name of its token. `quota`: how many units it may have; null for no end. */
export interface AgentTerms {
  readonly name: string
  readonly quota: Quota | null
  /** May it delete what it did not make? */
  readonly deletes: 'own' | 'any'
}

/** In milliseconds: of what an agent makes without saying how long, and at most. */
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
  /** What people saw that it changes, when they said yes; absent where no preview was shown. */
  readonly seen?: readonly Difference[]
  /** What else they saw of its target: names and values. */
  readonly shown?: readonly (readonly [string, string])[]
  /**
   * What rules looked at in its target, though no card shows it: by name its values then, none
   * where it had none.
   */
  readonly ruled?: Readonly<Record<string, readonly string[]>>
  /** An earlier life may have sent it, and it may still arrive, whatever is said now. */
  readonly again?: true
}

/** One line of a preview: a field before and after. `before` is absent for something new. */
export interface Difference {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

export type Planned =
  | {
      readonly kind: 'planned'
      /** Facts about the target that the card shows, in order: name and value. */
      readonly shows: readonly (readonly [string, string])[]
      readonly changes: readonly Difference[]
      /** What else the target has, shown to nobody: rules look at it by its names. */
      readonly target?: readonly (readonly [string, string])[]
      /** Which of these fields are numbers, and which are moments in ISO 8601. */
      readonly numbers?: readonly string[]
      readonly moments?: readonly string[]
      /** The slots as this connector means them, where the same can be typed in several ways. */
      readonly means?: Readonly<Record<string, string | number | boolean>>
      /** Which of these fields change and say how much that risks. */
      readonly touches?: readonly Touched[]
    }
  /** The target does not exist, or the operation cannot apply to it now. Nothing was done. */
  | { readonly kind: 'impossible'; readonly reason: Reason }
  /** The connector could not be asked. Nothing was done. */
  | { readonly kind: 'unavailable'; readonly reason: Reason }

/** Why something did not work: a message id of the locale and its arguments, never prose. */
export interface Reason {
  readonly id: string
  readonly args?: Readonly<Record<string, string | number>>
  /** The target is not what people saw when they said yes: no retry can mend that. */
  readonly outdated?: true
  /** Where a list stopped: why that item did. */
  readonly cause?: Omit<Reason, 'cause'>
}

export type Applied =
  /** `moments`: which fields of the result are moments in ISO 8601. */
  | { readonly kind: 'done'; readonly result: JsonObject; readonly moments?: readonly string[] }
  /** Certain that nothing happened. */
  | { readonly kind: 'failed'; readonly reason: Reason }
  /** It may have happened: nobody knows until `verify` or a person says so. */
  | { readonly kind: 'unknown'; readonly reason: Reason }

/** With its answer, where the order or what was kept of it still says it. */
export type Verified = 'done' | 'undone' | 'unknown' | Extract<Applied, { kind: 'done' }>

/**
 * What it acts on. A connector is asked to plan before, to apply once, to verify after a crash.
 * `until` is aborted once its time is over: nobody waits for that answer any more.
 */
export interface Connector {
  readonly name: string
  /** In which time a call is answered: 30 s when absent; null where it ends each call by itself. */
  readonly answersWithinMs?: number | null
  /** All that it does is in our own store: what it has not done by a restart never comes. */
  readonly actsInStore?: true
  /** Read-only; answers for the preview of an operation or for a question. Never an effect. */
  plan(order: Order, until?: AbortSignal): Promise<Planned>
  /** A question (S0): reads and answers. Never an effect. */
  read(order: Order, until?: AbortSignal): Promise<Applied>
  apply(order: Order, until?: AbortSignal): Promise<Applied>
  /** Did the order take effect? Asked after a crash or an unknown answer. */
  verify(order: Order, until?: AbortSignal): Promise<Verified>
}

/** Draws a picture with these words on it, as a PNG; rejects when that fails. */
export type Draw = (picture: Picture, words: ReportWords) => Promise<Uint8Array>

/** Time enters the product here and nowhere else. Epoch milliseconds. */
export interface Clock {
  now(): number
  /**
   * Milliseconds since some moment, whatever the clock is
   * set to; absent where time stands still.
   */
  readonly elapsed?: () => number
  /** Resolves after a pause of real time; used between retries only. */
  pause(milliseconds: number): Promise<void>
}
