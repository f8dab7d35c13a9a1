// Where a long chain is cut, so that several threads can walk it at the same time.

import { genesis } from '../../evidence/chain.ts'
import { type Stretch, walkStretch } from '../../evidence/stretch.ts'
import type { Piece } from '../../evidence/verify.ts'
import type { Connection } from '../file/database.ts'
import { placeReader } from './artifact-place.ts'
import { beforeAll, chainTexts } from './chain-texts.ts'
import type { Start } from './start.ts'

/** The rows between two positions of the file. Plain data, so that it can cross to a thread. */
export interface Cut {
  readonly environment: string
  readonly tenant: string
  /** The artifact in front of its first, as the file has it. */
  readonly before: { readonly seq: number; readonly hash: string }
  /** Positions: the rows lie behind the first of them, and up to the second; null: to the end. */
  readonly behind: number
  readonly upTo: number | null
  /** At which sizes of the chain its root will be asked for; in ascending order. */
  readonly sizes: readonly number[]
}

/** What to cut: all behind its start. */
interface Whole {
  readonly environment: string
  readonly tenant: string
  readonly size: number
  readonly sizes: readonly number[]
  readonly start: Start | null
  /** How many rows a cut has: a power of two, so that the trees of full ones join. */
  readonly rows?: number | undefined
}

/** It takes some 20 ms: at the end nobody waits for longer. */
const rowsOfCut = 2 ** 12

/** Gapless cuts of a chain; of one whose places do not rise with its numbers, a single one. */
export function cutChain(db: Connection, whole: Whole): readonly Cut[] {
  const { environment, tenant, start, rows = rowsOfCut } = whole
  const placeOf = placeReader(db)
  const { seq, hash } = start?.progress ?? { seq: 0, hash: genesis(environment, tenant) }
  const first = { seq, hash, position: start?.position ?? beforeAll }
  const firsts = [first]
  // What is recorded as its size may be any number; no artifact stands behind its last one.
  const end = Math.min(whole.size, lastSeq(db, tenant))
  for (let next = seq + rows - (seq % rows); next < end; next += rows) {
    const found = placeOf(tenant, next)
    if (found !== null) firsts.push({ seq: next, ...found })
  }
  const rising = firsts.every((one, at) => one.position > (firsts[at - 1]?.position ?? -Infinity))
  const sound = rising ? firsts : [first]
  // Who walks along it on another connection may see artifacts that came later.
  const last = db.prepare('SELECT max(position) FROM artifacts WHERE tenant = ?').pluck()
  const newest = last.get(tenant)
  return sound.map(({ position, ...before }, at) => {
    const next = sound[at + 1]
    const within = (size: number) => size > before.seq && size <= (next?.seq ?? whole.size)
    return {
      environment,
      tenant,
      before,
      behind: position,
      upTo: next?.position ?? (isSafe(newest) ? newest : null),
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

/** Walks along the rows of a cut, on whatever thread; null also where it has no end. */
export function walkCut(db: Connection, cut: Cut): Stretch | null {
  const { tenant, before, behind, upTo, sizes } = cut
  if (upTo === null) return null
  return walkStretch(cut, chainTexts(db, tenant, { behind, upTo }), before, sizes)
}

/** The pieces of a chain, with the stretches that were found. `told` as in `chainTexts`. */
export function piecesOf(
  db: Connection,
  cuts: readonly Cut[],
  stretchOf: (cut: Cut) => Stretch | null,
  told: (rows: number) => void,
): readonly Piece[] {
  return cuts.map((cut) => {
    const { tenant, behind, upTo } = cut
    const span = { behind, ...(upTo === null ? {} : { upTo }), told }
    return { rows: chainTexts(db, tenant, span), stretch: stretchOf(cut) }
  })
}
