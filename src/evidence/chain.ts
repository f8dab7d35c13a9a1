// Sealing: gives a draft its position in the chain of its environment and tenant, and its hash.

import type {
  CommandBinding,
  Draft,
  PolicyBinding,
  Roll,
  SystemBinding,
  TraceBinding,
} from './artifact.ts'
import { canonical, quoted, sha256 } from './canonical.ts'

/** The position in the chain, and the random values needed; all given by the caller. */
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
  /** The version of the roll that the draft proves, if any. */
  readonly roll?: Roll | null
}

/** A body and its salt, without which the digest reveals nothing; both are erased together. */
export interface SaltedBody {
  /** The RFC 8785 form as text. */
  readonly bytes: string
  readonly salt: string
}

export interface Sealed {
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string
  /** The RFC 8785 form without `hash`, as text: its UTF-8 bytes are exactly what is hashed. */
  readonly bytes: string
  readonly hash: string
  readonly body: SaltedBody
}

/**
 * Seals a draft at its place. Throws if the place or time is impossible, or the draft has no
 * canonical form (lone surrogate, infinity); then no effect may happen.
 */
export function seal(draft: Draft, place: Place): Sealed {
  if (!Number.isSafeInteger(place.seq) || place.seq < 1) {
    throw new RangeError('The seq of an artifact is a whole number from 1.')
  }
  const body: SaltedBody = { bytes: canonical(draft.body), salt: place.salt }
  const time = isoTime(draft.time)
  const bytes = unhashed(draft, place, bodyDigest(body), time)
  return { time, bytes, hash: sha256(bytes), body }
}

/**
 * The RFC 8785 form of an artifact without its `hash`, written member by member: this takes a third
 * of the time of sorting names, and every event waits for it.
 */
function unhashed(draft: Draft, place: Place, digest: string, time: string): string {
  const { actor, command, policy, tenant, trace, type } = draft
  return (
    `{"actor":${quoted(actor)},"body_digest":"${digest}",${commandMember(command)}` +
    `"id":${quoted(place.id)},${policyMember(policy)}"prev_hash":${quoted(place.prevHash)},` +
    `${rollMember(place.roll)}"seq":${place.seq},"system":${systemText(place.system)},` +
    `"tenant":${quoted(tenant)},` +
    `"time":"${time}",${traceMember(trace)}"type":${quoted(type)}}`
  )
}

function commandMember(command: CommandBinding | undefined): string {
  if (command === undefined) return ''
  const { command_id, fingerprint, idempotency_key } = command
  return (
    `"command":{"command_id":${quoted(command_id)},"fingerprint":${quoted(fingerprint)},` +
    `"idempotency_key":${quoted(idempotency_key)}},`
  )
}

function policyMember(policy: PolicyBinding | undefined): string {
  if (policy === undefined) return ''
  const { digest, pack, profile, version } = policy
  return (
    `"policy":{"digest":${quoted(digest)},"pack":${quoted(pack)},` +
    `"profile":${quoted(profile)},"version":${quoted(version)}},`
  )
}

function rollMember(roll: Roll | null | undefined): string {
  if (roll === undefined || roll === null) return ''
  return `"roll":{"digest":${quoted(roll.digest)},"number":${roll.number}},`
}

function systemText({ environment, instance, version }: SystemBinding): string {
  return (
    `{"environment":${quoted(environment)},"instance":${quoted(instance)},` +
    `"version":${quoted(version)}}`
  )
}

function traceMember(trace: TraceBinding | undefined): string {
  if (trace === undefined) return ''
  const { chat, message_id, transport } = trace
  return (
    `"trace":{"chat":${quoted(chat)},"message_id":${quoted(message_id)},` +
    `"transport":${quoted(transport)}},`
  )
}

/**
 * The hash before the first artifact; unique per chain, so that rows of another chain do not fit.
 */
export function genesis(environment: string, tenant: string): string {
  return sha256(canonical({ chain: 'aval/1', environment, tenant }))
}

const saltPattern = /^[0-9a-f]{32}$/

/**
 * SHA-256 over the salt's 32 digits followed by the body's bytes. The fixed length of the salt
 * makes the encoding unambiguous; throws on any other salt.
 */
export function bodyDigest(body: SaltedBody): string {
  const digest = storedDigest(body)
  if (digest === null) throw new RangeError('A salt is 32 lower-case hexadecimal digits.')
  return digest
}

/** The same for an unchecked body: null if the salt is invalid. */
export function storedDigest(body: SaltedBody): string | null {
  return saltPattern.test(body.salt) ? sha256(body.salt + body.bytes) : null
}

/** ISO 8601 writes years up to this one with four digits, so that times sort as text. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

function isoTime(epochMs: number): string {
  if (!(epochMs >= 0 && epochMs <= lastMs)) {
    throw new RangeError('The time of an artifact is in epoch milliseconds, from 1970 to 9999.')
  }
  return new Date(epochMs).toISOString()
}
