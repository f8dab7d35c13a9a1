// A valid chain of twelve artifacts, and helpers to corrupt and verify it.

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { expect } from 'vitest'
import { genesis } from '../../src/evidence/chain.ts'
import {
  originOf,
  parseCheckpoint,
  parseVerifierKey,
  writeCheckpoint,
  writeVerifierKey,
} from '../../src/evidence/checkpoint.ts'
import { rootOf, treeOf } from '../../src/evidence/merkle.ts'
import { type RowTexts, readRow } from '../../src/evidence/row-text.ts'
import type { StoredArtifact } from '../../src/evidence/stored-artifact.ts'
import { verifyPart } from '../../src/evidence/verified-part.ts'
import { type Chain, type Piece, type Verdict, verifyChain } from '../../src/evidence/verify.ts'
import { chainOf, chainOfSize, draftOf, home, textOf } from './sample.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
export const origin = originOf('one', 'prod', 'acme')
export const keys = [parseVerifierKey(writeVerifierKey(origin, publicKey))]

export function noteOf(signed: readonly StoredArtifact[], name = origin): string {
  const root = rootOf(treeOf(signed.map((row) => row.hash)))
  return writeCheckpoint({ origin: name, size: signed.length, root }, privateKey)
}

/**
 * The verdict, after checking that it is the same for rows in parts, as texts and as parts that
 * were verified separately.
 */
export function check(read: Iterable<StoredArtifact>, more: Partial<Chain> = {}): Verdict {
  const chain = { ...home, keys, ...more }
  if (!Array.isArray(read)) return verifyChain({ ...chain, rows: read })
  const rows: readonly StoredArtifact[] = read
  if (rows.every((row) => row.columns.tenant === chain.tenant && row.erased === !row.body)) {
    const bare = rows.map(({ columns: { id: _, ...columns }, ...row }) => ({ ...row, columns }))
    const verdict = verifyChain({ ...chain, rows: bare })
    expect(verifyChain({ ...chain, rows: textsOf(bare) })).toEqual(verdict)
    expect(verifyChain({ ...chain, rows: { pieces: piecesOf(bare, chain) } })).toEqual(verdict)
  }
  return verifyChain({ ...chain, rows })
}

const rowsOfPiece = 4

/** Cut after every fourth row, as for several threads. */
export function piecesOf(
  rows: readonly StoredArtifact[],
  chain: Omit<Chain, 'rows'>,
): readonly Piece[] {
  const start = chain.after ?? { seq: 0, hash: genesis(chain.environment, chain.tenant) }
  const sizes = (chain.checkpoints ?? []).flatMap((note) => parseCheckpoint(note)?.size ?? [])
  const ascending = sizes.toSorted((one, other) => one - other)
  const first = (rowsOfPiece - (start.seq % rowsOfPiece)) % rowsOfPiece
  const cuts = rows.map((_, at) => at).filter((at) => at % rowsOfPiece === first)
  return [0, ...cuts.filter((at) => at > 0), rows.length].flatMap((from, at, all): Piece[] => {
    const to = all[at + 1]
    if (to === undefined) return []
    const before = from === 0 ? start : rowOf(rows, from - 1)
    const texts = () => textsOf(rows.slice(from, to))
    const stretch = verifyPart(chain, texts(), before, ascending)
    return [{ rows: texts(), stretch: JSON.parse(JSON.stringify(stretch)) }]
  })
}

function rowOf(rows: readonly StoredArtifact[], at: number): StoredArtifact {
  const row = rows[at]
  if (row === undefined) throw new RangeError('There is no such row.')
  return row
}

/** In pages of five. */
function textsOf(rows: readonly StoredArtifact[]): RowTexts {
  const texts = rows.map(textOf)
  const pages = texts.flatMap((_, at) => (at % 5 === 0 ? [texts.slice(at, at + 5)] : []))
  const whole = (text: string) => readRow(text, home.tenant) ?? rowOf(rows, texts.indexOf(text))
  return { pages, whole }
}

/** The breaks in a short form. */
export function words(
  read: Iterable<StoredArtifact>,
  more: Partial<Chain> = {},
): readonly string[] {
  return check(read, more).breaks.map((found) => `${found.what} ${found.seq}`)
}

/** The valid chain that the tests corrupt copies of. */
export const size = 12
export const rows = chainOfSize(size)
export const seqs = fc.integer({ min: 1, max: size })

export function rowAt(seq: number): StoredArtifact {
  const row = rows[seq - 1]
  if (row === undefined) throw new RangeError(`There is no row ${seq}.`)
  return row
}

export function changed(seq: number, change: Partial<StoredArtifact>): readonly StoredArtifact[] {
  return rows.with(seq - 1, { ...rowAt(seq), ...change })
}

/** Recomputes all hashes from one row on, as somebody with the whole store could. */
export function rewrittenFrom(seq: number): readonly StoredArtifact[] {
  const drafts = Array.from({ length: size }, (_, index) => draftOf(index + 1))
  const changedDraft = { ...draftOf(seq), actor: 'mallory' }
  return chainOf(drafts.with(seq - 1, changedDraft))
}
