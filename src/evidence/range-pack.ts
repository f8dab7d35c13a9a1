// A pack over a time range: a part of one chain without a gap, written piece by piece.

import { z } from 'zod'
import type { JsonObject } from './artifact.ts'
import { publishedSchema } from './artifact-schema.ts'
import {
  type PackArtifact,
  type PackDefinition,
  type PackPolicy,
  packDefinitionSchema,
  packPolicySchema,
  storedSchema,
} from './pack.ts'

const rangePackFormat = 'aval-evidence-range/1'

/** A command that the range holds in part only. */
export interface CutCommand {
  readonly id: string
  readonly name: string
  readonly before: boolean
  readonly after: boolean
}

/** All but the artifacts, which may be many. */
export interface RangePackHead {
  readonly environment: string
  readonly instance: string
  readonly tenant: string
  /** ISO 8601 in UTC; null where the range is open. The end is not part of it. */
  readonly range: { readonly from: string | null; readonly to: string | null }
  /** `name+keyid+base64`, as C2SP writes it. */
  readonly verifier_key: string
  /** A signed note that covers the last artifact here, the neighbour after the range included. */
  readonly checkpoint: string
  readonly policies: readonly PackPolicy[]
  readonly definitions: readonly PackDefinition[]
  readonly cut: readonly CutCommand[]
  /** The neighbours, without bodies: they show that nothing was left out at the edges. */
  readonly before: PackArtifact | null
  readonly after: PackArtifact | null
  /** RFC 6962 2.1.1, for the last of all; each artifact names the hash of the one before it. */
  readonly proof: readonly string[]
}

/** The file as pieces of JSON text: never more than one artifact is held. */
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

/** The published schema of the file (JSON Schema 2020-12). */
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
