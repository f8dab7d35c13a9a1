// Tampering with a stored chain: verification reports each kind.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/evidence/canonical.ts'
import type { StoredColumns } from '../../src/evidence/stored-artifact.ts'
import {
  changed,
  check,
  noteOf,
  rewrittenFrom,
  rowAt,
  rows,
  seqs,
  size,
  words,
} from './corrupted-chain.ts'
import { chainOfSize } from './sample.ts'

describe('verification of artifacts', () => {
  it('reports an edited artifact, also with its column or hash adjusted', () => {
    fc.assert(
      fc.property(seqs, fc.constantFrom('beto', 'ana'), (seq, actor) => {
        const row = rowAt(seq)
        const bytes = row.bytes.replace(/"actor":"\w+"/, `"actor":"${actor}x"`)
        expect(words(changed(seq, { bytes }))).toEqual([
          `hash_differs ${seq}`,
          `column_differs ${seq}`,
        ])
        // Also with its column, and then with its hash, adjusted.
        const columns = { ...row.columns, actor: `${actor}x` }
        expect(words(changed(seq, { bytes, columns }))).toEqual([`hash_differs ${seq}`])
        const resealed = changed(seq, { bytes, columns, hash: sha256(bytes) })
        const next = seq === size ? [] : [`prev_hash_breaks ${seq + 1}`]
        expect(words(resealed)).toEqual(next)
        const head = { seq: size, hash: rowAt(size).hash }
        expect(words(resealed, { head, checkpoints: [noteOf(rows)] })).not.toEqual([])
      }),
    )
  })

  it('reports bytes that are no artifact any more', () => {
    const bytes = `${rowAt(4).bytes} `
    expect(words(changed(4, { bytes }))).toEqual(['hash_differs 4', 'malformed 4'])
    expect(words(changed(4, { bytes, hash: sha256(bytes) }))).toEqual([
      'malformed 4',
      'prev_hash_breaks 5',
    ])
    const escaped = rowAt(4).bytes.replace('"beto"', '"\\ud800"')
    expect(words(changed(4, { bytes: escaped }))).toContain('malformed 4')
  })

  it('reports an edited hash', () => {
    expect(words(changed(4, { hash: 'ab'.repeat(32) }))).toEqual(['hash_differs 4'])
  })
})

describe('verification of order and columns', () => {
  it('reports a deleted row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: size - 1 }), (seq) => {
        const left = rows.toSpliced(seq - 1, 1)
        expect(check(left).breaks).toEqual([{ what: 'gap', seq, last: seq }])
        const seen = words(left, { checkpoints: [noteOf(rows)] })
        expect(seen).toContain(`checkpoint_root_differs ${size}`)
      }),
    )
    expect(check(rows.toSpliced(2, 4)).breaks).toEqual([{ what: 'gap', seq: 3, last: 6 }])
  })

  it('reports a deleted row when the later ones were renumbered', () => {
    const left = rows.toSpliced(4, 1).map((row, index) => ({ ...row, seq: index + 1 }))
    expect(words(left)).toContain('prev_hash_breaks 5')
    expect(check(left).breaks).toContainEqual({ what: 'column_differs', seq: 5, column: 'seq' })
  })

  it('reports two rows that were swapped, in their contents or whole', () => {
    fc.assert(
      fc.property(seqs, seqs, (one, other) => {
        fc.pre(one < other)
        const { bytes } = rowAt(other)
        const contents = changed(one, { bytes }).with(other - 1, {
          ...rowAt(other),
          bytes: rowAt(one).bytes,
        })
        const found = words(contents)
        expect(found).toContain(`hash_differs ${one}`)
        expect(found).toContain(`hash_differs ${other}`)
        const renumbered = rows
          .with(one - 1, { ...rowAt(other), seq: one })
          .with(other - 1, { ...rowAt(one), seq: other })
        expect(words(renumbered)).toContain(`prev_hash_breaks ${one}`)
        const moved = rows.with(one - 1, rowAt(other)).with(other - 1, rowAt(one))
        expect(words(moved)).toContain(`reordered ${one}`)
      }),
    )
  })

  it('reports a repeated row', () => {
    fc.assert(
      fc.property(seqs, (seq) => {
        expect(words(rows.toSpliced(seq, 0, rowAt(seq)))).toEqual([`duplicate ${seq}`])
      }),
    )
  })

  it('reports a single edited column', () => {
    const columns = ['id', 'type', 'time', 'tenant', 'actor', 'command_id'] as const
    fc.assert(
      fc.property(seqs, fc.constantFrom(...columns), fc.string(), (seq, column, value) => {
        fc.pre(rowAt(seq).columns[column] !== value)
        const edited: StoredColumns = { ...rowAt(seq).columns, [column]: value }
        const { breaks } = check(changed(seq, { columns: edited }))
        expect(breaks).toEqual([{ what: 'column_differs', seq, column }])
      }),
    )
    const hidden = { ...rowAt(4).columns, command_id: null }
    expect(words(changed(4, { columns: hidden }))).toEqual(['column_differs 4'])
    expect(words(changed(4, { erased: true }))).toEqual(['column_differs 4'])
  })
})

