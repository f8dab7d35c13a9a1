// Verification of a chain: no finding on valid ones, exact about checkpoints, and a bounded report.

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
import type { StoredArtifact } from '../../src/evidence/stored.ts'
import { type Piece, verifyChain } from '../../src/evidence/verify.ts'
import { breakLimit } from '../../src/evidence/walk.ts'
import { home } from './sample.ts'
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
} from './spoilt.ts'

const unreadable: RowTexts = {
  get pages(): never {
    throw new Error('No row of this piece is to be read.')
  },
  whole: () => {
    throw new Error('No row of this piece is to be read.')
  },
}

const start = genesis('prod', 'acme')

describe('a sound chain', () => {
  it('has its head and root, and no break', () => {
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

  it('may be empty', () => {
    const verdict = check([], { checkpoints: [noteOf([])], head: { seq: 0, hash: start } })
    expect(verdict).toMatchObject({ artifacts: 0, head: start, checkpoints: 1, breaks: [] })
  })

  it('may have grown since its head was remembered', () => {
    expect(words(rows, { head: { seq: 3, hash: rowAt(3).hash } })).toEqual([])
  })

  it('of which a newer program wrote the end is said to be that, once, and checked all the same', () => {
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

  it('is read one row at a time', () => {
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

  it('can be verified in parts, each from where the last one ended', () => {
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
        const spoilt = rewrittenFrom(1).slice(cut)
        if (cut > 0 && cut < size)
          expect(words(spoilt, { after })).toContain(`prev_hash_breaks ${cut + 1}`)
      }),
    )
  })
})

describe('a stretch that was walked by itself', () => {
  const notes = [noteOf(rows.slice(0, 6)), noteOf(rows)]
  const read = (given: readonly StoredArtifact[], pieces: readonly Piece[]) => {
    const chain = { ...home, keys, checkpoints: notes }
    const verdict = verifyChain({ ...chain, rows: { pieces } })
    expect(verdict).toEqual(check(given, { checkpoints: notes }))
    return verdict
  }

  it('is read again where nobody looked at a size that was signed', () => {
    expect(read(rows, piecesOf(rows, home)).checkpoints).toBe(2)
  })

  it('is not passed over by a walk that came to another artifact before it', () => {
    const forged = rewrittenFrom(4)
    const chain = { ...home, checkpoints: notes }
    const [first, ...others] = piecesOf(forged, chain)
    if (first === undefined) throw new Error('There is a first piece.')
    const sound = piecesOf(rows, chain).slice(1)
    const mixed = others.map((piece, at) => ({ ...piece, stretch: sound[at]?.stretch ?? null }))
    const { breaks } = read(forged, [first, ...mixed])
    expect(breaks.map(({ what }) => what)).toContain('checkpoint_root_differs')
  })

  it('is passed over without reading a row of it', () => {
    const pieces = piecesOf(rows, { ...home, checkpoints: notes })
    const unread = pieces.map((piece) => ({ ...piece, rows: unreadable }))
    expect(read(rows, unread).artifacts).toBe(size)
  })
})

describe('checkpoints that cannot be trusted', () => {
  const own = noteOf(rows)
  it('are breaks, and never count as met', () => {
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

  it('by a key in rotation are good, unless a line claims the other key and is forged', () => {
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

  it('of a key that signs for another log are not signed for this one', () => {
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

describe('breaks', () => {
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

  it('each have a sentence of their own, safe for a terminal', () => {
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
