// A part of a chain that was walked by itself, for example on another thread; the walk along the
// whole chain passes over what was found sound there.

import type { Range } from './erasure.ts'
import { emptyTree, growing, joined, rootOf, type Tree } from './merkle.ts'
import type { RowTexts } from './row-text.ts'
import type { Signed } from './signed.ts'
import { beginWalk, type Home, type Progress, type Walk, walkAlong } from './walk.ts'

/** What a walk found where every row is as it must be behind `before`. Plain JSON. */
export interface Stretch {
  /** The artifact in front of it, of which only the stored hash was looked at. */
  readonly before: Place
  /** Its last artifact, with the tree over its own artifacts only. */
  readonly end: Progress
  /** The trees over its first artifacts, at the sizes of the whole chain that were asked for. */
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
 * Walks along the rows behind `before`. Null when anything at all is off: who walks along the whole
 * chain then reads these rows again, and says what it is. Sizes are in ascending order.
 */
export function walkStretch(
  home: Home,
  rows: RowTexts,
  before: Place,
  sizes: readonly number[],
): Stretch | null {
  const marks: Mark[] = []
  const wanted = sizes.filter((size) => size > before.seq)
  const walk = beginWalk(home, { ...before, tree: emptyTree }, (at) => {
    if (wanted[marks.length] === at.seq) marks.push({ size: at.seq, tree: at.tree.tree() })
    at.stop = wanted[marks.length] ?? Number.POSITIVE_INFINITY
  })
  walk.arrive(walk)
  walkAlong(walk, rows)
  const { seq, hash, missing, erased } = walk
  if (walk.breaks.length > 0) return null
  return { before, end: { seq, hash, tree: walk.tree.tree() }, marks, missing, erased }
}

/** Whether the stretch goes on exactly where the walk stands; one that leaves a gap does not. */
export function fits(walk: Walk, { before, end }: Stretch): boolean {
  const whole = walk.tree.size() === walk.seq
  return whole && before.hash === walk.hash && end.tree.size <= alignment(walk.seq)
}

/** The largest tree that can be joined to one of this size: the largest power of two in it. */
function alignment(size: number): number {
  if (size === 0) return Number.POSITIVE_INFINITY
  let power = 1
  while (size % (2 * power) === 0) power *= 2
  return power
}

/** The root that the whole chain had at this size; null when it was not asked for in time. */
export function rootWithin(walk: Walk, { marks }: Stretch, { size }: Signed): string | null {
  const mark = marks.find((one) => one.size === size)
  return mark === undefined ? null : rootOf(joined(walk.tree.tree(), mark.tree))
}

/** Takes the walk to the end of a stretch that fits. */
export function passOver(walk: Walk, { end, missing, erased }: Stretch): void {
  walk.rows += end.tree.size
  walk.tree = growing(joined(walk.tree.tree(), end.tree))
  walk.missing.push(...missing)
  walk.erased.push(...erased)
  walk.seq = end.seq
  walk.hash = end.hash
  walk.storedHash = end.hash
  if (walk.seq >= walk.stop) walk.arrive(walk)
}
