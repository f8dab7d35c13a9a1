// The check of a whole chain over plain values: it trusts
// nothing, and names each thing that is off.

import type { Break } from './breaks.ts'
import { genesis } from './chain.ts'
import type { VerifierKey } from './checkpoint.ts'
import { without } from './erasure.ts'
import { emptyTree, rootOf } from './merkle.ts'
import type { RowTexts } from './row-text.ts'
import { readSigned, type Signed } from './signed.ts'
import type { StoredArtifact } from './stored.ts'
import { fits, passOver, rootWithin, type Stretch } from './stretch.ts'
import { beginWalk, type Progress, report, type Walk, walkAlong } from './walk.ts'

/** What is to be verified. */
export interface Chain {
  readonly environment: string
  readonly tenant: string
  /** With it, checkpoints of other instances are breaks. */
  readonly instance?: string
  /** In the order of `seq`; they are read once. Texts are many times as quick. */
  readonly rows: Iterable<StoredArtifact> | RowTexts | { readonly pieces: Iterable<Piece> }
  /** Notes, best those that were kept where the operator of the store cannot reach. */
  readonly checkpoints?: readonly string[]
  /** The keys that may have signed them, as verifier keys. */
  readonly keys?: readonly VerifierKey[]
  /** The newest artifact that somebody remembers; later ones may follow it. */
  readonly head?: { readonly seq: number; readonly hash: string }
  /**
   * Where an earlier verification ended: then `rows` start behind it, and checkpoints of smaller
   * sizes are passed over. Only as good as the place where it was kept.
   */
  readonly after?: Progress
  /** Sizes and roots that the verifier remembers by itself, beside what was signed. */
  readonly remembered?: readonly Signed[]
}

/** Rows that follow each other; those of a stretch that was found sound need not be read. */
export interface Piece {
  readonly rows: RowTexts
  readonly stretch: Stretch | null
}

export interface Verdict {
  /** How many artifacts the chain has, those before `after` included. */
  readonly artifacts: number
  /** The hash of the last artifact, recomputed. */
  readonly head: string
  /** The RFC 6962 root over all artifacts. */
  readonly root: string
  /** How many of the given checkpoints were signed, met and found equal. */
  readonly checkpoints: number
  /** Empty when all is well. */
  readonly breaks: readonly Break[]
  /** Breaks beyond `breakLimit`, which are only counted. */
  readonly omitted: number
  /** From here the next verification may continue; null when anything is off. */
  readonly progress: Progress | null
}

/** A chain on its way. */
interface Course {
  readonly chain: Chain
  readonly walk: Walk
  /** In order of size; those that were met are taken off the front. */
  readonly pending: Signed[]
  checkpoints: number
}

/** Verifies a chain row by row, never holding more than a page. Throws only what `rows` throws. */
export function verifyChain(chain: Chain): Verdict {
  const course = begin(chain)
  const { walk } = course
  if ('pieces' in chain.rows) for (const piece of chain.rows.pieces) takePiece(course, piece)
  else walkAlong(walk, chain.rows)
  judgeBodies(course)
  judgeEnd(course)
  const { seq, hash, breaks, omitted } = walk
  const tree = walk.tree.tree()
  return {
    artifacts: walk.rows,
    head: hash,
    root: rootOf(tree),
    checkpoints: course.checkpoints,
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
  const walk = beginWalk(chain, start, () => meet(course))
  const course: Course = { chain, walk, pending, checkpoints: 0 }
  for (const found of signed.breaks) report(walk, found)
  meet(course)
  return course
}

/** Passes over the rows of a stretch, or reads them where it does not fit in. */
function takePiece(course: Course, { rows, stretch }: Piece): void {
  const { chain, walk, pending } = course
  if (stretch === null || !fits(walk, stretch) || isWithin(chain.head?.seq, stretch)) {
    walkAlong(walk, rows)
    return
  }
  const inner = pending.filter((one) => isWithin(one.size, stretch))
  const roots = inner.map((one) => rootWithin(walk, stretch, one))
  if (roots.includes(null)) {
    walkAlong(walk, rows)
    return
  }
  for (const [index, one] of inner.entries()) judgeRoot(course, one, roots[index] === one.root)
  pending.splice(0, inner.length)
  passOver(walk, stretch)
}

/** Between its ends: what is to be seen there is seen by nobody who passes over it. */
function isWithin(size: number | undefined, { before, end }: Stretch): boolean {
  return size !== undefined && size > before.seq && size < end.seq
}

/** An erasure stands behind what it erased, so bodies can only be judged when all was read. */
function judgeBodies({ chain, walk }: Course): void {
  for (const { first, last } of without(walk.missing, walk.erased)) {
    report(walk, { what: 'body_missing', seq: first, last })
  }
  const read = { first: (chain.after?.seq ?? 0) + 1, last: walk.seq }
  const present = without(without([read], walk.missing), walk.absent)
  for (const { first, last } of without(present, without(present, walk.erased))) {
    report(walk, { what: 'body_kept', seq: first, last })
  }
}

/** Compares the chain so far with the head and the checkpoints that were taken at its size. */
function meet(course: Course): void {
  const { chain, walk, pending } = course
  const { head } = chain
  if (head?.seq === walk.seq && head.hash !== walk.hash) {
    report(walk, { what: 'head_differs', seq: head.seq })
  }
  for (let next = pending[0]; next !== undefined && next.size <= walk.seq; next = pending[0]) {
    pending.shift()
    // After a gap the tree is smaller than the seq says: that is not what was signed either.
    const same = walk.tree.size() === next.size && rootOf(walk.tree.tree()) === next.root
    judgeRoot(course, next, same)
  }
  const ahead = [head?.seq ?? 0, pending[0]?.size ?? 0].filter((seq) => seq > walk.seq)
  walk.stop = Math.min(...ahead)
}

function judgeRoot(course: Course, { size }: Signed, same: boolean): void {
  if (same) course.checkpoints += 1
  else report(course.walk, { what: 'checkpoint_root_differs', seq: size })
}

/** What was remembered outside, and is not here. */
function judgeEnd({ chain, walk, pending }: Course): void {
  for (const { size } of pending) {
    report(walk, { what: 'shorter_than_checkpoint', seq: walk.seq + 1, last: size })
  }
  const { head } = chain
  if (head !== undefined && head.seq > walk.seq) {
    report(walk, { what: 'shorter_than_head', seq: walk.seq + 1, last: head.seq })
  }
}
