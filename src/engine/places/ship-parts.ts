// A batch that a place takes whole, or in parts where something in it is unfit for that place.

import type { EvidenceRow } from '../../store/store.ts'
import type { ShipPlace, Shipped, Shipping } from './places.ts'
import { type Batch, batchOf, type ShipParts } from './ship-batch.ts'

type Failed = Extract<Shipping, { state: 'failed' }>

export type Taken =
  | {
      readonly state: 'taken'
      /** The last row that needs no sending any more. */
      readonly last: EvidenceRow
      readonly sent: number
      readonly rejected: number
    }
  | Failed

/** How many others a place is asked to take before it is believed that one alone is unfit. */
const othersMost = 3
/** How far ahead they are looked for. */
const aheadMost = 20

/**
 * One artifact that a place never takes must not hold up all behind it, nor be left out in silence:
 * of a batch that is unfit half is sent, and half of that, until something is taken or one artifact
 * alone is refused. That one is passed over, and counted, where the place takes another one; where
 * it takes none of the next ones either, it is the place that is wrong, and nothing is passed over.
 */
export async function taking(
  place: ShipPlace,
  batch: Batch & { readonly last: EvidenceRow },
  parts: ShipParts,
): Promise<Taken> {
  const { records, rows } = batch
  if (records.length === 0) return { state: 'taken', last: batch.last, sent: 0, rejected: 0 }
  let why = ''
  for (let count = records.length; count >= 1; count = Math.floor(count / 2)) {
    const shipping = await place.send(records.slice(0, count))
    if (shipping.state === 'failed') return shipping
    if (shipping.state === 'unfit') why = shipping.why
    const last = count === records.length ? batch.last : rows[count - 1]
    if (shipping.state === 'sent' && last !== undefined)
      return { state: 'taken', last, sent: count, rejected: shipping.rejected }
  }
  const [unfit] = records
  const [last = batch.last] = rows
  const answer = await othersToo(place, await next(place, last, parts))
  if (answer === null) return { state: 'failed', why }
  if (answer.state === 'failed') return answer
  // The chain and its number are no secret; what stands there stays here.
  const about = { place: place.name, kind: place.kind, seq: unfit?.seq, digest: unfit?.digest }
  parts.log.warn(about, 'A place outside refused one artifact for good, and takes others.')
  return { state: 'taken', last, sent: 0, rejected: 1 }
}

/** The first answer that is not about the records themselves; null where none of them is fit. */
async function othersToo(
  place: ShipPlace,
  others: readonly Shipped[],
): Promise<Exclude<Shipping, { state: 'unfit' }> | null> {
  for (const other of others) {
    // What is taken here comes again in its turn.
    const shipping = await place.send([other])
    if (shipping.state !== 'unfit') return shipping
  }
  return null
}

async function next(
  place: ShipPlace,
  { position }: EvidenceRow,
  parts: ShipParts,
): Promise<readonly Shipped[]> {
  const { records } = await batchOf(
    place,
    await parts.desk.evidenceAfter(position, aheadMost),
    parts,
  )
  return records.slice(0, othersMost)
}
