// Incremental consistency proofs equal those made from the whole log, for every pair of sizes.

import { hash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { proofFrom } from '../../src/evidence/consistency.ts'
import { emptyTree, rootOf, treeOf } from '../../src/evidence/merkle.ts'
import { consistencyProof, verifyConsistency } from './rfc-6962.ts'

// More than 32, so that all shapes of subtrees up to six levels occur.
const hashes = Array.from({ length: 36 }, (_, index) => hash('sha256', `leaf ${index}`, 'hex'))
const trees = Array.from({ length: hashes.length + 1 }, (_, size) => treeOf(hashes.slice(0, size)))
const treeAt = (size: number) => trees[size] ?? emptyTree

function grow(oldSize: number, size: number) {
  const growing = proofFrom(treeAt(oldSize), size)
  for (const one of hashes.slice(oldSize, size)) growing.append(one)
  return growing.finish()
}

describe('an incremental consistency proof', () => {
  it('equals the proof of RFC 6962 for every pair of sizes, and gives the same tree', () => {
    for (let size = 1; size <= hashes.length; size += 1)
      for (let oldSize = 1; oldSize <= size; oldSize += 1) {
        const { proof, tree } = grow(oldSize, size)
        const whole = hashes.slice(0, size)
        expect(proof, `${oldSize} to ${size}`).toEqual(consistencyProof(whole, oldSize))
        const oldRoot = rootOf(treeAt(oldSize))
        const claim = { oldSize, oldRoot, size, root: rootOf(tree) }
        expect(verifyConsistency(claim, proof)).toBe(true)
        expect(tree).toEqual(treeAt(size))
      }
  })

  it('is empty when it starts from the empty tree', () => {
    expect(grow(0, 13).proof).toEqual([])
  })

  it('refuses a smaller size, and to finish before every artifact was appended', () => {
    expect(() => proofFrom(treeOf(hashes.slice(0, 3)), 2)).toThrow('not smaller')
    expect(() => proofFrom(emptyTree, 2).finish()).toThrow('every artifact')
  })
})
