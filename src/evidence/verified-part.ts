// A part of a chain that was verified separately, for example on another thread; the verification
// of the whole chain then skips it.

import type { Range } from './erasure.ts'
import { appendTree, emptyTree, growTree, rootOf, type Tree } from './merkle.ts'
import type { RowTexts } from './row-text.ts'
import type { Signed } from './signed-checkpoints.ts'
import { beginWalk, type ChainWalk, type Home, type Progress, walkRows } from './walk.ts'

/** The result for a part in which every row is right. Plain JSON. */
export interface VerifiedPart {
  /** The artifact before the part; only its stored hash was read. */
  readonly before: Place
  /** Its last artifact, with the tree over the part's own artifacts. */
  readonly end: Progress
  /** The trees over its first artifacts, at the requested sizes of the whole chain. */
  readonly marks: readonly Mark[]
  readonly missing: readonly Range[]
  readonly erased: readonly Range[]
}

interface Place {
  readonly seq: number
  readonly hash: string
}

interface Mark {
  readonly size: number
  readonly tree: Tree
}

/**
 * Verifies the rows after `before`. Null if anything is wrong: the whole-chain verification then
 * reads these rows again and reports it. `sizes` are ascending.
 */
export function verifyPart(
  home: Home,
  rows: RowTexts,
  before: Place,
  sizes: readonly number[],
): VerifiedPart | null {
  const marks: Mark[] = []
  const wanted = sizes.filter((size) => size > before.seq)
  const walk = beginWalk(home, { ...before, tree: emptyTree }, (at) => {
    if (wanted[marks.length] === at.seq) marks.push({ size: at.seq, tree: at.tree.tree() })
    at.stop = wanted[marks.length] ?? Number.POSITIVE_INFINITY
  })
  walk.arrive(walk)
  walkRows(walk, rows)
  const { seq, hash, missing, erased } = walk
  if (walk.breaks.length > 0) return null
  return { before, end: { seq, hash, tree: walk.tree.tree() }, marks, missing, erased }
}

/** Does the part continue exactly where the verification stands? */
export function continuesAt(walk: ChainWalk, { before, end }: VerifiedPart): boolean {
  const whole = walk.tree.size() === walk.seq
  return whole && before.hash === walk.hash && end.tree.size <= alignment(walk.seq)
}

/**
 * The largest tree that can be joined to one of this size: the largest power of two that divides
 * it.
 */
function alignment(size: number): number {
  if (size === 0) return Number.POSITIVE_INFINITY
  let power = 1
  while (size % (2 * power) === 0) power *= 2
  return power
}

/** The root of the whole chain at this size; null if it was not requested. */
export function rootWithin(
  walk: ChainWalk,
  { marks }: VerifiedPart,
  { size }: Signed,
): string | null {
  const mark = marks.find((one) => one.size === size)
  return mark === undefined ? null : rootOf(appendTree(walk.tree.tree(), mark.tree))
}

/** Moves the verification to the end of a part that fits. */
export function skipPart(walk: ChainWalk, { end, missing, erased }: VerifiedPart): void {
  walk.rows += end.tree.size
  walk.tree = growTree(appendTree(walk.tree.tree(), end.tree))
  walk.missing.push(...missing)
  walk.erased.push(...erased)
  walk.seq = end.seq
  walk.hash = end.hash
  walk.storedHash = end.hash
  if (walk.seq >= walk.stop) walk.arrive(walk)
}
