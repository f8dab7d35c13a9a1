// A pack over a time range: a gapless part of one chain, written piece by piece.

import { z } from 'zod'
import type { JsonObject } from './artifact.ts'
import { publishedSchema } from './artifact-schema.ts'
import {
  type Circumstances,
  circumstancesSchema,
  type PackArtifact,
  type PackDefinition,
  type PackPolicy,
  packDefinitionSchema,
  packPolicySchema,
  storedSchema,
} from './pack.ts'

const rangePackFormat = 'aval-evidence-range/1'

/** A command that is only partly in the range. */
export interface CutCommand {
  readonly id: string
  readonly name: string
  readonly before: boolean
  readonly after: boolean
}

/** Everything but the artifacts, which may be many. */
export interface RangePackHead {
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  /** ISO 8601 in UTC; null if unbounded. `to` is exclusive. */
  readonly range: { readonly from: string | null; readonly to: string | null }
  /** `name+keyid+base64`, as C2SP writes it. */
  readonly verifier_key: string
  /** A signed note that covers the last artifact in the file, `after` included. */
  readonly checkpoint: string
  readonly policies: readonly PackPolicy[]
  readonly definitions: readonly PackDefinition[]
  /** Of the environment's own chain; empty where that is what is packed. */
  readonly circumstances: readonly Circumstances[]
  readonly cut: readonly CutCommand[]
  /** The adjacent artifacts, without bodies: they show that nothing was left out at the edges. */
  readonly before: PackArtifact | null
  readonly after: PackArtifact | null
  /** The inclusion proof (RFC 6962 2.1.1) of the last artifact; the others are linked by hashes. */
  readonly proof: readonly string[]
}

/** The file as pieces of JSON text; holds one artifact at a time. */
export function* rangePackText(
  head: RangePackHead,
  artifacts: Iterable<PackArtifact>,
): Generator<string> {
  const fields = JSON.stringify({ format: rangePackFormat, ...head })
  yield `${fields.slice(0, -1)},"artifacts":[`
  let between = '\n'
  for (const one of artifacts) {
    yield between + JSON.stringify(one)
    between = ',\n'
  }
  yield '\n]}\n'
}

const moment = z.iso.datetime({ precision: 3 }).nullable()

/** The published JSON Schema (2020-12) of the file. */
export function rangePackJsonSchema(): JsonObject {
  const schema = z.strictObject({
    format: z.literal(rangePackFormat),
    environment: z.string(),
    instance: z.string(),
    tenant: z.string(),
    range: z.strictObject({ from: moment, to: moment }),
    verifier_key: z.string(),
    checkpoint: z.string(),
    policies: z.array(packPolicySchema),
    definitions: z.array(packDefinitionSchema),
    circumstances: circumstancesSchema,
    cut: z.array(
      z.strictObject({ id: z.string(), name: z.string(), before: z.boolean(), after: z.boolean() }),
    ),
    before: storedSchema.nullable(),
    after: storedSchema.nullable(),
    proof: z.array(z.string()),
    artifacts: z.array(storedSchema).min(1),
  })
  return publishedSchema(schema)
}
