// The events that enter an environment, as plain data.

import type { Person } from '../policy/people.ts'
import type { Definition, Preview, Reason, Slots } from './command.ts'
import type { Picture } from './display/picture.ts'
import type { Phrase } from './phrase.ts'
import type { Ticket } from './ticket.ts'

/** One thing that happened: a message, an outcome, a tick of the clock. Times: epoch ms. */
export type Event =
  | MessageEvent
  | { readonly kind: 'tick'; readonly id: string; readonly at: number }
  | ReceiptsEvent
  | {
      readonly kind: 'planned'
      readonly id: string
      readonly at: number
      readonly commandId: string
      readonly result:
        | { readonly kind: 'planned'; readonly preview: Preview }
        | { readonly kind: 'impossible' | 'unavailable'; readonly reason: Reason }
    }
  | {
      readonly kind: 'finished'
      readonly id: string
      readonly at: number
      readonly commandId: string
      readonly outcome: Outcome
    }
  | AskedEvent
  | {
      readonly kind: 'noticed'
      readonly id: string
      readonly at: number
      readonly notice: Noticed
    }

/** The calling program. `agent`: it is an AI agent, so that its owner confirms what it requests. */
export interface Caller {
  readonly name: string
  readonly session: string
  readonly agent?: true
}

/** A program requests a command on a person's behalf; requesting counts as confirmation. */
export interface AskedEvent {
  readonly kind: 'asked'
  readonly id: string
  readonly at: number
  readonly door: 'cli' | 'http'
  /** The program and its session, as authenticated; not claimed by the program itself. */
  readonly caller?: Caller
  /** The caller's own idempotency key: the same key again is the same request. */
  readonly key: string
  readonly requester: string
  readonly flow: string
  readonly slots: Slots
  /** A new authenticator of the requester, which this command activates. */
  readonly factor?: { readonly sealed: string; readonly recovery: readonly string[] }
}

/** A message as the engine received it. */
export interface MessageEvent {
  readonly kind: 'message'
  readonly id: string
  readonly at: number
  readonly transport: string
  readonly messageId: string
  readonly from: string
  readonly alias?: string
  readonly disputed?: string
  readonly chat: string
  readonly direct: boolean
  readonly form: string
  readonly text: string
  /**
   * The message that it replies to, as the sender claims: the id of one of our letters, or another.
   */
  readonly quotes?: string
  readonly sentAt: number
  readonly backlog: boolean
}

/** Delivery receipts for letters of ours. */
export interface ReceiptsEvent {
  readonly kind: 'receipts'
  readonly id: string
  readonly at: number
  readonly receipts: readonly LetterReceipt[]
}

export interface LetterReceipt {
  /** The id of the letter in the outbox. */
  readonly letter: string
  /** `unsent`: the server did not take it; it will be sent again under the same id. */
  readonly state: 'acked' | 'delivered' | 'read' | 'failed' | 'unsent'
  /** The server's error code or our reason, for `failed` and `unsent`. */
  readonly error?: string
}

export type Outcome =
  | {
      readonly kind: 'done'
      readonly lines?: readonly Phrase[]
      /** The lines refuse a query: its requester may not see what it asks for. */
      readonly refused?: true
      readonly picture?: Picture
      readonly verified?: boolean
      readonly ticket?: Ticket
    }
  | { readonly kind: 'failed'; readonly reason: Reason }
  | { readonly kind: 'unknown'; readonly reason: Reason }

/** By tenant, the length of its chain and the hash of the last artifact. */
export type NamedHeads = Readonly<Record<string, readonly [size: number, hash: string]>>

