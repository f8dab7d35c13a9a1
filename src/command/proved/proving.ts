// The artifacts of one command, as its record is held against them.

import type { z } from 'zod'

/** One artifact of the command. */
export interface CommandEvidence {
  readonly seq: number
  readonly type: string
  readonly actor: string
  readonly time: string
  /** Does it name the id, the fingerprint and the idempotency key that are recorded? */
  readonly isBound: boolean
  /** In canonical form; null where it names none. */
  readonly policy: string | null
  /** Only where something is held against it, and it is not erased. */
  readonly body: string | null
}

export type Evidence = readonly CommandEvidence[]

/** Null once erased; throws when it is there and says something else than such a body. */
export function bodyOf<Body>(artifact: CommandEvidence, schema: z.ZodType<Body>): Body | null {
  return artifact.body === null ? null : schema.parse(JSON.parse(artifact.body))
}