describe('verification of the end and of the whole chain', () => {
  it('reports a missing end only by the recorded head or a checkpoint', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: size - 1 }), (kept) => {
        const left = rows.slice(0, kept)
        const range = { seq: kept + 1, last: size }
        expect(check(left).breaks).toEqual([])
        const head = { seq: size, hash: rowAt(size).hash }
        expect(check(left, { head }).breaks).toEqual([{ what: 'shorter_than_head', ...range }])
        expect(check(left, { checkpoints: [noteOf(rows)] }).breaks).toEqual([
          { what: 'shorter_than_checkpoint', ...range },
        ])
      }),
    )
  })

  it('reports a chain rewritten from one artifact on only by the recorded head or a checkpoint', () => {
    fc.assert(
      fc.property(seqs, (seq) => {
        const forged = rewrittenFrom(seq)
        expect(check(forged).breaks).toEqual([])
        expect(words(forged, { checkpoints: [noteOf(rows)] })).toEqual([
          `checkpoint_root_differs ${size}`,
        ])
        const head = { seq: size, hash: rowAt(size).hash }
        expect(words(forged, { head })).toEqual([`head_differs ${size}`])
      }),
    )
  })

  it('reports a chain cut and continued otherwise only by the recorded head or a checkpoint', () => {
    const regrown = [...rows.slice(0, 6), ...rewrittenFrom(7).slice(6)]
    expect(words(regrown)).toEqual([])
    expect(words(regrown, { head: { seq: 9, hash: rowAt(9).hash } })).toEqual(['head_differs 9'])
    const notes = [noteOf(rows.slice(0, 6)), noteOf(rows.slice(0, 9))]
    expect(words(regrown, { checkpoints: notes })).toEqual(['checkpoint_root_differs 9'])
  })

  it('reports rows of another environment or tenant', () => {
    const staging = chainOfSize(size, { environment: 'staging', tenant: 'acme' })
    const other = chainOfSize(size, { environment: 'prod', tenant: 'other' })
    fc.assert(
      fc.property(seqs, (seq) => {
        const foreign = staging[seq - 1]
        const neighbour = other[seq - 1]
        if (foreign === undefined || neighbour === undefined) throw new RangeError('No such row.')
        const copied = words(rows.with(seq - 1, foreign))
        expect(copied).toContain(`wrong_environment ${seq}`)
        expect(copied).toContain(`prev_hash_breaks ${seq}`)
        const mixed = words(rows.with(seq - 1, neighbour))
        expect(mixed).toContain(`wrong_tenant ${seq}`)
        expect(mixed).toContain(`prev_hash_breaks ${seq}`)
      }),
    )
    const whole = check(staging).breaks
    expect(whole[0]).toEqual({ what: 'wrong_environment', seq: 1, found: 'staging' })
    expect(whole).toContainEqual({ what: 'prev_hash_breaks', seq: 1 })
    expect(whole).toHaveLength(size + 1)
  })
})
