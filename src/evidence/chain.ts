// Sealing: a draft takes its place in the chain of its environment and tenant, and can be hashed.

import { hash as digestOf } from 'node:crypto'
import type { Artifact, Draft, SystemBinding, Unhashed } from './artifact.ts'
import { canonical } from './canonical.ts'

/**
 * Where in the chain a draft goes, and the chance that it
 * needs; all of it comes from the caller.
 */
export interface Place {
  /** UUIDv7. */
  readonly id: string
  /** One more than the previous artifact's; 1 for the first. */
  readonly seq: number
  /** The previous artifact's hash; `genesis(environment, tenant)` for the first. */
  readonly prevHash: string
  /** 16 random bytes as 32 lower-case hexadecimal digits, new for each artifact. */
  readonly salt: string
  readonly system: SystemBinding
}

/** A body and the salt without which its digest says nothing; both are erased together. */
export interface SaltedBody {
  /** The RFC 8785 form as text. */
  readonly bytes: string
  readonly salt: string
}

export interface Sealed {
  readonly artifact: Artifact
  /** The RFC 8785 form without `hash`, as text: its UTF-8 bytes are exactly what is hashed. */
  readonly bytes: string
  readonly hash: string
  readonly body: SaltedBody
}

/**
 * The artifact of a draft at its place. Throws when the place or the time is impossible, or when
 * the draft has no canonical form (a lone surrogate, an infinity): then nothing may happen.
 */
export function seal(draft: Draft, place: Place): Sealed {
  if (!Number.isSafeInteger(place.seq) || place.seq < 1) {
    throw new RangeError('The seq of an artifact is a whole number from 1.')
  }
  const body: SaltedBody = { bytes: canonical(draft.body), salt: place.salt }
  const unhashed: Unhashed = {
    actor: draft.actor,
    body_digest: bodyDigest(body),
    ...(draft.command === undefined ? {} : { command: draft.command }),
    id: place.id,
    ...(draft.policy === undefined ? {} : { policy: draft.policy }),
    prev_hash: place.prevHash,
    seq: place.seq,
    system: place.system,
    tenant: draft.tenant,
    time: isoTime(draft.time),
    ...(draft.trace === undefined ? {} : { trace: draft.trace }),
    type: draft.type,
  }
  const bytes = canonical(unhashed)
  const hash = hashOf(bytes)
  return { artifact: { ...unhashed, hash }, bytes, hash, body }
}

/** The hash that stands before the first artifact: rows of another chain never fit behind it. */
export function genesis(environment: string, tenant: string): string {
  return hashOf(canonical({ chain: 'aval/1', environment, tenant }))
}

/** SHA-256 of the UTF-8 bytes, in lower-case hexadecimal. */
export function hashOf(bytes: string): string {
  return digestOf('sha256', bytes, 'hex')
}

const saltPattern = /^[0-9a-f]{32}$/

/**
 * SHA-256 over the salt's 32 digits and then the body's bytes. The salt has one length only, so no
 * two pairs share an encoding; it throws on any other salt.
 */
export function bodyDigest(body: SaltedBody): string {
  const digest = storedDigest(body)
  if (digest === null) throw new RangeError('A salt is 32 lower-case hexadecimal digits.')
  return digest
}

/** The same for a body of which nothing is known: null with any other salt. */
export function storedDigest(body: SaltedBody): string | null {
  return saltPattern.test(body.salt) ? hashOf(body.salt + body.bytes) : null
}

/** Years that ISO 8601 writes with four digits, so that times sort as text. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

function isoTime(epochMs: number): string {
  if (!(epochMs >= 0 && epochMs <= lastMs)) {
    throw new RangeError('The time of an artifact is in epoch milliseconds, from 1970 to 9999.')
  }
  return new Date(epochMs).toISOString()
}
