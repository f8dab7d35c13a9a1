// Bodies match their digest, or are erased with an artifact of the chain that says so.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Break } from '../../src/evidence/breaks.ts'
import { erasureBody } from '../../src/evidence/erasure.ts'
import type { StoredArtifact } from '../../src/evidence/stored-artifact.ts'
import { changed, check, rowAt, rows, seqs, size, words } from './corrupted-chain.ts'
import { chainOf, draftOf, erased, erasureDraft } from './sample.ts'

describe('verification of bodies', () => {
  it('reports a body that was edited, exchanged or has another salt', () => {
    fc.assert(
      fc.property(seqs, seqs, (seq, other) => {
        const { body } = rowAt(seq)
        if (body === null) throw new Error('No body was erased here.')
        const differs = [`body_differs ${seq}`]
        const edited = { ...body, bytes: body.bytes.replace('order', 'ordeR') }
        expect(words(changed(seq, { body: edited }))).toEqual(differs)
        expect(words(changed(seq, { body: { ...body, salt: 'f'.repeat(32) } }))).toEqual(differs)
        expect(words(changed(seq, { body: { ...body, salt: '' } }))).toEqual(differs)
        const moved = words(changed(seq, { body: rowAt(other).body }))
        expect(moved).toEqual(seq === other ? [] : differs)
      }),
    )
  })

  it('reports bodies that are missing without an artifact of their erasure', () => {
    expect(
      check([3, 4, 7].reduce((all, seq) => all.with(seq - 1, erased(rowAt(seq))), rows)).breaks,
    ).toEqual([
      { what: 'body_missing', seq: 3, last: 4 },
      { what: 'body_missing', seq: 7, last: 7 },
    ])
  })
})

const withErasure = (body: ReturnType<typeof erasureBody>) => {
  const drafts = Array.from({ length: size }, (_, index) => draftOf(index + 1))
  return chainOf([...drafts, erasureDraft(body), draftOf(size + 2)])
}
const without = (all: readonly StoredArtifact[], gone: readonly number[]) =>
  all.map((row) => (gone.includes(row.seq) ? erased(row) : row))

describe('verification of erased bodies', () => {
  it('accepts exactly the bodies that an erasure artifact names', () => {
    const all = withErasure(
      erasureBody(
        [
          { first: 1, last: 5 },
          { first: 8, last: 8 },
        ],
        { why: 'retention' },
      ),
    )
    const kept = [1, 2, 3, 4, 5, 8]
    expect(words(without(all, kept))).toEqual([])
    expect(check(without(all, [...kept, 9])).breaks).toEqual([
      { what: 'body_missing', seq: 9, last: 9 },
    ])
    expect(check(without(all, [1, 2, 5, 8])).breaks).toEqual([
      { what: 'body_kept', seq: 3, last: 4 },
    ])
    expect(check(without(all, kept).toSpliced(2, 1)).breaks).toEqual([
      { what: 'gap', seq: 3, last: 3 },
    ])
  })

  it('reports an erasure artifact whose own body is missing, and the bodies it would name', () => {
    const all = withErasure(erasureBody([{ first: 1, last: 2 }]))
    expect(words(without(all, [1, 2, 13]))).toEqual([
      'erasure_unreadable 13',
      'body_missing 1',
      'body_missing 13',
    ])
  })

  it.each([
    ['no member at all', {}],
    ['no range', { erased: [] }],
    ['a range that ends before it starts', { erased: [[5, 3]] }],
    ['itself', { erased: [[13, 13]] }],
    ['a later artifact', { erased: [[1, 14]] }],
    ['no numbers', { erased: [['1', '2']] }],
  ])('reports a malformed erasure that names %s', (_name, body) => {
    expect(words(without(withErasure(body), [14]))).toEqual([
      'erasure_unreadable 13',
      'body_missing 14',
    ])
  })

  it('reports the same bodies by ranges as one by one', () => {
    const some = fc.uniqueArray(seqs, { maxLength: size })
    const range = fc.tuple(seqs, seqs).map(([one, other]) => ({
      first: Math.min(one, other),
      last: Math.max(one, other),
    }))
    fc.assert(
      fc.property(some, fc.array(range, { minLength: 1, maxLength: 4 }), (gone, ranges) => {
        const { breaks } = check(without(withErasure(erasureBody(ranges)), gone))
        const named = (what: Break['what']) =>
          breaks.flatMap((found) =>
            found.what === what && 'last' in found
              ? Array.from({ length: found.last - found.seq + 1 }, (_, add) => found.seq + add)
              : [],
          )
        const all = rows.map((row) => row.seq)
        const covered = (seq: number) => ranges.some((one) => one.first <= seq && seq <= one.last)
        expect(named('body_missing')).toEqual(
          all.filter((seq) => gone.includes(seq) && !covered(seq)),
        )
        expect(named('body_kept')).toEqual(all.filter((seq) => !gone.includes(seq) && covered(seq)))
      }),
    )
  })
})
