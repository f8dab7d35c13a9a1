// The interface of external destinations: those that keep checkpoints, and those that take
// evidence.

import type { JsonObject } from '../../evidence/artifact.ts'

/** A chain's newest checkpoint that a destination does not have yet. */
export interface DueCheckpoint {
  readonly tenant: string
  /** The signed note. */
  readonly note: string
  readonly size: number
  /** Lower-case hexadecimal. */
  readonly root: string
  /** What this destination returned to remember for this chain last time; null the first time. */
  readonly memory: JsonObject | null
  /** The hashes of the chain's artifacts after a seq, in order. */
  hashesAfter(seq: number, most: number): Promise<readonly string[]>
}

/** What was taken, by tenant, with data to remember; and why the rest failed, or null. */
export interface CheckpointsTaken {
  readonly taken: ReadonlyMap<string, JsonObject>
  readonly failed: string | null
}

export interface CheckpointPlace {
  readonly name: string
  readonly kind: string
  /** The shortest time between two sends. */
  readonly everyMs: number
  /** Ids of recipients, where the destination is people; they get the notes as letters. */
  readonly people: readonly string[]
  send(due: readonly DueCheckpoint[]): Promise<CheckpointsTaken>
}

/** One artifact to send. Chain, seq and digest let a reader drop duplicates. */
export interface Shipped {
  /** The origin of its chain: `aval/<instance>/<environment>/<tenant>`. */
  readonly chain: string
  readonly seq: number
  /** The hash of the artifact, before redaction. */
  readonly digest: string
  readonly type: string
  /** Epoch milliseconds. */
  readonly time: number
  /** One JSON object on one line, without its line break. */
  readonly line: string
}

/** `rejected`: how many of the records were accepted and discarded, if the destination says so. */
export type ShipResult =
  | { readonly state: 'sent'; readonly rejected: number }
  /** Refused because of its content, other records may be accepted: send it in parts. */
  | { readonly state: 'unfit'; readonly why: string }
  /** `afterMs`: how long the destination asks to be left alone. */
  | { readonly state: 'failed'; readonly why: string; readonly afterMs?: number }

export interface ShipPlace {
  readonly name: string
  readonly kind: string
  /** If true, with redacted bodies; otherwise only what stands in the chain itself. */
  readonly bodies: boolean
  /** Full names of the tenants whose chains are sent; null for all. */
  readonly tenants: ReadonlySet<string> | null
  /** Sends all records or fails; after a failure the same ones are sent again. */
  send(records: readonly Shipped[]): Promise<ShipResult>
}

/** Failures that mean this store is not the one whose checkpoints were given out; told at once. */
export const alertReasons: ReadonlySet<string> = new Set(['witness_is_ahead', 'witness_disagrees'])

/** A system's error code or our own word, for logs and people. Never the destination's text. */
export function failureCode(error: unknown): string {
  const seen = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(seen instanceof Error)) return 'unknown'
  if (seen.name === 'TimeoutError' || seen.name === 'AbortError') return 'timeout'
  const code = 'code' in seen ? String(seen.code) : seen.name
  return /^\w{1,40}$/.test(code) ? code : 'unknown'
}
