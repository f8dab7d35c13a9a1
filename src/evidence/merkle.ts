// The RFC 6962 Merkle tree over the artifacts' hashes: appending, and its root.

import { hash as digestOf } from 'node:crypto'
import { z } from 'zod'

/**
 * A tree that can grow and compute its root without its leaves. `frontier` holds the roots of its
 * complete subtrees, largest first: one for each 1 bit of `size`. Plain JSON, so that it can be
 * stored. Hashes are lower-case hexadecimal.
 */
export interface Tree {
  readonly size: number
  readonly frontier: readonly string[]
}

export const emptyTree: Tree = { size: 0, frontier: [] }

/** Parses a stored tree; throws when its frontier does not fit its size. */
export const treeSchema: z.ZodType<Tree> = z
  .strictObject({
    size: z.int().min(0),
    frontier: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  })
  .refine((tree) => onesOf(tree.size) === tree.frontier.length, 'the frontier does not fit')

/** A tree as JSON for `treeSchema`; hashes need no escaping. */
export function treeText({ size, frontier }: Tree): string {
  const nodes = frontier.length === 0 ? '' : `"${frontier.join('","')}"`
  return `{"size":${size},"frontier":[${nodes}]}`
}

/** The tree with one more artifact. */
export function append(tree: Tree, artifactHash: string): Tree {
  let node = leafHash(artifactHash)
  let kept = tree.frontier.length
  for (let rest = tree.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    kept -= 1
    node = nodeHash(at(tree.frontier, kept), node)
  }
  const frontier = tree.frontier.slice(0, kept)
  frontier.push(node)
  return { size: tree.size + 1, frontier }
}

/**
 * The tree with all leaves of `part` appended. Throws a RangeError unless its size is a multiple of
 * the largest complete subtree of `part`.
 */
export function appendTree(tree: Tree, part: Tree): Tree {
  const frontier = [...tree.frontier]
  let { size } = tree
  let leaves = 2 ** Math.floor(Math.log2(Math.max(part.size, 1)))
  for (const subtree of part.frontier) {
    while (Math.floor(part.size / leaves) % 2 === 0) leaves /= 2
    if (size % leaves !== 0) throw new RangeError('The trees do not fit to each other.')
    let node = subtree
    for (let rest = size / leaves; rest % 2 === 1; rest = (rest - 1) / 2)
      node = nodeHash(frontier.pop() ?? '', node)
    frontier.push(node)
    size += leaves
    leaves /= 2
  }
  return { size, frontier }
}

/** The root (RFC 6962 2.1): SHA-256 of nothing for the empty tree. */
export function rootOf(tree: Tree): string {
  let node: string | undefined
  for (const left of tree.frontier.toReversed()) {
    node = node === undefined ? left : nodeHash(left, node)
  }
  return node ?? digestOf('sha256', '', 'hex')
}

/** Hash of a leaf: prefixed with 0x00, so that a leaf cannot pass for a node. */
export function leafHash(artifactHash: string): string {
  return digestOf('sha256', Buffer.from(`00${artifactHash}`, 'hex'), 'hex')
}

/** Hash of an inner node: its two children, prefixed with 0x01. */
export function nodeHash(left: string, right: string): string {
  return digestOf('sha256', Buffer.from(`01${left}${right}`, 'hex'), 'hex')
}

/** A tree that grows in place; faster for many artifacts. */
export interface GrowingTree {
  add(artifactHash: string): void
  size(): number
  /** The tree as it is now; not changed by later additions. */
  tree(): Tree
}

/**
 * Grows from the given tree, which is not changed. Nodes are kept as binary strings in reused
 * buffers: converting to hexadecimal would take longer than hashing.
 */
export function growTree(from: Tree): GrowingTree {
  const frontier = from.frontier.map(asBytes)
  /** The frontier in hexadecimal, as far as it was asked for; most nodes stay the same for long. */
  const digits = [...from.frontier]
  let size = from.size
  const leaf = Buffer.alloc(33)
  const inner = Buffer.alloc(65, 1)
  return {
    add(artifactHash) {
      const fits = artifactHash.length === 64 && leaf.write(artifactHash, 1, 'hex') === 32
      let node = fits ? digestOf('sha256', leaf, 'binary') : asBytes(leafHash(artifactHash))
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        inner.write(frontier.pop() ?? '', 1, 'binary')
        inner.write(node, 33, 'binary')
        node = digestOf('sha256', inner, 'binary')
      }
      if (digits.length > frontier.length) digits.length = frontier.length
      frontier.push(node)
      size += 1
    },
    size: () => size,
    tree() {
      for (const node of frontier.slice(digits.length))
        digits.push(Buffer.from(node, 'binary').toString('hex'))
      return { size, frontier: [...digits] }
    },
  }
}

/** Hexadecimal digits as a binary string, one character per byte. */
function asBytes(node: string): string {
  return Buffer.from(node, 'hex').toString('binary')
}

/** The tree of all these artifacts' hashes. */
export function treeOf(artifactHashes: Iterable<string>): Tree {
  const grown = growTree(emptyTree)
  for (const artifactHash of artifactHashes) grown.add(artifactHash)
  return grown.tree()
}

function onesOf(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

function at(nodes: readonly string[], index: number): string {
  const node = nodes[index]
  if (node === undefined) throw new RangeError('The frontier of a tree does not fit its size.')
  return node
}

/** The largest power of two below `size`: where RFC 6962 splits a tree. */
export function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}
