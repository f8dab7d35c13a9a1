// The artifacts of one command, for comparison with its record.

import type { z } from 'zod'

/** One artifact of the command. */
export interface CommandEvidence {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly time: string
  /** Does it carry the recorded id, fingerprint and idempotency key? */
  readonly isBound: boolean
  /** The policy binding in canonical form; null for none. */
  readonly policy: string | null
  /** Null if erased or not needed for any comparison. */
  readonly body: string | null
}

export type Evidence = readonly CommandEvidence[]

/** The parsed body; null if erased. Throws if it does not fit the schema. */
export function bodyOf<Body>(artifact: CommandEvidence, schema: z.ZodType<Body>): Body | null {
  return artifact.body === null ? null : schema.parse(JSON.parse(artifact.body))
}
