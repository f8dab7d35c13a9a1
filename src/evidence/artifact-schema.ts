// The zod schemas of an artifact: strict for this version, looser for artifacts written by a newer
// one.

import { z } from 'zod'
import { type Artifact, artifactTypes, type JsonObject, type Unhashed } from './artifact.ts'

const name = z.string().min(1)
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a digest is 64 lower-case hexadecimal digits')

const members = {
  system: { environment: name, instance: name, version: name },
  command: { command_id: name, idempotency_key: name, fingerprint: digest },
  trace: { chat: name, message_id: name, transport: name },
  policy: { pack: name, version: name, digest: digest, profile: name },
  roll: { digest: digest, number: z.int().min(1) },
}

const unhashedShape = {
  id: z.uuidv7(),
  seq: z.int().min(1),
  type: z.enum(artifactTypes),
  time: z.iso.datetime({ precision: 3 }),
  system: z.strictObject(members.system),
  tenant: name,
  actor: name,
  command: z.strictObject(members.command).exactOptional(),
  trace: z.strictObject(members.trace).exactOptional(),
  policy: z.strictObject(members.policy).exactOptional(),
  body_digest: digest,
  prev_hash: digest,
  roll: z.strictObject(members.roll).exactOptional(),
}

/** The schema of the stored bytes, parsed. */
export function unhashedSchema(): z.ZodType<Unhashed> {
  return unhashed
}
const unhashed: z.ZodType<Unhashed> = z.strictObject(unhashedShape)

/** The same for artifacts of a newer version, which may have more types and members. */
const newer = z.looseObject({
  ...unhashedShape,
  type: z.string().regex(/^[a-z_.]+$/),
  system: z.looseObject(members.system),
  command: z.looseObject(members.command).exactOptional(),
  trace: z.looseObject(members.trace).exactOptional(),
  policy: z.looseObject(members.policy).exactOptional(),
  roll: z.looseObject(members.roll).exactOptional(),
})

export function newerSchema(): typeof newer {
  return newer
}

const shape = { ...unhashedShape, hash: digest }

/** The members of the whole artifact, for export forms that add to them. */
export function artifactShape(): typeof shape {
  return shape
}

/** The whole artifact, as `aval audit` prints it. */
export function artifactSchema(): z.ZodType<Artifact> {
  return z.strictObject(shape)
}

/** The artifact from its stored bytes. Throws if they are not an artifact. */
export function parseArtifact(bytes: string, hash: string): Artifact {
  const value: unknown = JSON.parse(bytes)
  return { ...unhashed.parse(value), hash }
}

/** A schema as it is published (JSON Schema 2020-12), so that it cannot drift from the code. */
export function publishedSchema(schema: z.ZodType): JsonObject {
  const written = z.toJSONSchema(schema, { target: 'draft-2020-12' })
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(written)))
}
