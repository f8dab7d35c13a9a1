// One artifact of evidence: its types, its shape as it is stored, and its published JSON Schema.

import { z } from 'zod'

/** Plain JSON: the only thing that evidence can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** Every type of artifact. What EAS has no name for travels there as `observation.emitted`. */
export const artifactTypes = [
  'service.start',
  'service.stop',
  'alignment.checked',
  'policy.bound',
  'message.refused',
  'command.proposed',
  'command.previewed',
  'command.confirmed',
  'command.authorized',
  'command.rejected',
  'command.started',
  'command.succeeded',
  'command.failed',
  'command.uncertain',
  'approval.required',
  'approval.requested',
  'approval.delivered',
  'approval.read',
  'approval.undelivered',
  'approval.granted',
  'approval.denied',
  'approval.expired',
  'approval.cancelled',
  'approval.escalated',
  'approval.delegated',
  'approval.replayed',
  'auth.accepted',
  'auth.denied',
  'step_up.enrolled',
  'limit.reached',
  'lockdown.on',
  'lockdown.off',
  'secret.loaded',
  'egress.denied',
  'tool.allowed',
  'tool.denied',
  'effect.applied',
  'evidence.checkpointed',
  'evidence.erased',
  'evidence.stalled',
  'evidence.resumed',
  'connector.stalled',
  'connector.resumed',
  'attestation.issued',
  'rollback.started',
  'rollback.executed',
] as const
export type ArtifactType = (typeof artifactTypes)[number]

/** Which running system wrote it; `environment` is what DESR VI demands of each artifact. */
export interface SystemBinding {
  readonly environment: string
  readonly instance: string
  readonly version: string
}

/** Which command it is about; all hexadecimal digests are lower-case. */
export interface CommandBinding {
  readonly command_id: string
  readonly idempotency_key: string
  readonly fingerprint: string
}

/** Which message caused it. */
export interface TraceBinding {
  readonly chat: string
  readonly message_id: string
  readonly transport: string
}

/** Which policy was in force. */
export interface PolicyBinding {
  readonly pack: string
  readonly version: string
  readonly digest: string
  readonly profile: string
}

/** Who may do what, from this artifact on: its number, and the salted digest of all of it. */
export interface Roll {
  readonly digest: string
  readonly number: number
}

/** What a writer of evidence says; `seal` gives it its place in the chain. */
export interface Draft {
  readonly type: ArtifactType
  /** Epoch milliseconds. */
  readonly time: number
  readonly tenant: string
  readonly actor: string
  readonly command?: CommandBinding
  readonly trace?: TraceBinding
  readonly policy?: PolicyBinding
  /** Kept apart under a salted digest, so that retention can erase it. */
  readonly body: JsonObject
}

/** One sealed artifact. `hash` is SHA-256 over the RFC 8785 form of all the other fields. */
export interface Artifact {
  /** UUIDv7. */
  readonly id: string
  /** 1 for the first artifact of a chain, and no gaps. */
  readonly seq: number
  readonly type: ArtifactType
  /** ISO 8601 in UTC with milliseconds. */
  readonly time: string
  readonly system: SystemBinding
  readonly tenant: string
  readonly actor: string
  readonly command?: CommandBinding
  readonly trace?: TraceBinding
  readonly policy?: PolicyBinding
  readonly body_digest: string
  readonly prev_hash: string
  /** Only where the change that it proves changed who may do what. */
  readonly roll?: Roll
  readonly hash: string
}

/** An artifact as it is hashed and stored: everything but its own hash. */
export type Unhashed = Omit<Artifact, 'hash'>

const name = z.string().min(1)
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a digest is 64 lower-case hexadecimal digits')

const unhashedShape = {
  id: z.uuidv7(),
  seq: z.int().min(1),
  type: z.enum(artifactTypes),
  time: z.iso.datetime({ precision: 3 }),
  system: z.strictObject({ environment: name, instance: name, version: name }),
  tenant: name,
  actor: name,
  command: z
    .strictObject({ command_id: name, idempotency_key: name, fingerprint: digest })
    .exactOptional(),
  trace: z.strictObject({ chat: name, message_id: name, transport: name }).exactOptional(),
  policy: z
    .strictObject({ pack: name, version: name, digest: digest, profile: name })
    .exactOptional(),
  body_digest: digest,
  prev_hash: digest,
  roll: z.strictObject({ digest: digest, number: z.int().min(1) }).exactOptional(),
}

/** The stored bytes, parsed. */
export const unhashedSchema: z.ZodType<Unhashed> = z.strictObject(unhashedShape)

/** The same as a newer program may write it: with more types, and more members anywhere. */
export const newerSchema = z.looseObject({
  ...unhashedShape,
  type: z.string().regex(/^[a-z_.]+$/),
  system: z.looseObject({ environment: name, instance: name, version: name }),
  command: z
    .looseObject({ command_id: name, idempotency_key: name, fingerprint: digest })
    .exactOptional(),
  trace: z.looseObject({ chat: name, message_id: name, transport: name }).exactOptional(),
  policy: z
    .looseObject({ pack: name, version: name, digest: digest, profile: name })
    .exactOptional(),
  roll: z.looseObject({ digest: digest, number: z.int().min(1) }).exactOptional(),
})

/** The members of the whole artifact, for forms that add to them. */
export const artifactShape = { ...unhashedShape, hash: digest }

/** The whole artifact, as `aval audit` prints it. */
export const artifactSchema: z.ZodType<Artifact> = z.strictObject(artifactShape)

/** The artifact behind its stored bytes. Throws when they are no artifact. */
export function parseArtifact(bytes: string, hash: string): Artifact {
  const value: unknown = JSON.parse(bytes)
  return { ...unhashedSchema.parse(value), hash }
}

/** The published schema (JSON Schema 2020-12), generated so that it cannot drift from the code. */
export function artifactJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(artifactSchema, { target: 'draft-2020-12' })
  const described = { ...schema, title: 'Aval evidence artifact' }
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(described)))
}
