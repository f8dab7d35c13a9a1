// Everything that enters: what happened, as plain data.

import type { Person } from '../policy/people.ts'
import type { Definition, Preview, Reason, Slots } from './command.ts'
import type { Ticket } from './finished/ticket.ts'
import type { Phrase } from './phrase.ts'
import type { Picture } from './shown/picture.ts'

/** One thing that happened. Words, outcomes and time all enter this way. Times: epoch ms. */
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

/** `agent`: it reasons by itself, so that its requester, its owner, confirms what it asks. */
export interface Caller {
  readonly name: string
  readonly session: string
  readonly agent?: true
}

/** A program asks for a command on a person's behalf; asking is its confirmation. */
export interface AskedEvent {
  readonly kind: 'asked'
  readonly id: string
  readonly at: number
  readonly door: 'cli' | 'http'
  /** Which program asks, and in which of its sessions; neither comes from the program itself. */
  readonly caller?: Caller
  /** The caller's own key: the same key again is the same request. */
  readonly key: string
  readonly requester: string
  readonly flow: string
  readonly slots: Slots
  /** A new authenticator of the requester's, that this command is to activate. */
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
  /** What it replies to, as the sender claims: a letter of ours by its id, or another message. */
  readonly quotes?: string
  readonly sentAt: number
  readonly backlog: boolean
}

/** What became of letters of ours, some at once. */
export interface ReceiptsEvent {
  readonly kind: 'receipts'
  readonly id: string
  readonly at: number
  readonly receipts: readonly LetterReceipt[]
}

export interface LetterReceipt {
  /** The id of the letter in the outbox. */
  readonly letter: string
  /** `unsent`: the server has not taken it; it is handed over again, under the same id. */
  readonly state: 'acked' | 'delivered' | 'read' | 'failed' | 'unsent'
  /** The server's code or our reason, with `failed` and `unsent`. */
  readonly error?: string
}

export type Outcome =
  | {
      readonly kind: 'done'
      readonly lines?: readonly Phrase[]
      readonly picture?: Picture
      readonly verified?: boolean
      readonly ticket?: Ticket
    }
  | { readonly kind: 'failed'; readonly reason: Reason }
  | { readonly kind: 'unknown'; readonly reason: Reason }

/** What the environment itself noticed, to be put into evidence. */
export type Noticed =
  | {
      readonly what: 'service.start'
      readonly aligned: boolean
      readonly enrol: readonly Person[]
      /** Which schema the store has; a start that brought it up to date says another one. */
      readonly schema?: number
      /** What defines commands and what people read: each with the SHA-256 of its bytes. */
      readonly definitions?: Definition
    }
  | { readonly what: 'service.stop' }
  /** A program's token was accepted: once a session. */
  | {
      readonly what: 'door.accepted'
      readonly caller: string
      readonly session: string
      /** The person who answers for an agent. */
      readonly owner?: string
    }
  /** What a caller may not ask for was asked, so many times since the last notice. */
  | {
      readonly what: 'door.refused'
      readonly session: string
      readonly why: string
      readonly count: number
      readonly agent?: { readonly name: string; readonly owner: string }
    }
  /** Tokens were refused, so many since the last notice. */
  | { readonly what: 'door.denied'; readonly why: string; readonly count: number }
  /** The command line would restore a person's rights, or make them an admin. */
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
  /** A configuration unit was not touched for as long as it lives; `of`: who is told. */
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

/** What became of evidence and checkpoints that were sent to a place outside. */
export type PlaceNews =
  | {
      readonly what: 'checkpoint.sent'
      readonly place: string
      readonly kind: string
      /** Who gets the notes as a letter, where the place is people; each those of their tenant. */
      readonly people: readonly string[]
      readonly chains: readonly SentCheckpoint[]
    }
  /** It has failed since then; `why` is a word, never what the place answered. */
  | (AboutPlace & { readonly what: 'place.stalled'; readonly since: number; readonly why: string })
  | (AboutPlace & { readonly what: 'place.resumed'; readonly since: number })
  /** What stands where it stopped is not what was sent, or it stopped elsewhere: all is sent. */
  | {
      readonly what: 'place.rewound'
      readonly place: string
      readonly kind: string
      readonly position: number
      readonly why: 'rewound' | 'new_address'
    }
  /** The place took so many artifacts and threw them away. */
  | {
      readonly what: 'evidence.rejected'
      readonly place: string
      readonly kind: string
      readonly rejected: number
    }

/** A connector that did not answer so often, since then, is left alone; or it answers again. */
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
  /** So many artifacts it had cosigned before, and knows nothing of them any more. */
  readonly forgot?: number
}
