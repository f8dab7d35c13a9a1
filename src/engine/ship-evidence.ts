// Evidence on its way to one place: in order, in small batches, from the position that was reached.

import { originOf } from '../evidence/checkpoint.ts'
import { type Redaction, redactDeep } from '../evidence/redact.ts'
import type { EvidenceRow } from '../store/store.ts'
import { type AttendanceParts, type Errand, placeKey } from './attendance.ts'
import type { Desk } from './desk.ts'
import type { ShipPlace, Shipped, Shipping } from './places.ts'

export interface ShipParts extends AttendanceParts {
  readonly desk: Pick<Desk, 'kept' | 'keep' | 'evidenceAfter'>
  readonly instance: string
  readonly environment: string
  /** The values of secrets as they are now; asked before each batch. */
  readonly secrets: () => readonly string[]
}

/** What is in memory at once for one place, at most (one larger artifact goes alone). */
const rowsMost = 200
const batchMostBytes = 256 * 1024
/** How far back a position may be looked for in one look when counting what waits. */
const countedMost = 1_000

interface Reached {
  readonly position: number
  /** The digest of the artifact there; another one means that the file is not the same any more. */
  readonly digest: string
  /** When people were last told that the place throws artifacts away; epoch ms, 0 for never. */
  readonly rejectedAt: number
}

const start: Reached = { position: 0, digest: '', rejectedAt: 0 }
/** The news that it throws artifacts away is an artifact too; so it is told once a day at most. */
const rejectedToldMs = 24 * 3_600_000

export function shipErrand(place: ShipPlace, parts: ShipParts): Errand {
  const { desk } = parts
  const key = `${placeKey(place.name)}/position`
  let reached: Reached | null = null

  /** Where an earlier life stopped. A file that was put back or edited is sent again, whole. */
  async function position(): Promise<Reached> {
    if (reached !== null) return reached
    const kept = await desk.kept(key)
    if (kept === null) return start
    const known: Reached = {
      position: Number(kept['position']),
      digest: String(kept['digest']),
      rejectedAt: Number(kept['rejectedAt']),
    }
    const [row] = await desk.evidenceAfter(known.position - 1, 1)
    if (row?.position === known.position && row.hash === known.digest) return known
    const { name, kind } = place
    await parts.notice({ what: 'place.rewound', place: name, kind, position: known.position })
    return start
  }

  /** Noted before it counts, so that a store that fails leads to a repeat and not to a gap. */
  async function moveTo(row: EvidenceRow, rejectedAt: number): Promise<void> {
    const next = { position: row.position, digest: row.hash, rejectedAt }
    await desk.keep(key, { ...next, at: parts.clock.now() })
    reached = next
  }

  async function rejectedOf(count: number, toldAt: number): Promise<number> {
    const now = parts.clock.now()
    if (count === 0 || (toldAt > 0 && now - toldAt < rejectedToldMs)) return toldAt
    const { name, kind } = place
    await parts.notice({ what: 'evidence.rejected', place: name, kind, rejected: count })
    return now
  }

  return {
    place: place.name,
    kind: place.kind,
    sends: 'evidence',
    async pass() {
      reached = await position()
      const rows = await desk.evidenceAfter(reached.position, rowsMost)
      const batch = await batchOf(place, rows, parts)
      if (batch.last === null) return { state: 'done', sent: 0, nextAt: parts.clock.now() }
      const nothing: Shipping = { state: 'sent', rejected: 0 }
      const shipping = batch.records.length === 0 ? nothing : await place.send(batch.records)
      if (shipping.state === 'failed') return shipping
      await moveTo(batch.last, await rejectedOf(shipping.rejected, reached.rejectedAt))
      const sent = batch.records.length
      const whole = rows.length < rowsMost && batch.last === rows.at(-1)
      return whole ? { state: 'done', sent, nextAt: parts.clock.now() } : { state: 'more', sent }
    },
    async behind() {
      const { position } = reached ?? start
      return (await desk.evidenceAfter(position, countedMost)).length
    },
  }
}

/** Redacting takes a while; so many rows later others have their turn. */
const rowsAtOnce = 3

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

interface Batch {
  readonly records: readonly Shipped[]
  /** The last row that the batch covers; null when there was none. */
  readonly last: EvidenceRow | null
}

async function batchOf(
  place: ShipPlace,
  rows: readonly EvidenceRow[],
  parts: ShipParts,
): Promise<Batch> {
  const redaction: Redaction = { secrets: rows.length === 0 ? [] : parts.secrets() }
  const records: Shipped[] = []
  let last: EvidenceRow | null = null
  let bytes = 0
  for (const [index, row] of rows.entries()) {
    if (index % rowsAtOnce === rowsAtOnce - 1) await breath()
    if (place.tenants === null || place.tenants.has(row.tenant)) {
      const record = shippedOf(row, parts, place.bodies, redaction)
      bytes += Buffer.byteLength(record.line)
      if (bytes > batchMostBytes && records.length > 0) break
      records.push(record)
    }
    last = row
  }
  return { records, last }
}

/** Phones, chats and secrets are blotted out as in the log; the digest is of the whole artifact. */
function shippedOf(
  row: EvidenceRow,
  { instance, environment }: Pick<ShipParts, 'instance' | 'environment'>,
  bodies: boolean,
  redaction: Redaction,
): Shipped {
  const { seq, hash: digest } = row
  const artifact: unknown = JSON.parse(row.bytes)
  const body: unknown = bodies && row.body !== null ? JSON.parse(row.body) : null
  const plain = bodies ? { artifact, body } : { artifact }
  const safe = redactDeep(plain, redaction)
  const redacted = JSON.stringify(safe) !== JSON.stringify(plain)
  const chain = originOf(instance, environment, row.tenant)
  const shown = typeof safe === 'object' ? safe : {}
  const record = { format: 'aval-evidence/1', chain, seq, digest, redacted, ...shown }
  const { type, time } = typed(artifact)
  return { chain, seq, digest, type, time: Date.parse(time), line: JSON.stringify(record) }
}

function typed(artifact: unknown): { readonly type: string; readonly time: string } {
  const known = typeof artifact === 'object' && artifact !== null
  return {
    type: known && 'type' in artifact ? String(artifact.type) : '',
    time: known && 'time' in artifact ? String(artifact.time) : '',
  }
}
