// Verification of a chain: no finding on sound ones, exact findings about checkpoints, and a report
// of limited length.

import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Break, describe as sentenceOf } from '../../src/evidence/breaks.ts'
import { canonical, sha256 } from '../../src/evidence/canonical.ts'
import { genesis } from '../../src/evidence/chain.ts'
import {
  originOf,
  parseVerifierKey,
  verifyCheckpoint,
  writeCheckpoint,
  writeVerifierKey,
} from '../../src/evidence/checkpoint.ts'
import { rootOf, treeOf } from '../../src/evidence/merkle.ts'
import type { RowTexts } from '../../src/evidence/row-text.ts'
import type { StoredArtifact } from '../../src/evidence/stored-artifact.ts'
import { type Piece, verifyChain } from '../../src/evidence/verify.ts'
import { breakLimit } from '../../src/evidence/walk.ts'
import {
  check,
  keys,
  noteOf,
  origin,
  piecesOf,
  rewrittenFrom,
  rowAt,
  rows,
  size,
  words,
} from './corrupted-chain.ts'
import { home } from './sample.ts'

const unreadable: RowTexts = {
  get pages(): never {
    throw new Error('No row of this piece is to be read.')
  },
  whole: () => {
    throw new Error('No row of this piece is to be read.')
  },
}

const start = genesis('prod', 'acme')

describe('verification of a sound chain', () => {
  it('returns its head and root, and no break', () => {
    const notes = [1, 5, 5, size].map((length) => noteOf(rows.slice(0, length)))
    const head = { seq: size, hash: rowAt(size).hash }
    expect(check(rows, { checkpoints: notes, head, instance: 'one' })).toMatchObject({
      artifacts: size,
      head: head.hash,
      root: rootOf(treeOf(rows.map((row) => row.hash))),
      checkpoints: notes.length,
      breaks: [],
      omitted: 0,
    })
  })

  it('accepts an empty chain', () => {
    const verdict = check([], { checkpoints: [noteOf([])], head: { seq: 0, hash: start } })
    expect(verdict).toMatchObject({ artifacts: 0, head: start, checkpoints: 1, breaks: [] })
  })

  it('accepts a chain that is longer than its recorded head', () => {
    expect(words(rows, { head: { seq: 3, hash: rowAt(3).hash } })).toEqual([])
  })

  it('reports once that a newer program wrote the end, and still checks that end', () => {
    const policy = { digest: 'd'.repeat(64), novel: 1, pack: 'p', profile: 'x', version: '2' }
    for (const news of [{ novel: { number: 1 } }, { type: 'approval.sung' }, { policy }]) {
      const last = rowAt(size)
      const bytes = canonical({ ...JSON.parse(last.bytes), ...news })
      const type = String(JSON.parse(bytes).type)
      const newer = { ...last, bytes, hash: sha256(bytes), columns: { ...last.columns, type } }
      const head = { seq: size, hash: newer.hash }
      const { breaks } = check([...rows.slice(0, -1), newer], { head })
      expect(breaks).toEqual([{ what: 'written_by_newer', seq: size, found: '0.1.0' }])
      const edited = { ...newer, bytes: bytes.replace('acme', 'acne') }
      const found = check([...rows.slice(0, -1), edited], { head }).breaks.map((one) => one.what)
      expect(found.slice(0, 3)).toEqual(['hash_differs', 'written_by_newer', 'wrong_tenant'])
    }
  })

  it('holds one row at a time', () => {
    let open = 0
    function* streamed() {
      for (const row of rows) {
        open += 1
        expect(open).toBe(1)
        yield row
        open -= 1
      }
    }
    expect(check(streamed()).artifacts).toBe(size)
  })

  it('continues in parts, each from where the last one ended', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: size }), (cut) => {
        const first = check(rows.slice(0, cut)).progress
        if (first === null) throw new Error('The first part is sound.')
        const after = JSON.parse(JSON.stringify(first)) as typeof first
        const notes = [noteOf(rows), noteOf(rows.slice(0, cut))]
        const verdict = check(rows.slice(cut), { after, checkpoints: notes })
        const { progress, ...whole } = check(rows, { checkpoints: notes })
        expect(verdict).toEqual({ ...whole, progress })
        expect(verdict.checkpoints).toBe(2)
        const rewritten = rewrittenFrom(1).slice(cut)
        if (cut > 0 && cut < size)
          expect(words(rewritten, { after })).toContain(`prev_hash_breaks ${cut + 1}`)
      }),
    )
  })
})

describe('verification of a part of a chain that was verified separately', () => {
  const notes = [noteOf(rows.slice(0, 6)), noteOf(rows)]
  const read = (given: readonly StoredArtifact[], pieces: readonly Piece[]) => {
    const chain = { ...home, keys, checkpoints: notes }
    const verdict = verifyChain({ ...chain, rows: { pieces } })
    expect(verdict).toEqual(check(given, { checkpoints: notes }))
    return verdict
  }

  it('reads it again when its tree at a checkpointed size is unknown', () => {
    expect(read(rows, piecesOf(rows, home)).checkpoints).toBe(2)
  })

  it('does not skip it when another artifact comes before it', () => {
    const forged = rewrittenFrom(4)
    const chain = { ...home, checkpoints: notes }
    const [first, ...others] = piecesOf(forged, chain)
    if (first === undefined) throw new Error('There is a first piece.')
    const sound = piecesOf(rows, chain).slice(1)
    const mixed = others.map((piece, at) => ({ ...piece, stretch: sound[at]?.stretch ?? null }))
    const { breaks } = read(forged, [first, ...mixed])
    expect(breaks.map(({ what }) => what)).toContain('checkpoint_root_differs')
  })

  it('skips it without reading its rows', () => {
    const pieces = piecesOf(rows, { ...home, checkpoints: notes })
    const unread = pieces.map((piece) => ({ ...piece, rows: unreadable }))
    expect(read(rows, unread).artifacts).toBe(size)
  })
})

