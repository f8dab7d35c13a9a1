// Export forms of evidence: JSON lines, EAS, CSV, and the payload that DSSE signs.

import { z } from 'zod'
import type { Artifact, JsonObject } from './artifact.ts'
import { artifactShape, parseArtifact, publishedSchema } from './artifact-schema.ts'
import { canonical } from './canonical.ts'
import type { SaltedBody } from './chain.ts'
import { envelopeSchema } from './dsse.ts'

/** One stored artifact; `body` is null once erased. */
export interface ExportRow {
  readonly hash: string
  readonly bytes: string
  readonly body: SaltedBody | null
}

/** The media type of an envelope's payload. */
export const payloadType = 'application/vnd.aval.evidence+json'

const anyObject = z.record(z.string(), z.json())
const body = anyObject.nullable()

/** A line of `jsonl`: the artifact, its hash and its body. */
const recordSchema = z.strictObject({ ...artifactShape(), body })

/**
 * A line of `eas`: EAS (RFC-WF-0006) has one type for everything unknown to it; our type and body
 * are in the extension `x-aval` (HAPF XII).
 */
const easSchema = z.strictObject({
  ...artifactShape(),
  type: z.literal('observation.emitted'),
  'x-aval': z.strictObject({ type: artifactShape().type, body }),
})

/** An envelope's payload: enough to recompute the hash and the body's digest. */
const payloadSchema = z.strictObject({
  hash: artifactShape().hash,
  bytes: z.string().min(1),
  body: z
    .strictObject({ salt: z.string().regex(/^[0-9a-f]{32}$/), bytes: z.string().min(1) })
    .nullable(),
})

export type EvidenceRecord = Artifact & { readonly body: JsonObject | null }

/** The artifact with its body. Throws if the bytes are not an artifact. */
export function recordOf({ bytes, hash, body: salted }: ExportRow): EvidenceRecord {
  const artifact = parseArtifact(bytes, hash)
  return { ...artifact, body: salted === null ? null : anyObject.parse(JSON.parse(salted.bytes)) }
}

export function easOf(record: { readonly type?: unknown; readonly body?: unknown }): object {
  const { type, body: told, ...rest } = record
  return { ...rest, type: 'observation.emitted', 'x-aval': { type, body: told } }
}

/** The payload of an envelope, as text. */
export function payloadOf({ hash, bytes, body: salted }: ExportRow): string {
  const kept = salted === null ? null : { salt: salted.salt, bytes: salted.bytes }
  return canonical({ hash, bytes, body: kept })
}

/** The columns of `csv`, in order: a name, and how to get its value. */
const columns: readonly (readonly [
  string,
  (one: EvidenceRecord) => string | number | undefined,
])[] = [
  ['time_utc', (one) => one.time],
  ['tenant', (one) => one.tenant],
  ['seq', (one) => one.seq],
  ['type', (one) => one.type],
  ['actor', (one) => one.actor],
  ['command_id', (one) => one.command?.command_id],
  ['idempotency_key', (one) => one.command?.idempotency_key],
  ['fingerprint', (one) => one.command?.fingerprint],
  ['policy_pack', (one) => one.policy?.pack],
  ['policy_version', (one) => one.policy?.version],
  ['policy_profile', (one) => one.policy?.profile],
  ['policy_digest', (one) => one.policy?.digest],
  ['transport', (one) => one.trace?.transport],
  ['chat', (one) => one.trace?.chat],
  ['message_id', (one) => one.trace?.message_id],
  ['environment', (one) => one.system.environment],
  ['instance', (one) => one.system.instance],
  ['version', (one) => one.system.version],
  ['id', (one) => one.id],
  ['body', (one) => (one.body === null ? undefined : bodyField(one.body))],
  ['body_digest', (one) => one.body_digest],
  ['prev_hash', (one) => one.prev_hash],
  ['hash', (one) => one.hash],
]

/** The header line, without line break. */
export function csvHead(): string {
  return columns.map(([name]) => name).join(',')
}

export function csvLine(record: EvidenceRecord): string {
  return columns.map(([, pick]) => csvField(String(pick(record) ?? ''))).join(',')
}

/** Spreadsheets take text that begins so, even after spaces, for a formula. */
const beginsFormula = /^\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/
const nextFormula = /;(?=\s*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20])/g

/**
 * A body as JSON. Where decimals have a comma, spreadsheets begin a new cell at each semicolon,
 * even between quotes; one that a formula would follow is written as JSON's escape.
 */
function bodyField(value: JsonObject): string {
  return JSON.stringify(value).replace(nextFormula, '\\u003b')
}

/** One field (RFC 4180), with an apostrophe before what would begin a formula. */
export function csvField(text: string): string {
  const plain = beginsFormula.test(text) ? `'${text}` : text
  return /[",\r\n]|^'|^\s|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** The published JSON Schemas (2020-12) of the JSON forms, by name. */
export function exportJsonSchemas(): Readonly<Record<string, JsonObject>> {
  return {
    record: publishedSchema(recordSchema),
    eas: publishedSchema(easSchema),
    dsse: publishedSchema(envelopeSchema),
    payload: publishedSchema(payloadSchema),
  }
}
