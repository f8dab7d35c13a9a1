// Inclusion proofs: that artifacts are in the Merkle tree, for one or for many at once.

import { leafHash, nodeHash, splitOf } from './merkle.ts'

/**
 * The path that proves artifact `index` (from 0) to be in the tree of `size` artifacts (RFC 6962
 * 2.1.1). Needs no hashes in memory: `rootBetween` gives the root from the first index up to the
 * second, exclusive. Throws if there is no such artifact.
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
 * All levels of the tree, leaves first, root last; for many proofs in one pass. A last node without
 * sibling rises unchanged, as in RFC 6962 2.1.
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
