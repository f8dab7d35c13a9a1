// Cuts a long chain into parts, so that several threads can verify it at once.

import { genesis } from '../../evidence/chain.ts'
import { type VerifiedPart, verifyPart } from '../../evidence/verified-part.ts'
import type { Piece } from '../../evidence/verify.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'
import { beforeAll, chainTexts } from './chain-texts.ts'
import type { Positions } from './positions.ts'
import type { Start } from './start.ts'

/** The rows between two positions of the file, as plain data that can be sent to a thread. */
export interface ChainPart {
  readonly environment: string
  readonly tenant: string
  /** The artifact before its first one, as stored. */
  readonly before: { readonly seq: number; readonly hash: string }
  /** The rows lie after position `behind`, up to `upTo`; null means up to the end. */
  readonly behind: number
  readonly upTo: number | null
  /** The positions of its rows, if they are known. */
  readonly positions: readonly number[] | null
  /** The sizes of the chain at which its root is needed, ascending. */
  readonly sizes: readonly number[]
}

/** The chain to cut, from its start. */
interface Whole {
  readonly environment: string
  readonly tenant: string
  readonly size: number
  readonly sizes: readonly number[]
  readonly start: Start | null
  readonly positions: Positions | null
  /** Rows per cut: a power of two, so that the Merkle trees of full cuts can be joined. */
  readonly rows?: number | undefined
}

/** Takes about 20 ms, so that no thread runs much longer than the others. */
const rowsOfCut = 2 ** 12

/** The gapless cuts of a chain; a single one if positions do not rise with seq. */
export function splitChain(db: Connection, whole: Whole): readonly ChainPart[] {
  const { environment, tenant, start, rows = rowsOfCut } = whole
  const placeOf = placeReader(db)
  const { seq, hash } = start?.progress ?? { seq: 0, hash: genesis(environment, tenant) }
  const first = { seq, hash, position: start?.position ?? beforeAll }
  const firsts = [first]
  // The recorded size may be wrong; no artifact stands after the last one.
  const end = Math.min(whole.size, lastSeq(db, tenant))
  for (let next = seq + rows - (seq % rows); next < end; next += rows) {
    const found = placeOf(tenant, next)
    if (found !== null) firsts.push({ seq: next, ...found })
  }
  const rising = firsts.every((one, at) => one.position > (firsts[at - 1]?.position ?? -Infinity))
  const sound = rising ? firsts : [first]
  // Other connections may see artifacts that were added later.
  const last = db.prepare('SELECT max(position) FROM artifacts WHERE tenant = ?').pluck()
  const newest = last.get(tenant)
  return sound.map(({ position, ...before }, at) => {
    const next = sound[at + 1]
    const upTo = next?.position ?? (isSafe(newest) ? newest : null)
    const within = (size: number) => size > before.seq && size <= (next?.seq ?? whole.size)
    return {
      environment,
      tenant,
      before,
      behind: position,
      upTo,
      positions: whole.positions?.(tenant, position, upTo ?? Number.MAX_SAFE_INTEGER) ?? null,
      sizes: whole.sizes.filter(within).toSorted((one, other) => one - other),
    }
  })
}

function lastSeq(db: Connection, tenant: string): number {
  const last = db.prepare('SELECT max(seq) FROM artifacts WHERE tenant = ?').pluck().get(tenant)
  return typeof last === 'number' ? last : 0
}

function isSafe(position: unknown): position is number {
  return Number.isSafeInteger(position)
}

/** Verifies the rows of a cut, on any thread; null if it has no end. */
export function verifyChainPart(db: Connection, cut: ChainPart): VerifiedPart | null {
  const { tenant, before, behind, upTo, positions, sizes } = cut
  if (upTo === null) return null
  return verifyPart(cut, chainTexts(db, tenant, { behind, upTo, positions }), before, sizes)
}

/** The parts of a chain with their verified stretches. `told` as in `chainTexts`. */
export function piecesOf(
  db: Connection,
  cuts: readonly ChainPart[],
  stretchOf: (cut: ChainPart) => VerifiedPart | null,
  told: (rows: number) => void,
): readonly Piece[] {
  return cuts.map((cut) => {
    const { tenant, behind, upTo, positions } = cut
    const span = { behind, ...(upTo === null ? {} : { upTo }), positions, told }
    return { rows: chainTexts(db, tenant, span), stretch: stretchOf(cut) }
  })
}
