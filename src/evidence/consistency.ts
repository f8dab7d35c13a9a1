// Consistency proofs from a stored tree and the artifacts since, without reading the whole log.

import { append, emptyTree, nodeHash, rootOf, splitOf, type Tree } from './merkle.ts'

/** Takes the new artifacts in order; call `finish` after exactly `size - old.size` of them. */
export interface GrowingProof {
  append(artifactHash: string): void
  /** The proof from the old tree to the new one (RFC 6962 2.1.2), and the new tree. */
  finish(): { readonly proof: readonly string[]; readonly tree: Tree }
}

/** Artifacts `first` to `end` (0-based, `end` exclusive), whose subtree is part of a proof. */
interface Span {
  readonly first: number
  readonly end: number
}

/**
 * Builds the proof from `old` to the tree of `size` artifacts, in memory proportional to the tree's
 * height. Empty if `old` is empty. Throws if `size` is smaller than the old one.
 */
export function proofFrom(old: Tree, size: number): GrowingProof {
  if (!Number.isSafeInteger(size) || size < old.size)
    throw new RangeError('A consistency proof leads to a tree that is not smaller.')
  const spans = old.size === 0 ? [] : spansOf({ first: 0, end: size }, old.size, true)
  const parts = spans.map((span) => ({ span, tree: emptyTree }))
  let tree = old
  return {
    append(artifactHash) {
      const at = tree.size
      for (const part of parts)
        if (at >= part.span.first && at < part.span.end) part.tree = append(part.tree, artifactHash)
      tree = append(tree, artifactHash)
    },
    finish() {
      if (tree.size !== size) throw new RangeError('A consistency proof needs every artifact.')
      const proof = parts.map((part) =>
        part.span.end <= old.size ? oldSubtree(old, part.span) : rootOf(part.tree),
      )
      return { proof, tree }
    },
  }
}

/** The subtrees that the proof consists of; none crosses the end of the old tree. */
function spansOf(whole: Span, oldSize: number, known: boolean): readonly Span[] {
  const { first, end } = whole
  if (first + oldSize === end) return known ? [] : [whole]
  const split = first + splitOf(end - first)
  if (first + oldSize <= split)
    return [...spansOf({ first, end: split }, oldSize, known), { first: split, end }]
  const rest = spansOf({ first: split, end }, first + oldSize - split, false)
  return [...rest, { first, end: split }]
}

/** The root over a part of the old tree, from the complete subtrees in its frontier. */
function oldSubtree(old: Tree, span: Span): string {
  let first = 0
  const nodes: string[] = []
  for (const [index, size] of subtreeSizes(old.size).entries()) {
    const node = old.frontier[index]
    if (node !== undefined && first >= span.first && first < span.end) nodes.push(node)
    first += size
  }
  return nodes.reduceRight((right, left) => nodeHash(left, right))
}

/** The sizes of the complete subtrees: 8, 4 and 1 for 13. */
function subtreeSizes(size: number): readonly number[] {
  const sizes: number[] = []
  for (let bit = 1; bit <= size; bit *= 2) if (Math.floor(size / bit) % 2 === 1) sizes.unshift(bit)
  return sizes
}
