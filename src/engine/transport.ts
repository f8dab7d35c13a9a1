// What a transport must offer the engine, and what the two say to each other.

import type { Kind } from '../command/speech.ts'
import type { Environment } from '../policy/names.ts'

/** How a message arrived. Only `text` can ever confirm or approve anything. */
export const forms = [
  'text',
  'voice',
  'media',
  'reaction',
  'poll',
  'edit',
  'forward',
  'other',
] as const
export type Form = (typeof forms)[number]

/** One message, as a transport heard it. Times are epoch milliseconds. */
export interface Heard {
  /** The transport's own message id, stable across redelivery; unique for its sender and place. */
  readonly id: string
  /** The sender's normalised identifier: `+5511…`, `…@lid`, or a person's id when simulated. */
  readonly from: string
  /** Another identifier of the same sender, as the transport asserts. */
  readonly alias?: string
  /**
   * One that contradicts what the transport learnt before: it counts for nothing but a code of
   * enrolment, which proves it.
   */
  readonly disputed?: string
  /** Where it was said, in the transport's own terms. */
  readonly chat: string
  /** True in a one-to-one chat, false in a group. */
  readonly direct: boolean
  readonly form: Form
  readonly text: string
  /** What it replies to, as the sender claims: a letter's id, or any text for another message. */
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
 * What a transport tells the engine. `message` resolves once the message is durable, or its sender
 * was told that it was not taken; it rejects when neither could be done, and the transport is to
 * tell it again.
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
  /** What the text says, as an image (PNG); a transport that cannot show one sends the text. */
  readonly picture?: { readonly png: Uint8Array }
  /** The token that the text carries; only transports that play people may show it apart. */
  readonly token?: string
}

/** `sent`: handed over. `later`: try again with the same id. `never`: it cannot be sent. */
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

/** How messages arrive and leave. Each folder or file of `transports/` exports one. */
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
