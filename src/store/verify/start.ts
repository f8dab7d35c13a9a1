// Where a verification may begin: behind what somebody vouches for, when the file still has it.

import { emptyTree, growing, rootOf } from '../../evidence/merkle.ts'
import type { Signed } from '../../evidence/signed.ts'
import type { Progress } from '../../evidence/walk.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'
import { beforeAll } from './chain-texts.ts'

/** The beginning of one chain that need not be read again. */
export type Trusted =
  /** A signed head: the stored hashes are held against its root. */
  | { readonly by: 'checkpoint'; readonly signed: Signed }
  /** What a verification before this one kept: only its last hash is looked for. */
  | { readonly by: 'kept'; readonly progress: Progress }

export interface Start {
  readonly progress: Progress
  /** Rows behind this position are read. */
  readonly position: number
}

/** Null when the file does not have that beginning any more: then all of it must be read. */
export function startOf(db: Connection, tenant: string, trusted: Trusted): Start | null {
  const progress = trusted.by === 'kept' ? trusted.progress : progressOf(db, tenant, trusted.signed)
  if (progress === null || progress.tree.size !== progress.seq) return null
  if (progress.seq === 0) return { progress, position: beforeAll }
  const found = placeReader(db)(tenant, progress.seq)
  if (found === null || found.hash !== progress.hash) return null
  return { progress, position: found.position }
}

/** The tree over the stored hashes, up to the size that was signed; null with another root. */
function progressOf(db: Connection, tenant: string, signed: Signed): Progress | null {
  const hashes = db
    .prepare<[string, number], string>(
      'SELECT lower(hex(hash)) FROM artifacts WHERE tenant = ? AND seq <= ? ORDER BY seq',
    )
    .pluck()
  const grown = growing(emptyTree)
  let hash = ''
  for (const each of hashes.iterate(tenant, signed.size)) {
    grown.add(each)
    hash = each
  }
  const tree = grown.tree()
  if (tree.size !== signed.size || rootOf(tree) !== signed.root) return null
  return { seq: signed.size, hash, tree }
}

/** What the verifier remembers by itself; a note is held against the chain with the others. */
export function rememberedOf(trusted: Trusted | undefined): readonly Signed[] {
  if (trusted?.by !== 'kept') return []
  const { tree } = trusted.progress
  return [{ size: tree.size, root: rootOf(tree) }]
}
