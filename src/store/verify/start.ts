// Where a verification may begin: after a vouched-for part, if the file still has that part.

import { emptyTree, growTree, rootOf } from '../../evidence/merkle.ts'
import type { Signed } from '../../evidence/signed-checkpoints.ts'
import type { Progress } from '../../evidence/walk.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'
import { beforeAll } from './chain-texts.ts'

/** The beginning of a chain that need not be read again. */
export type Trusted =
  /** A signed checkpoint: the stored hashes are compared with its root. */
  | { readonly by: 'checkpoint'; readonly signed: Signed }
  /** Kept by an earlier verification: only its last hash is compared. */
  | { readonly by: 'kept'; readonly progress: Progress }

export interface Start {
  readonly progress: Progress
  /** Rows after this position are read. */
  readonly position: number
}

/** Null if the file no longer has that beginning: then all must be read. */
export function startOf(db: Connection, tenant: string, trusted: Trusted): Start | null {
  const progress = trusted.by === 'kept' ? trusted.progress : progressOf(db, tenant, trusted.signed)
  if (progress === null || progress.tree.size !== progress.seq) return null
  if (progress.seq === 0) return { progress, position: beforeAll }
  const found = placeReader(db)(tenant, progress.seq)
  if (found === null || found.hash !== progress.hash) return null
  return { progress, position: found.position }
}

/** The tree over the stored hashes up to the signed size; null if the root differs. */
function progressOf(db: Connection, tenant: string, signed: Signed): Progress | null {
  const hashes = db
    .prepare<[string, number], string>(
      'SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? AND seq <= ? ORDER BY seq',
    )
    .pluck()
  const grown = growTree(emptyTree)
  let hash = ''
  for (const each of hashes.iterate(tenant, signed.size)) {
    grown.add(each)
    hash = each
  }
  const tree = grown.tree()
  if (tree.size !== signed.size || rootOf(tree) !== signed.root) return null
  return { seq: signed.size, hash, tree }
}

/** The verifier's own memory as a signed size and root; checkpoints are compared separately. */
export function rememberedOf(trusted: Trusted | undefined): readonly Signed[] {
  if (trusted?.by !== 'kept') return []
  const { tree } = trusted.progress
  return [{ size: tree.size, root: rootOf(tree) }]
}
