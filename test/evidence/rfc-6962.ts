// The recursive definitions of RFC 6962 and RFC 9162, slow and literal: the reference for proofs.

import { createHash } from 'node:crypto'

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function bytesOf(hash: string): Buffer {
  return Buffer.from(hash, 'hex')
}

function nodeOf(left: string, right: string): string {
  return sha256(Uint8Array.of(1), bytesOf(left), bytesOf(right)).toString('hex')
}

/** The largest power of two below the number of leaves. */
function splitOf(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/** RFC 6962 2.1: the root over these leaves. */
export function rootOver(hashes: readonly string[]): string {
  const [only] = hashes
  if (only === undefined) return sha256().toString('hex')
  if (hashes.length === 1) return sha256(Uint8Array.of(0), bytesOf(only)).toString('hex')
  const split = splitOf(hashes.length)
  return nodeOf(rootOver(hashes.slice(0, split)), rootOver(hashes.slice(split)))
}

/** RFC 6962 2.1.1: the path from leaf `index`, from 0, to the root. */
export function inclusionProof(hashes: readonly string[], index: number): readonly string[] {
  if (hashes.length === 1) return []
  const split = splitOf(hashes.length)
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return index < split
    ? [...inclusionProof(left, index), rootOver(right)]
    : [...inclusionProof(right, index - split), rootOver(left)]
}

/**
 * RFC 6962 2.1.2: the consistency proof between the first `size` leaves and all. `known`: the
 * verifier already has the root of this subtree.
 */
export function consistencyProof(
  hashes: readonly string[],
  size: number,
  known = true,
): readonly string[] {
  if (size === hashes.length) return known ? [] : [rootOver(hashes)]
  const split = splitOf(hashes.length)
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return size <= split
    ? [...consistencyProof(left, size, known), rootOver(right)]
    : [...consistencyProof(right, size - split, false), rootOver(left)]
}

/** What a consistency proof is checked against. */
export interface Consistency {
  readonly oldSize: number
  readonly oldRoot: string
  readonly size: number
  readonly root: string
}

/** RFC 9162 2.1.4.2: is the old tree, of at least one leaf, a prefix of the new one? */
export function verifyConsistency(claim: Consistency, path: readonly string[]): boolean {
  const { oldSize, oldRoot, size, root } = claim
  if (oldSize === size) return path.length === 0 && oldRoot === root
  if (oldSize > size || path.length === 0) return false
  // The root of an old tree that is complete is itself the first node of the path.
  const isComplete = oldSize === 1 || splitOf(oldSize) * 2 === oldSize
  const [first = '', ...rest] = isComplete ? [oldRoot, ...path] : path
  let [place, last] = [oldSize - 1, size - 1]
  while (place % 2 === 1) [place, last] = [half(place), half(last)]
  let [oldNode, node] = [first, first]
  for (const step of rest) {
    if (last === 0) return false
    if (place % 2 === 1 || place === last) {
      oldNode = nodeOf(step, oldNode)
      node = nodeOf(step, node)
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)]
    } else {
      node = nodeOf(node, step)
    }
    ;[place, last] = [half(place), half(last)]
  }
  return last === 0 && oldNode === oldRoot && node === root
}

function half(value: number): number {
  return Math.floor(value / 2)
}
