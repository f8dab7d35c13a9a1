// What a place outside this machine must offer: one that keeps checkpoints, or takes evidence.

import type { JsonObject } from '../../evidence/artifact.ts'

/** One chain's newest checkpoint, which a place does not have yet. */
export interface DueCheckpoint {
  readonly tenant: string
  /** The signed note. */
  readonly note: string
  readonly size: number
  /** Lower-case hexadecimal. */
  readonly root: string
  /** What this place left behind for this chain the last time; null the first time. */
  readonly memory: JsonObject | null
  /** Hashes of the chain's artifacts behind a seq, in order. */
  hashesAfter(seq: number, most: number): Promise<readonly string[]>
}

/** What was taken, by tenant, with what to remember of it; and why the rest was not. */
export interface CheckpointsTaken {
  readonly taken: ReadonlyMap<string, JsonObject>
  readonly failed: string | null
}

export interface CheckpointPlace {
  readonly name: string
  readonly kind: string
  /** Not sooner than this after the last time. */
  readonly everyMs: number
  /** Who is sent the notes as a letter, where the place is people. */
  readonly people: readonly string[]
  send(due: readonly DueCheckpoint[]): Promise<CheckpointsTaken>
}

/** One artifact on its way out. Chain, seq and digest let a reader drop what came twice. */
export interface Shipped {
  /** The origin of its chain: `aval/<instance>/<environment>/<tenant>`. */
  readonly chain: string
  readonly seq: number
  /** The artifact's hash, before anything was blotted out. */
  readonly digest: string
  readonly type: string
  /** Epoch milliseconds. */
  readonly time: number
  /** One JSON object in one line, without its line break. */
  readonly line: string
}

/** `rejected`: how many of them the place took and threw away, where it says so. */
export type Shipping =
  | { readonly state: 'sent'; readonly rejected: number }
  /** What was sent is refused, and other records may be taken: it is to be sent in parts. */
  | { readonly state: 'unfit'; readonly why: string }
  /** `afterMs`: the place asks to be left alone for so long. */
  | { readonly state: 'failed'; readonly why: string; readonly afterMs?: number }

export interface ShipPlace {
  readonly name: string
  readonly kind: string
  /** With the bodies, redacted; without, only what stands in the chain itself. */
  readonly bodies: boolean
  /** Full names of the tenants whose chains go there; null for all. */
  readonly tenants: ReadonlySet<string> | null
  /** All of them, or it failed; the same ones come again then. */
  send(records: readonly Shipped[]): Promise<Shipping>
}

/** The words that say that this file is not the one whose head was given away: told at once. */
export const alarming: ReadonlySet<string> = new Set(['witness_is_ahead', 'witness_disagrees'])

/** A word for the log and for people: a system's error code, or ours. Never what was answered. */
export function wordOfFailure(error: unknown): string {
  const seen = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(seen instanceof Error)) return 'unknown'
  if (seen.name === 'TimeoutError' || seen.name === 'AbortError') return 'timeout'
  const code = 'code' in seen ? String(seen.code) : seen.name
  return /^\w{1,40}$/.test(code) ? code : 'unknown'
}
