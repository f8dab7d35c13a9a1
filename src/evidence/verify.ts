// Verifies a whole chain given as plain values: trusts nothing, and names every fault.

import type { Break } from './breaks.ts'
import { genesis } from './chain.ts'
import type { VerifierKey } from './checkpoint.ts'
import { rangesWithout } from './erasure.ts'
import { emptyTree, rootOf } from './merkle.ts'
import type { RowTexts } from './row-text.ts'
import { readSigned, type Signed } from './signed-checkpoints.ts'
import type { StoredArtifact } from './stored-artifact.ts'
import { continuesAt, rootWithin, skipPart, type VerifiedPart } from './verified-part.ts'
import { beginWalk, type ChainWalk, type Progress, report, walkRows } from './walk.ts'

/** The chain to verify. */
export interface Chain {
  readonly environment: string
  readonly tenant: string
  /** If given, checkpoints of other instances are breaks. */
  readonly instance?: string
  /** By `seq`; read once. Row texts are many times faster. */
  readonly rows: Iterable<StoredArtifact> | RowTexts | { readonly pieces: Iterable<Piece> }
  /** Checkpoint notes, best those kept out of reach of the store's operator. */
  readonly checkpoints?: readonly string[]
  /** The public keys that may have signed them. */
  readonly keys?: readonly VerifierKey[]
  /** A known newest artifact; later ones may follow. */
  readonly head?: { readonly seq: number; readonly hash: string }
  /**
   * Where an earlier verification ended: `rows` then start after it, and checkpoints of smaller
   * sizes are skipped. Only as trustworthy as the place where it was kept.
   */
  readonly after?: Progress
  /** Sizes and roots known to the verifier itself, in addition to signed ones. */
  readonly remembered?: readonly Signed[]
}

/** Consecutive rows; if their stretch was verified, they need not be read. */
export interface Piece {
  readonly rows: RowTexts
  readonly stretch: VerifiedPart | null
}

export interface Verdict {
  /** The number of artifacts, including those before `after`. */
  readonly artifacts: number
  /** The hash of the last artifact, recomputed. */
  readonly head: string
  /** The RFC 6962 root over all artifacts. */
  readonly root: string
  /** How many of the given checkpoints were valid, reached and equal. */
  readonly checkpoints: number
  /** Empty if the chain is sound. */
  readonly breaks: readonly Break[]
  /** The number of breaks beyond `breakLimit`, which are not listed. */
  readonly omitted: number
  /** Where the next verification may continue; null if anything is wrong. */
  readonly progress: Progress | null
}

/** A verification in progress. */
interface Course {
  readonly chain: Chain
  readonly walk: ChainWalk
  /** The checkpoints still to be compared, by size. */
  readonly pending: Signed[]
  checkpoints: number
}

/** Verifies a chain row by row, holding one page at most. Throws only what `rows` throws. */
export function verifyChain(chain: Chain): Verdict {
  const update = begin(chain)
  const { walk } = update
  if ('pieces' in chain.rows) for (const piece of chain.rows.pieces) takePiece(update, piece)
  else walkRows(walk, chain.rows)
  judgeBodies(update)
  judgeEnd(update)
  const { seq, hash, breaks, omitted } = walk
  const tree = walk.tree.tree()
  return {
    artifacts: walk.rows,
    head: hash,
    root: rootOf(tree),
    checkpoints: update.checkpoints,
    breaks,
    omitted,
    progress: breaks.length === 0 ? { seq, hash, tree } : null,
  }
}

function begin(chain: Chain): Course {
  const start = chain.after ?? {
    seq: 0,
    hash: genesis(chain.environment, chain.tenant),
    tree: emptyTree,
  }
  const signed = readSigned(chain)
  const pending = [...signed.good, ...(chain.remembered ?? [])]
    .filter((checkpoint) => checkpoint.size >= start.seq)
    .toSorted((one, other) => one.size - other.size)
  const walk = beginWalk(chain, start, () => meet(update))
  const update: Course = { chain, walk, pending, checkpoints: 0 }
  for (const found of signed.breaks) report(walk, found)
  meet(update)
  return update
}

/** Skips the rows of a verified stretch, or reads them if it does not fit. */
function takePiece(update: Course, { rows, stretch }: Piece): void {
  const { chain, walk, pending } = update
  if (stretch === null || !continuesAt(walk, stretch) || isWithin(chain.head?.seq, stretch)) {
    walkRows(walk, rows)
    return
  }
  const inner = pending.filter((one) => isWithin(one.size, stretch))
  const roots = inner.map((one) => rootWithin(walk, stretch, one))
  if (roots.includes(null)) {
    walkRows(walk, rows)
    return
  }
  for (const [index, one] of inner.entries()) judgeRoot(update, one, roots[index] === one.root)
  pending.splice(0, inner.length)
  skipPart(walk, stretch)
}

/** Strictly inside the stretch: such sizes cannot be compared when it is skipped. */
function isWithin(size: number | undefined, { before, end }: VerifiedPart): boolean {
  return size !== undefined && size > before.seq && size < end.seq
}

/** Compares missing bodies with erasures; only possible at the end, because erasures come later. */
function judgeBodies({ chain, walk }: Course): void {
  for (const { first, last } of rangesWithout(walk.missing, walk.erased)) {
    report(walk, { what: 'body_missing', seq: first, last })
  }
  const read = { first: (chain.after?.seq ?? 0) + 1, last: walk.seq }
  const present = rangesWithout(rangesWithout([read], walk.missing), walk.absent)
  for (const { first, last } of rangesWithout(present, rangesWithout(present, walk.erased))) {
    report(walk, { what: 'body_kept', seq: first, last })
  }
}

/** Compares the chain so far with the head and the checkpoints of its size. */
function meet(update: Course): void {
  const { chain, walk, pending } = update
  const { head } = chain
  if (head?.seq === walk.seq && head.hash !== walk.hash) {
    report(walk, { what: 'head_differs', seq: head.seq })
  }
  for (let next = pending[0]; next !== undefined && next.size <= walk.seq; next = pending[0]) {
    pending.shift()
    // After a gap the tree is smaller than the seq, so that the root cannot match either.
    const same = walk.tree.size() === next.size && rootOf(walk.tree.tree()) === next.root
    judgeRoot(update, next, same)
  }
  const ahead = [head?.seq ?? 0, pending[0]?.size ?? 0].filter((seq) => seq > walk.seq)
  walk.stop = Math.min(...ahead)
}

function judgeRoot(update: Course, { size }: Signed, same: boolean): void {
  if (same) update.checkpoints += 1
  else report(update.walk, { what: 'checkpoint_root_differs', seq: size })
}

/** Reports checkpoints and the known head beyond the end of the chain. */
function judgeEnd({ chain, walk, pending }: Course): void {
  for (const { size } of pending) {
    report(walk, { what: 'shorter_than_checkpoint', seq: walk.seq + 1, last: size })
  }
  const { head } = chain
  if (head !== undefined && head.seq > walk.seq) {
    report(walk, { what: 'shorter_than_head', seq: walk.seq + 1, last: head.seq })
  }
}