describe('verification of checkpoints', () => {
  const own = noteOf(rows)
  it('reports those that are malformed, forged, unsigned or of another chain, and does not count them', () => {
    const forged = own.replace(`\n${size}\n`, `\n${size - 1}\n`)
    const stranger = writeCheckpoint(
      { origin, size, root: check(rows).root },
      generateKeyPairSync('ed25519').privateKey,
    )
    const elsewhere = noteOf(rows, originOf('one', 'staging', 'acme'))
    const verdict = check(rows, { checkpoints: ['', forged, stranger, elsewhere, own] })
    expect(verdict.breaks).toEqual([
      { what: 'checkpoint_malformed', seq: 0 },
      { what: 'checkpoint_unsigned', seq: size - 1 },
      { what: 'checkpoint_unsigned', seq: size },
      { what: 'checkpoint_elsewhere', seq: size, found: 'aval/one/staging/acme' },
    ])
    expect(verdict.checkpoints).toBe(1)
    expect(words(rows, { checkpoints: [own], keys: [] })).toEqual([`checkpoint_unsigned ${size}`])
    expect(words(rows, { checkpoints: [own], instance: 'two' })).toEqual([
      `checkpoint_elsewhere ${size}`,
    ])
    const otherTenant = noteOf(rows, originOf('one', 'prod', 'other'))
    expect(words(rows, { checkpoints: [otherTenant] })).toEqual([`checkpoint_elsewhere ${size}`])
  })

  it('accepts either key during a rotation, unless a forged line claims the other key', () => {
    const next = generateKeyPairSync('ed25519')
    const both = [...keys, parseVerifierKey(writeVerifierKey(origin, next.publicKey))]
    const root = check(rows).root
    const lineOf = (length: number) => {
      const note = writeCheckpoint({ origin, size: length, root }, next.privateKey)
      return note.split('\n\n')[1] ?? ''
    }
    expect(words(rows, { checkpoints: [own], keys: both })).toEqual([])
    expect(words(rows, { checkpoints: [own + lineOf(size)], keys: both })).toEqual([])
    expect(words(rows, { checkpoints: [own + lineOf(size + 1)], keys: both })).toEqual([
      `checkpoint_unsigned ${size}`,
    ])
  })

  it('does not accept the key of another chain', () => {
    const elsewhere = originOf('one', 'prod', 'other')
    const other = generateKeyPairSync('ed25519')
    const key = parseVerifierKey(writeVerifierKey(elsewhere, other.publicKey))
    const text = `${own.split('\n\n')[0]}\n`
    const signature = sign(null, Buffer.from(text), other.privateKey)
    const line = Buffer.concat([Buffer.from(key.keyId, 'hex'), signature]).toString('base64')
    const note = `${text}\n— ${elsewhere} ${line}\n`
    expect(verifyCheckpoint(note, key).state).toBe('good')
    const unsigned = [`checkpoint_unsigned ${size}`]
    expect(words(rows, { checkpoints: [note], keys: [key] })).toEqual(unsigned)
    expect(words(rows, { checkpoints: [own], keys: [key] })).toEqual(unsigned)
  })
})

describe('breaks in a report', () => {
  it('are kept up to a limit, and counted beyond it', () => {
    function* endless() {
      const bytes = 'x'
      for (let seq = 1; seq <= breakLimit + 5; seq += 1) {
        yield { ...rowAt(1), seq, bytes, hash: sha256(bytes) }
      }
    }
    const verdict = check(endless())
    expect(verdict.breaks).toHaveLength(breakLimit)
    expect(verdict.omitted).toBe(5)
    expect(verdict.progress).toBeNull()
  })

  it('each have a sentence of their own that is safe for a terminal', () => {
    const found = 'pro\u001b[2Jd'
    const all: readonly Break[] = [
      ...(['malformed', 'hash_differs', 'prev_hash_breaks', 'duplicate', 'reordered'] as const).map(
        (what) => ({ what, seq: 7 }),
      ),
      ...(
        ['wrong_environment', 'wrong_tenant', 'checkpoint_elsewhere', 'written_by_newer'] as const
      ).map((what) => ({
        what,
        seq: 7,
        found,
      })),
      { what: 'column_differs', seq: 7, column: 'actor' },
      ...(['body_differs', 'erasure_unreadable', 'head_differs'] as const).map((what) => ({
        what,
        seq: 7,
      })),
      ...(['gap', 'body_missing', 'body_kept'] as const).map((what) => ({ what, seq: 7, last: 7 })),
      ...(['shorter_than_head', 'shorter_than_checkpoint'] as const).map((what) => ({
        what,
        seq: 7,
        last: 9,
      })),
      ...(['checkpoint_root_differs', 'checkpoint_unsigned', 'checkpoint_malformed'] as const).map(
        (what) => ({ what, seq: 7 }),
      ),
    ]
    const sentences = all.map(sentenceOf)
    expect(new Set(sentences).size).toBe(all.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][^\p{Cc}]*\.$/u)
    expect(sentenceOf({ what: 'gap', seq: 3, last: 6 })).toBe(
      'The chain has a gap: artifacts 3 to 6 are missing.',
    )
  })
})
