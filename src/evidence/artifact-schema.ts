// The grammar of an artifact: what its stored bytes must be, and what may be read of newer ones.

import { z } from 'zod'
import { type Artifact, artifactTypes, type JsonObject, type Unhashed } from './artifact.ts'

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
export function unhashedSchema(): z.ZodType<Unhashed> {
  return unhashed
}
const unhashed: z.ZodType<Unhashed> = z.strictObject(unhashedShape)

/** The same as a newer program may write it: with more types, and more members anywhere. */
const newer = z.looseObject({
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

export function newerSchema(): typeof newer {
  return newer
}

const shape = { ...unhashedShape, hash: digest }

/** The members of the whole artifact, for forms that add to them. */
export function artifactShape(): typeof shape {
  return shape
}

/** The whole artifact, as `aval audit` prints it. */
export function artifactSchema(): z.ZodType<Artifact> {
  return z.strictObject(shape)
}

/** The artifact behind its stored bytes. Throws when they are no artifact. */
export function parseArtifact(bytes: string, hash: string): Artifact {
  const value: unknown = JSON.parse(bytes)
  return { ...unhashed.parse(value), hash }
}

/** The published schema (JSON Schema 2020-12), generated so that it cannot drift from the code. */
export function artifactJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(artifactSchema(), { target: 'draft-2020-12' })
  const described = { ...schema, title: 'Aval evidence artifact' }
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(described)))
}
