// Erasures: how an `evidence.erased` artifact names them, and how to read it.

import { z } from 'zod'
import type { JsonObject } from './artifact.ts'
import { jsonOf } from './json.ts'

/** Seqs `first` to `last`, inclusive. */
export interface Range {
  readonly first: number
  readonly last: number
}

const bodySchema = z.looseObject({
  erased: z.array(z.tuple([z.int().min(1), z.int().min(1)])).min(1),
})

/**
 * The body of an `evidence.erased` artifact. It must itself never be erased, and be written in the
 * transaction that erases; otherwise verification reports breaks.
 */
export function erasureBody(ranges: readonly Range[], why: JsonObject = {}): JsonObject {
  return { ...why, erased: ranges.map((range) => [range.first, range.last]) }
}

/** The seqs that such a body names; null if it is invalid, or names itself or later artifacts. */
export function readErasure(bytes: string, ownSeq: number): readonly Range[] | null {
  const body = bodySchema.safeParse(jsonOf(bytes))
  if (!body.success) return null
  const ranges = body.data.erased.map(([first, last]) => ({ first, last }))
  return ranges.every((range) => range.first <= range.last && range.last < ownSeq) ? ranges : null
}

/** Adds a seq larger than all before it; adjacent seqs are merged into one range. */
export function extend(ranges: Range[], seq: number): void {
  const newest = ranges.at(-1)
  if (newest?.last === seq - 1) ranges[ranges.length - 1] = { first: newest.first, last: seq }
  else ranges.push({ first: seq, last: seq })
}

/** The seqs in `ranges` that are not in `others`, in order. */
export function rangesWithout(
  ranges: readonly Range[],
  others: readonly Range[],
): readonly Range[] {
  const left: Range[] = []
  const cuts = sorted(others)
  let next = 0
  for (const range of sorted(ranges)) {
    let first = range.first
    while (next < cuts.length && lastOf(cuts, next) < first) next += 1
    for (let index = next; index < cuts.length && first <= range.last; index += 1) {
      const cut = cuts[index]
      if (cut === undefined || cut.first > range.last) break
      if (cut.first > first) left.push({ first, last: cut.first - 1 })
      first = cut.last + 1
    }
    if (first <= range.last) left.push({ first, last: range.last })
  }
  return left
}

/** Sorted, overlaps merged. */
function sorted(ranges: readonly Range[]): readonly Range[] {
  const melted: Range[] = []
  for (const range of ranges.toSorted((one, other) => one.first - other.first)) {
    const newest = melted.at(-1)
    if (newest === undefined || newest.last < range.first - 1) melted.push(range)
    else if (newest.last < range.last) melted[melted.length - 1] = { ...newest, last: range.last }
  }
  return melted
}

function lastOf(ranges: readonly Range[], index: number): number {
  return ranges[index]?.last ?? Number.POSITIVE_INFINITY
}
