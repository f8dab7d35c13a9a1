// Evidence packs: all artifacts of one command, each proved to be in one signed checkpoint.

import { z } from 'zod'
import type { JsonObject } from './artifact.ts'
import { publishedSchema } from './artifact-schema.ts'
import type { SaltedBody } from './chain.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { treeLevels } from './proof.ts'

export const packFormat = 'aval-evidence-pack/1'

/** An artifact as stored; `body` is null once erased. */
export interface PackArtifact {
  readonly seq: number
  readonly hash: string
  readonly bytes: string
  readonly body: SaltedBody | null
}

/** A policy that an artifact names; `text` is null if its file is gone or has changed. */
export interface PackPolicy {
  readonly pack: string
  readonly version: string
  /** SHA-256 of the text's UTF-8 bytes. */
  readonly digest: string
  readonly text: string | null
}

/**
 * A flow that a proposal names by `command order.cancel` and digest; `text` is null if it is gone
 * or has changed.
 */
export interface PackDefinition {
  readonly name: string
  readonly digest: string
  readonly text: string | null
}

const digest = z.string().regex(/^[0-9a-f]{64}$/)

export const storedSchema = z.strictObject({
  seq: z.int().min(1),
  hash: digest,
  bytes: z.string(),
  body: z.strictObject({ salt: z.string().regex(/^[0-9a-f]{32}$/), bytes: z.string() }).nullable(),
})

export const packPolicySchema = z.strictObject({
  pack: z.string(),
  version: z.string(),
  digest,
  text: z.string().nullable(),
})

export const packDefinitionSchema = z.strictObject({
  name: z.string(),
  digest,
  text: z.string().nullable(),
})

const provedSchema = storedSchema.extend({ proof: z.array(digest) })

/** Optional: packs of earlier versions have none. */
export const circumstancesSchema = z
  .array(
    z.strictObject({
      tenant: z.string(),
      verifier_key: z.string(),
      checkpoint: z.string(),
      artifacts: z.array(provedSchema),
    }),
  )
  .optional()

/** The published JSON Schema (2020-12) of a pack about one command. */
export function commandPackJsonSchema(): JsonObject {
  const schema = z.strictObject({
    format: z.literal(packFormat),
    environment: z.string(),
    instance: z.string(),
    tenant: z.string(),
    command: z.strictObject({ id: z.string(), name: z.string() }),
    verifier_key: z.string(),
    checkpoint: z.string(),
    artifacts: z.array(provedSchema),
    policies: z.array(packPolicySchema),
    definitions: z.array(packDefinitionSchema),
    circumstances: circumstancesSchema,
  })
  return publishedSchema(schema)
}

/** An artifact with its inclusion proof (RFC 6962 2.1.1), from the leaf upwards. */
export interface ProvedArtifact extends PackArtifact {
  readonly proof: readonly string[]
}

/** Lockdowns, a suspicion, bound policies or emergencies, from one chain. */
export interface Circumstances {
  /** Whose chain: `-` for the environment's own. */
  readonly tenant: string
  /** The key under the name of this chain, as C2SP writes it. */
  readonly verifier_key: string
  /** A signed note that covers these artifacts. */
  readonly checkpoint: string
  readonly artifacts: readonly ProvedArtifact[]
}

/** The contents of a pack before its proofs are made. */
export interface PackParts {
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  readonly command: { readonly id: string; readonly name: string }
  readonly artifacts: readonly PackArtifact[]
  readonly policies: readonly PackPolicy[]
  readonly definitions: readonly PackDefinition[]
  /** A signed note whose size covers every artifact. */
  readonly checkpoint: string
  /** `name+keyid+base64`, as C2SP writes it. */
  readonly verifierKey: string
  readonly circumstances: readonly Circumstances[]
}

/** The pack file, as JSON. Digests are lower-case hexadecimal. */
export interface EvidencePack {
  readonly format: typeof packFormat
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  readonly command: { readonly id: string; readonly name: string }
  readonly verifier_key: string
  readonly checkpoint: string
  readonly artifacts: readonly ProvedArtifact[]
  readonly policies: readonly PackPolicy[]
  readonly definitions: readonly PackDefinition[]
  readonly circumstances: readonly Circumstances[]
}

/**
 * Builds the pack. `hashes` are the chain's, from its first artifact, at least as many as the
 * checkpoint covers. Throws as `provedIn` does.
 */
export function evidencePack(parts: PackParts, hashes: readonly string[]): EvidencePack {
  const { environment, instance, tenant, command, policies, definitions, checkpoint } = parts
  return {
    format: packFormat,
    environment,
    instance,
    tenant,
    command,
    verifier_key: parts.verifierKey,
    checkpoint,
    artifacts: provedIn(parts.artifacts, hashes, checkpoint),
    policies,
    definitions,
    circumstances: parts.circumstances,
  }
}

/**
 * The artifacts with their proofs. `hashes`: as of `evidencePack`. Throws if the checkpoint does
 * not cover all of them, or covers other hashes.
 */
export function provedIn(
  artifacts: readonly PackArtifact[],
  hashes: readonly string[],
  checkpoint: string,
): readonly ProvedArtifact[] {
  const signed = parseCheckpoint(checkpoint)
  if (signed === null || hashes.length < signed.size)
    throw new RangeError('The checkpoint covers more artifacts than there are.')
  const levels = treeLevels(hashes.slice(0, signed.size))
  if (levels.at(-1)?.[0] !== signed.root)
    throw new RangeError('The checkpoint signed other artifacts than those that are here.')
  return artifacts.map((one) => {
    if (one.seq > signed.size || hashes[one.seq - 1] !== one.hash)
      throw new RangeError('The checkpoint does not cover an artifact that is packed.')
    return { ...one, proof: siblings(levels, one.seq - 1) }
  })
}

/** The siblings on the way from the leaf to the root; a node without sibling rises unchanged. */
function siblings(levels: readonly (readonly string[])[], index: number): readonly string[] {
  return levels.flatMap((nodes, height) => {
    const place = Math.floor(index / 2 ** height)
    return nodes[place % 2 === 0 ? place + 1 : place - 1] ?? []
  })
}
