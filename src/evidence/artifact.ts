// One artifact of evidence: its types, its shape as it is stored, and its published JSON Schema.

/** Plain JSON: the only thing that evidence can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** All types of artifacts. In EAS exports all of them become `observation.emitted`. */
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

/** The command it is about; hexadecimal digests are lower-case. */
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

/** A version of the roll (who may do what): its number and its salted digest. */
export interface Roll {
  readonly digest: string
  readonly number: number
}

/** An artifact before it is sealed into its chain by `seal`. */
export interface Draft {
  readonly type: ArtifactType
  /** Epoch milliseconds. */
  readonly time: number
  readonly tenant: string
  readonly actor: string
  readonly command?: CommandBinding
  readonly trace?: TraceBinding
  readonly policy?: PolicyBinding
  /** Stored separately under a salted digest, so that retention can erase it. */
  readonly body: JsonObject
}

/** One sealed artifact. `hash` is SHA-256 over the RFC 8785 form of all the other fields. */
export interface Artifact {
  /** UUIDv7. */
  readonly id: string
  /** 1 for the first artifact of a chain, without gaps. */
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
  /** Only if the change it records made a new version of the roll. */
  readonly roll?: Roll
  readonly hash: string
}

/** An artifact as it is hashed and stored: everything but its own hash. */
export type Unhashed = Omit<Artifact, 'hash'>
