// An artifact as a store holds it, for verification.

import type { SaltedBody } from './chain.ts'

/** One stored artifact, with the columns derived from its bytes. */
export interface StoredArtifact {
  readonly seq: number
  readonly hash: string
  /** The canonical form without `hash`, as text. */
  readonly bytes: string
  readonly columns: StoredColumns
  /** Null once erased. */
  readonly body: SaltedBody | null
  /** The store's own mark; only the chain decides whether a body may be missing. */
  readonly erased: boolean
}

export interface StoredColumns {
  /** Absent if the store has no such column. */
  readonly id?: string
  readonly type: string
  /** ISO 8601 in UTC with milliseconds, as in the artifact. */
  readonly time: string
  readonly tenant: string
  readonly actor: string
  readonly command_id: string | null
}
