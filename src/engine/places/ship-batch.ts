// Builds one batch of evidence to send: in order, redacted, and of limited size.

import { originOf } from '../../evidence/checkpoint.ts'
import { jsonOf } from '../../evidence/json.ts'
import { type Redaction, redactDeep } from '../../evidence/redact.ts'
import type { EvidenceRow } from '../../store/store.ts'
import type { StoreClient } from '../store-client/store-client.ts'
import type { PlaceSenderParts } from './place-sender.ts'
import type { ShipPlace, Shipped } from './places.ts'

export interface ShipParts extends PlaceSenderParts {
  readonly storeClient: Pick<StoreClient, 'kept' | 'keep' | 'evidenceAfter' | 'lastPosition'>
  readonly instance: string
  readonly environment: string
  /** The current values of secrets; read before each batch. */
  readonly secrets: () => readonly string[]
}

/** The most bytes of one batch in memory; a larger artifact is sent alone. */
const batchMostBytes = 256 * 1024
/** Redaction is slow, so that other work gets a turn after this many rows. */
const rowsAtOnce = 3

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export interface Batch {
  readonly records: readonly Shipped[]
  /** The store row of each record. */
  readonly rows: readonly EvidenceRow[]
  /** The last row that the batch covers, sent or filtered out; null for none. */
  readonly last: EvidenceRow | null
}

export async function batchOf(
  place: ShipPlace,
  rows: readonly EvidenceRow[],
  parts: ShipParts,
): Promise<Batch> {
  const redaction: Redaction = { secrets: rows.length === 0 ? [] : parts.secrets() }
  const records: Shipped[] = []
  const recorded: EvidenceRow[] = []
  let last: EvidenceRow | null = null
  let bytes = 0
  for (const [index, row] of rows.entries()) {
    if (index % rowsAtOnce === rowsAtOnce - 1) await breath()
    if (place.tenants === null || place.tenants.has(row.tenant)) {
      const record = shippedOf(row, parts, place.bodies, redaction)
      bytes += Buffer.byteLength(record.line)
      if (bytes > batchMostBytes && records.length > 0) break
      records.push(record)
      recorded.push(row)
    }
    last = row
  }
  return { records, rows: recorded, last }
}

/**
 * One row as a record: phones, chats and secrets redacted, with the digest of the whole artifact.
 */
function shippedOf(
  row: EvidenceRow,
  { instance, environment }: Pick<ShipParts, 'instance' | 'environment'>,
  bodies: boolean,
  redaction: Redaction,
): Shipped {
  const { seq, hash: digest } = row
  // A row that was edited into invalid JSON is sent as null, so that the destination sees the
  // damage and later rows still follow.
  const artifact = jsonOf(row.bytes) ?? null
  const body = bodies && row.body !== null ? (jsonOf(row.body) ?? null) : null
  const plain = bodies ? { artifact, body } : { artifact }
  const safe = redactDeep(plain, redaction)
  const redacted = JSON.stringify(safe) !== JSON.stringify(plain)
  const chain = originOf(instance, environment, row.tenant)
  const shown = typeof safe === 'object' ? safe : {}
  const record = { format: 'aval-evidence/1', chain, seq, digest, redacted, ...shown }
  const { type, time } = typed(artifact)
  const at = Date.parse(time)
  return { chain, seq, digest, type, time: Number.isNaN(at) ? 0 : at, line: JSON.stringify(record) }
}

function typed(artifact: unknown): { readonly type: string; readonly time: string } {
  const known = typeof artifact === 'object' && artifact !== null
  return {
    type: known && 'type' in artifact ? String(artifact.type) : '',
    time: known && 'time' in artifact ? String(artifact.time) : '',
  }
}
