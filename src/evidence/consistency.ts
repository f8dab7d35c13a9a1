// A consistency proof out of a remembered tree and what came since: no pass over the whole log.

import { append, emptyTree, nodeHash, rootOf, splitOf, type Tree } from './merkle.ts'

/** Grows by one artifact at a time, in order; `finish` after exactly `size - old.size` of them. */
export interface GrowingProof {
  append(artifactHash: string): void
  /** The proof from the old tree to the new one (RFC 6962 2.1.2), and the new tree. */
  finish(): { readonly proof: readonly string[]; readonly tree: Tree }
}

/** Artifacts `first` to `end` (from 0, `end` not among them), whose subtree a proof names. */
interface Span {
  readonly first: number
  readonly end: number
}

/**
 * The proof from `old` to the tree of `size` artifacts, in memory that grows with the height of the
 * tree only. From the empty tree it is empty. Throws when `size` is smaller than the old one.
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

/** Which subtrees the proof is made of; none reaches across the end of the old tree. */
function spansOf(whole: Span, oldSize: number, known: boolean): readonly Span[] {
  const { first, end } = whole
  if (first + oldSize === end) return known ? [] : [whole]
  const split = first + splitOf(end - first)
  if (first + oldSize <= split)
    return [...spansOf({ first, end: split }, oldSize, known), { first: split, end }]
  const rest = spansOf({ first: split, end }, first + oldSize - split, false)
  return [...rest, { first, end: split }]
}

/** The root over a part of the old tree that is made of whole subtrees of its frontier. */
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

/** 13 is made of complete subtrees of 8, 4 and 1. */
function subtreeSizes(size: number): readonly number[] {
  const sizes: number[] = []
  for (let bit = 1; bit <= size; bit *= 2) if (Math.floor(size / bit) % 2 === 1) sizes.unshift(bit)
  return sizes
}
