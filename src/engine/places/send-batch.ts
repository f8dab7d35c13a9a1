// Sends a batch whole, or in parts if the destination refuses something in it.

import type { EvidenceRow } from '../../store/store.ts'
import type { ShipPlace, Shipped, ShipResult } from './places.ts'
import { type Batch, batchOf, type ShipParts } from './ship-batch.ts'

type Failed = Extract<ShipResult, { state: 'failed' }>

export type BatchResult =
  | {
      readonly state: 'taken'
      /** The last row that need not be sent again. */
      readonly last: EvidenceRow
      readonly sent: number
      readonly rejected: number
    }
  | Failed

/** How many other artifacts are tried before one alone is taken to be unfit. */
const othersMost = 3
/** How many rows ahead they are looked for. */
const aheadMost = 20

/**
 * Sends a batch. If the destination refuses it as unfit, half of it is sent, then half of that,
 * until something is taken or a single artifact is refused. That one is skipped and counted if the
 * destination takes another; otherwise the destination is at fault and nothing is skipped. So one
 * artifact can neither block the rest nor be left out silently.
 */
export async function sendBatch(
  place: ShipPlace,
  batch: Batch & { readonly last: EvidenceRow },
  parts: ShipParts,
): Promise<BatchResult> {
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
  // Only the artifact's number and digest are logged, not its content.
  const about = { place: place.name, kind: place.kind, seq: unfit?.seq, digest: unfit?.digest }
  parts.log.warn(about, 'A place outside refused one artifact for good, and takes others.')
  return { state: 'taken', last, sent: 0, rejected: 1 }
}

/** Tries the others one by one: the first answer that is not "unfit"; null if all are. */
async function othersToo(
  place: ShipPlace,
  others: readonly Shipped[],
): Promise<Exclude<ShipResult, { state: 'unfit' }> | null> {
  for (const other of others) {
    // What is taken here is sent again in its turn.
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
    await parts.storeClient.evidenceAfter(position, aheadMost),
    parts,
  )
  return records.slice(0, othersMost)
}