/** Something the environment itself observed, to be put into evidence. */
export type Noticed =
  | {
      readonly what: 'service.start'
      readonly aligned: boolean
      readonly enrol: readonly Person[]
      /** The version of the store's schema, also after a migration. */
      readonly schema?: number
      /** What defines commands and what people read: each with the SHA-256 of its bytes. */
      readonly definitions?: Definition
      readonly heads?: NamedHeads
    }
  | { readonly what: 'service.stop'; readonly heads?: NamedHeads }
  /** A program's token was accepted; once per session. */
  | {
      readonly what: 'door.accepted'
      readonly caller: string
      readonly session: string
      /** The person who answers for an agent. */
      readonly owner?: string
    }
  /** A caller requested what it may not, `count` times since the last notice. */
  | {
      readonly what: 'door.refused'
      readonly session: string
      readonly why: string
      readonly count: number
      readonly agent?: { readonly name: string; readonly owner: string }
    }
  /** Access tokens were refused, `count` times since the last notice. */
  | { readonly what: 'door.denied'; readonly why: string; readonly count: number }
  /** The command line would restore a person's rights or make them an admin, without approval. */
  | {
      readonly what: 'rights.alone'
      readonly act: 'restore' | 'admin'
      readonly person: string
    }
  /** An attestation of this environment was signed; `digest` is the SHA-256 of its text. */
  | {
      readonly what: 'attestation.issued'
      readonly digest: string
      readonly until: string
      readonly policy: string
      readonly program: string
      readonly failed: number
    }
  | PlaceNews
  /** A configuration unit reached the end of its lifetime untouched; `of`: the person to tell. */
  | {
      readonly what: 'unit.expired'
      readonly tenant: string
      readonly unit: string
      readonly kind: string
      readonly revision: number
      readonly of: string
      readonly agent?: string
      readonly forMs: number
      readonly expiredAt: number
    }
  | { readonly what: 'secret.loaded'; readonly reference: string; readonly hash: string }
  | ConnectorNews
  | { readonly what: 'egress.denied'; readonly host: string; readonly operation: string }
  | { readonly what: 'content.changed'; readonly from: string; readonly messageId: string }
  | {
      readonly what: 'identity.changed'
      readonly identifier: string
      /** Another identifier of the same person, when the transport knows one. */
      readonly alias?: string
      readonly change: 'key_changed' | 'alias_mismatch'
    }

/** News about sending evidence and checkpoints to an external destination ("place"). */
export type PlaceNews =
  | {
      readonly what: 'checkpoint.sent'
      readonly place: string
      readonly kind: string
      /** Recipients, where the destination is people; each gets the notes of their own tenant. */
      readonly people: readonly string[]
      readonly chains: readonly SentCheckpoint[]
    }
  /** Sending has failed since then; `why` is our own word, never the destination's answer. */
  | (AboutPlace & { readonly what: 'place.stalled'; readonly since: number; readonly why: string })
  | (AboutPlace & { readonly what: 'place.resumed'; readonly since: number })
  /** The destination does not hold what was sent, or its address changed: all is sent again. */
  | {
      readonly what: 'place.rewound'
      readonly place: string
      readonly kind: string
      readonly position: number
      readonly why: 'rewound' | 'new_address'
    }
  /** The destination accepted this many artifacts and then discarded them. */
  | {
      readonly what: 'evidence.rejected'
      readonly place: string
      readonly kind: string
      readonly rejected: number
    }

/** A connector failed `failures` times and is not called for now; or it answers again. */
export type ConnectorNews =
  | {
      readonly what: 'connector.stalled'
      readonly connector: string
      readonly since: number
      readonly failures: number
    }
  | { readonly what: 'connector.resumed'; readonly connector: string; readonly since: number }

interface AboutPlace {
  readonly place: string
  readonly kind: string
  readonly sends: 'checkpoints' | 'evidence'
}

export interface SentCheckpoint {
  readonly tenant: string
  readonly size: number
  readonly root: string
  /** The signed note. */
  readonly note: string
  /** When a witness cosigned it, in epoch seconds. */
  readonly witnessed_at?: number
  /** The size that the witness had cosigned before and no longer knows. */
  readonly forgot?: number
}
