// RFC 6962: the published tree of eight leaves, and agreement with the recursive definition.

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIncluded } from '../../scripts/verifier/proofs.ts'
import { proofFrom } from '../../src/evidence/consistency.ts'
import {
  append,
  emptyTree,
  growTree,
  rootOf,
  treeOf,
  treeSchema,
  treeText,
} from '../../src/evidence/merkle.ts'
import { inclusionPath } from '../../src/evidence/proof.ts'
import { consistencyProof, inclusionProof, rootOver, verifyConsistency } from './rfc-6962.ts'

/** The leaves of Certificate Transparency's reference tests, and the root of each prefix. */
const classic: readonly (readonly [string, string])[] = [
  ['', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ['00', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  ['10', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  ['2021', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  ['3031', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  ['40414243', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  ['5051525354555657', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [
    '606162636465666768696a6b6c6d6e6f',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ],
]
const leaves = classic.map(([leaf]) => leaf)

const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const hashes = fc.array(hash, { minLength: 1, maxLength: 70 })

describe('the Merkle tree', () => {
  it('has the hash of the empty text as its root when empty', () => {
    expect(rootOf(emptyTree)).toBe(createHash('sha256').digest('hex'))
  })

  it('has the published root at each of eight sizes', () => {
    const roots = leaves.map((_leaf, index) => rootOf(treeOf(leaves.slice(0, index + 1))))
    expect(roots).toEqual(classic.map(([, root]) => root))
  })

  it('has the root of the recursive definition, also when stored after each artifact', () => {
    fc.assert(
      fc.property(hashes, (all) => {
        let tree = emptyTree
        for (const [index, one] of all.entries()) {
          tree = append(treeSchema.parse(JSON.parse(JSON.stringify(tree))), one)
          expect(tree.size).toBe(index + 1)
        }
        expect(rootOf(tree)).toBe(rootOver(all))
      }),
    )
  })

  it('gives the same tree when appended in place, and is serialised as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hash, fc.boolean()), { maxLength: 70 }), (all) => {
        const grown = growTree(emptyTree)
        let tree = emptyTree
        for (const [one, isRead] of all) {
          grown.add(one)
          tree = append(tree, one)
          if (isRead) expect(grown.tree()).toEqual(tree)
        }
        expect(treeText(grown.tree())).toBe(JSON.stringify(tree))
        expect(growTree(tree).tree()).toEqual(tree)
      }),
    )
  })

  it('is refused when its frontier does not fit its size', () => {
    const { frontier } = treeOf(leaves.slice(0, 3))
    expect(treeSchema.safeParse({ size: 3, frontier }).success).toBe(true)
    expect(treeSchema.safeParse({ size: 4, frontier }).success).toBe(false)
    expect(treeSchema.safeParse({ size: 3, frontier: ['00', '11'] }).success).toBe(false)
    expect(() => append({ size: 3, frontier: [] }, leaves[0] ?? '')).toThrow(RangeError)
  })

  it('counts beyond 32 bits', () => {
    const frontier = Array.from({ length: 33 }, () => 'ab'.repeat(32))
    const tree = append(treeSchema.parse({ size: 2 ** 33 - 1, frontier }), 'cd'.repeat(32))
    expect(tree.size).toBe(2 ** 33)
    expect(tree.frontier).toHaveLength(1)
  })
})

const nodes = {
  leaf0: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  leaf1: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  leaf4: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  two0: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  two2: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  two4: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  two6: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  four0: 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  four4: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
}

function pathIn(all: readonly string[], index: number): readonly string[] {
  return inclusionPath(index, all.length, (from, to) => rootOf(treeOf(all.slice(from, to))))
}

describe('an inclusion proof', () => {
  it.each([
    [0, 1, []],
    [0, 8, [nodes.leaf1, nodes.two2, nodes.four4]],
    [5, 8, [nodes.leaf4, nodes.two6, nodes.four0]],
    [2, 3, [nodes.two0]],
    [1, 5, [nodes.leaf0, nodes.two2, nodes.leaf4]],
  ] as const)('of leaf %i of %i is the published path', (index, size, path) => {
    expect(pathIn(leaves.slice(0, size), index)).toEqual(path)
    expect(inclusionProof(leaves.slice(0, size), index)).toEqual(path)
  })

  it('equals that of the definition, and verifies for its own artifact, index and tree only', () => {
    fc.assert(
      fc.property(hashes, fc.nat(), hash, (all, pick, stranger) => {
        const index = pick % all.length
        const tree = { origin: '', size: all.length, root: rootOf(treeOf(all)) }
        const artifact = all[index] ?? ''
        const path = pathIn(all, index)
        expect(path).toEqual(inclusionProof(all, index))
        expect(isIncluded(stranger, index, path, tree)).toBe(false)
        expect(isIncluded(artifact, index, path, { ...tree, root: stranger })).toBe(false)
        expect(isIncluded(artifact, index, [...path, stranger], tree)).toBe(false)
        expect(isIncluded(artifact, index, [stranger, ...path], tree)).toBe(false)
        if (path.length > 0) expect(isIncluded(artifact, index, path.slice(1), tree)).toBe(false)
        for (let other = 0; other <= all.length; other += 1)
          expect(isIncluded(artifact, other, path, tree)).toBe(other === index)
      }),
    )
  })

  it('does not verify in a smaller tree although the path is longer than that tree is deep', () => {
    const [one, other] = ['ab'.repeat(32), 'cd'.repeat(32)] as const
    const tree = { origin: '', size: 2, root: rootOf(treeOf([one, other])) }
    const path = [rootOf(treeOf([one]))]
    expect(isIncluded(other, 1, path, tree)).toBe(true)
    expect(isIncluded(other, 0, path, { ...tree, size: 1 })).toBe(false)
  })

  it('is refused for an index outside the tree, and does not verify for a shortened hash', () => {
    expect(() => pathIn(leaves, 8)).toThrow(RangeError)
    expect(() => pathIn(leaves, -1)).toThrow(RangeError)
    expect(() => pathIn([], 0)).toThrow(RangeError)
    expect(isIncluded('ab', 0, [], { origin: '', size: 1, root: rootOf(treeOf(['ab'])) })).toBe(
      false,
    )
  })
})

describe('a consistency proof', () => {
  it.each([
    [1, 1, []],
    [1, 8, [nodes.leaf1, nodes.two2, nodes.four4]],
    [6, 8, [nodes.two4, nodes.two6, nodes.four0]],
    [2, 5, [nodes.two2, nodes.leaf4]],
  ] as const)('from size %i to %i is the published path', (oldSize, size, path) => {
    const all = leaves.slice(0, size)
    expect(grown(all.slice(0, oldSize), all.slice(oldSize))).toEqual(path)
    expect(consistencyProof(all, oldSize)).toEqual(path)
    const oldRoot = rootOf(treeOf(all.slice(0, oldSize)))
    const claim = { oldSize, oldRoot, size, root: rootOf(treeOf(all)) }
    expect(verifyConsistency(claim, path)).toBe(true)
    expect(verifyConsistency(claim, [...path, nodes.leaf0])).toBe(false)
    expect(verifyConsistency({ ...claim, oldRoot: nodes.two4 }, path)).toBe(false)
  })

  it('does not verify for a history that was rewritten', () => {
    fc.assert(
      fc.property(hashes, fc.nat(), fc.nat(), hash, (all, pick, where, stranger) => {
        const oldSize = (pick % all.length) + 1
        const oldRoot = rootOf(treeOf(all.slice(0, oldSize)))
        const rewritten = all.with(where % oldSize, stranger)
        const claim = { oldSize, oldRoot, size: all.length, root: rootOf(treeOf(rewritten)) }
        const proof = grown(rewritten.slice(0, oldSize), rewritten.slice(oldSize))
        expect(verifyConsistency(claim, proof)).toBe(false)
      }),
    )
  })
})

function grown(old: readonly string[], more: readonly string[]): readonly string[] {
  const proof = proofFrom(treeOf(old), old.length + more.length)
  for (const one of more) proof.append(one)
  return proof.finish().proof
}
