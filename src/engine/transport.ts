// The interface between the engine and transports.

import type { MessageKind } from '../command/message-draft.ts'
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

/** One message as received. Times are epoch milliseconds. */
export interface InboundMessage {
  /** The transport's own message id, stable across redelivery; unique for its sender and place. */
  readonly id: string
  /** The sender's normalised identifier: `+5511…`, `…@lid`, or a person's id when simulated. */
  readonly from: string
  /** Another identifier of the same sender, as the transport asserts. */
  readonly alias?: string
  /**
   * An identifier that contradicts an earlier pairing: used only for an enrolment code, which
   * proves it.
   */
  readonly disputed?: string
  /** The chat, in the transport's own terms. */
  readonly chat: string
  /** True in a one-to-one chat, false in a group. */
  readonly direct: boolean
  readonly form: Form
  readonly text: string
  /**
   * What it replies to, as the sender claims: a letter's id, or any other text for other messages.
   */
  readonly quotes?: string
  /** When it was sent, as the server claims. */
  readonly sentAt: number
  /** True when it was kept for us while we were offline. */
  readonly backlog: boolean
}

/** A delivery report about a letter of ours. */
export interface Receipt {
  readonly id: string
  /** `unsent`: the server has not taken it; it will be handed over again under the same id. */
  readonly state: 'acked' | 'delivered' | 'read' | 'failed' | 'unsent'
  /** The server's error code or our reason, with `failed`. */
  readonly error?: string
}

/** A number or identity key now belongs to another device or person (HAPF VII). */
export interface IdentityChange {
  readonly identifier: string
  readonly what: 'key_changed' | 'alias_mismatch'
  readonly alias?: string
}

/** The state of the connection, for people to read; `stopped` does not recover by itself. */
export interface LinkState {
  readonly state: 'connecting' | 'open' | 'waiting' | 'stopped'
  /** A word for logs and the runbook: `replaced`, `logged_out`, `client_too_old`, `pacing`. */
  readonly cause?: string
}

/**
 * What a transport calls on the engine. `message` resolves once the message is durable, or its
 * sender was told that it was not taken. It rejects if neither succeeded; the transport must then
 * deliver it again.
 */
export interface TransportListener {
  message(heard: InboundMessage): Promise<void>
  receipt(receipt: Receipt): void
  identity(change: IdentityChange): Promise<void>
  link(state: LinkState): void
}

/** An outgoing message. Retries use the same id. */
export interface Letter {
  readonly id: string
  /** The person's id, or the raw identifier of a stranger. */
  readonly to: string
  /** The chat in the transport's own terms. */
  readonly chat: string
  readonly kind: MessageKind
  readonly text: string
  readonly environment: Environment
  /** The public name of the command that it is about: `C-7F3K`. */
  readonly command?: string
  /** The text's content as an image (PNG); transports that cannot show one send the text. */
  readonly picture?: { readonly png: Uint8Array }
  /** The token in the text; only simulated transports may show it separately. */
  readonly token?: string
}

/** `sent`: handed over. `later`: try again with the same id. `never`: it cannot be sent. */
export type SendResult =
  | { readonly state: 'sent' }
  /** `waitMs`: an earlier retry would be refused too; absent if unknown. */
  | { readonly state: 'later'; readonly reason: string; readonly waitMs?: number }
  | { readonly state: 'never'; readonly reason: string }

/** What a transport may know of an enrolled person. */
export interface EnrolledContact {
  readonly identifiers: readonly string[]
  /** The phone that this person proved by typing a code from it. */
  readonly proven?: string
}

/** How messages arrive and leave. Each folder or file of `transports/` exports one. */
export interface Transport {
  readonly name: string
  /** True if the transport reports delivery. */
  readonly tellsReceipts?: boolean
  /** How many chats may be served at once, one letter each; 1 if absent. */
  readonly chatsAtOnce?: number
  start(listener: TransportListener): Promise<void>
  send(letter: Letter): Promise<SendResult>
  /** The one-to-one chat for a person known by these identifiers, in the transport's own terms. */
  directChat(person: { readonly id: string; readonly identifiers: readonly string[] }): string
  /** The people enrolled now; called before letters are sent. */
  enrolled?(people: readonly EnrolledContact[]): void
  /**
   * Forgets what it keeps about these identifiers, and returns how many items were deleted, once
   * durable. Absent if nothing is kept. Called again after a crash.
   */
  forget?(identifiers: readonly string[]): Promise<number>
  stop(): Promise<void>
}

/** The same transport; changes of the link are also passed to `tell`. */
export function watchedTransport(transport: Transport, tell: (link: LinkState) => void): Transport {
  return {
    ...transport,
    start: (listener) =>
      transport.start({
        ...listener,
        link(state) {
          tell(state)
          listener.link(state)
        },
      }),
  }
}
