// Proofs about the Merkle tree: that an artifact is in it, and that a later tree extends it.

import { leafHash, nodeHash, rootOf, treeOf } from './merkle.ts'

/**
 * The path that proves artifact `index` (from 0) to be in the tree of all these hashes
 * (RFC 6962 2.1.1). Hashes every artifact once. Throws when there is no such artifact.
 */
export function inclusionProof(hashes: readonly string[], index: number): readonly string[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= hashes.length) {
    throw new RangeError('There is no artifact at this index to prove.')
  }
  if (hashes.length === 1) return []
  const split = splitOf(hashes.length)
  const left = hashes.slice(0, split)
  const right = hashes.slice(split)
  return index < split
    ? [...inclusionProof(left, index), subtree(right)]
    : [...inclusionProof(right, index - split), subtree(left)]
}

/**
 * The same path where the hashes do not fit into memory: `rootBetween` gives the root over the
 * artifacts from the first index up to, and without, the second. Throws as `inclusionProof` does.
 */
export function inclusionPath(
  index: number,
  size: number,
  rootBetween: (from: number, to: number) => string,
): readonly string[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError('There is no artifact at this index to prove.')
  }
  const path: string[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (index < middle) {
      path.push(rootBetween(middle, to))
      to = middle
    } else {
      path.push(rootBetween(from, middle))
      from = middle
    }
  }
  return path.reverse()
}

/**
 * Every level of the tree, leaves first and the root last: for many proofs at once, in one pass.
 * A node that is last and alone rises as it is, which is the tree of RFC 6962 2.1.
 */
export function treeLevels(hashes: readonly string[]): readonly (readonly string[])[] {
  let nodes: readonly string[] = hashes.map(leafHash)
  const levels = [nodes]
  while (nodes.length > 1) {
    const above: string[] = []
    for (let index = 0; index < nodes.length; index += 2) {
      const [left = '', right] = nodes.slice(index, index + 2)
      above.push(right === undefined ? left : nodeHash(left, right))
    }
    nodes = above
    levels.push(nodes)
  }
  return levels
}

/** What an inclusion proof is checked against. */
export interface Inclusion {
  readonly artifactHash: string
  /** From 0: one less than the artifact's `seq`. */
  readonly index: number
  readonly size: number
  readonly root: string
}

/** Does the path lead from the artifact to the root (RFC 9162 2.1.3.2)? */
export function verifyInclusion(claim: Inclusion, path: readonly string[]): boolean {
  if (!wellFormed([claim.artifactHash, claim.root, ...path])) return false
  if (!isSize(claim.index) || !isSize(claim.size) || claim.index >= claim.size) return false
  let place = claim.index
  let last = claim.size - 1
  let node = leafHash(claim.artifactHash)
  for (const sibling of path) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      node = nodeHash(sibling, node)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      node = nodeHash(node, sibling)
    }
    place = half(place)
    last = half(last)
  }
  return last === 0 && node === claim.root
}

/**
 * The path that proves the tree of the first `size` hashes to be the beginning of the tree of all
 * (RFC 6962 2.1.2). Throws when `size` is not between 1 and their number.
 */
export function consistencyProof(hashes: readonly string[], size: number): readonly string[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > hashes.length) {
    throw new RangeError('A consistency proof starts from a size between 1 and the whole.')
  }
  return subproof(hashes, size, true)
}

/** `known`: the verifier holds the root of this part already, so it need not be told. */
function subproof(hashes: readonly string[], size: number, known: boolean): readonly string[] {
  if (size === hashes.length) return known ? [] : [subtree(hashes)]
  const split = splitOf(hashes.length)
  const left = hashes.slice(0, split)
  const right = hashes.slice(split)
  return size <= split
    ? [...subproof(left, size, known), subtree(right)]
    : [...subproof(right, size - split, false), subtree(left)]
}

/** What a consistency proof is checked against. */
export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: string
  readonly size: number
  readonly root: string
}

/** Is the old tree the beginning of the new one (RFC 9162 2.1.4.2)? */
export function verifyConsistency(claim: Consistency, path: readonly string[]): boolean {
  if (!wellFormed([claim.oldRoot, claim.root, ...path])) return false
  if (!isSize(claim.oldSize) || !isSize(claim.size) || claim.oldSize < 1) return false
  if (claim.oldSize > claim.size) return false
  if (claim.oldSize === claim.size) return path.length === 0 && claim.oldRoot === claim.root
  // The root of an old tree that is complete is itself the first node of the path.
  const steps = isPowerOfTwo(claim.oldSize) ? [claim.oldRoot, ...path] : path
  const [first, ...rest] = steps
  if (first === undefined || path.length === 0) return false
  let place = claim.oldSize - 1
  let last = claim.size - 1
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  let oldNode = first
  let node = first
  for (const step of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      oldNode = nodeHash(step, oldNode)
      node = nodeHash(step, node)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      node = nodeHash(node, step)
    }
    place = half(place)
    last = half(last)
  }
  return last === 0 && oldNode === claim.oldRoot && node === claim.root
}

/** The largest power of two below the number of leaves: where RFC 6962 cuts a tree. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

function subtree(hashes: readonly string[]): string {
  return rootOf(treeOf(hashes))
}

function isPowerOfTwo(size: number): boolean {
  return size === 1 || splitOf(size) * 2 === size
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

/** A hash that is not 32 bytes would be cut short in silence by the decoder. */
function wellFormed(hashes: readonly string[]): boolean {
  return hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))
}
