// Sends checkpoints to one destination: which are due, and what is remembered about each.

import type { JsonObject } from '../../evidence/artifact.ts'
import { parseCheckpoint } from '../../evidence/checkpoint.ts'
import type { ChainHead } from '../../store/store.ts'
import type { StoreClient } from '../store-client/store-client.ts'
import { type PlaceSenderParts, placeKey, type SendJob } from './place-sender.ts'
import type { CheckpointPlace, DueCheckpoint } from './places.ts'

export interface CheckpointParts extends PlaceSenderParts {
  readonly storeClient: Pick<StoreClient, 'kept' | 'keep' | 'heads' | 'hashesAfter'>
}

interface Told {
  readonly size: number
  readonly root: string
  /** A digest of the address it was sent to. */
  readonly address: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly memory: JsonObject
}

/**
 * Each chain's newest checkpoint, if the chain has news since the one that the destination has. An
 * artifact that only records a sent checkpoint is no news, or an idle log would grow for ever.
 * `address` is a digest of the destination's address; a new address starts from nothing.
 */
export function checkpointJob(
  place: CheckpointPlace,
  address: string,
  parts: CheckpointParts,
): SendJob {
  const { storeClient, clock } = parts
  const keyOf = (tenant: string) => `${placeKey(place.name)}/${tenant}`
  async function toldOf(tenant: string): Promise<Told | null> {
    const told = readTold(await storeClient.kept(keyOf(tenant)))
    return told?.address === address ? told : null
  }

  async function waiting(): Promise<readonly { due: DueCheckpoint; earliest: number }[]> {
    const found: { due: DueCheckpoint; earliest: number }[] = []
    for (const head of await storeClient.heads()) {
      const told = await toldOf(head.tenant)
      const due = dueOf(storeClient, head, told)
      if (due !== null) found.push({ due, earliest: told === null ? 0 : told.at + place.everyMs })
    }
    return found
  }

  return {
    place: place.name,
    kind: place.kind,
    sends: 'checkpoints',
    async pass() {
      const now = clock.now()
      const all = await waiting()
      const due = all.filter((one) => one.earliest <= now).map((one) => one.due)
      const later = all.filter((one) => one.earliest > now).map((one) => one.earliest)
      const nextAt = later.length === 0 ? null : Math.min(...later)
      if (due.length === 0) return { state: 'done', sent: 0, nextAt }
      const { taken, failed } = await place.send(due)
      const done = due.filter((one) => taken.has(one.tenant))
      if (done.length > 0) await parts.notice(sentNotice(place, done, taken))
      for (const { tenant, size, root } of done) {
        const memory = taken.get(tenant) ?? {}
        if ('forgot' in memory)
          parts.log.warn(
            { place: place.name, tenant, forgot: memory['forgot'] },
            'A witness knows less than it had cosigned.',
          )
        await storeClient.keep(keyOf(tenant), { size, root, address, at: now, memory })
      }
      if (failed !== null) return { state: 'failed', why: failed }
      return { state: 'done', sent: done.length, nextAt }
    },
    async behind() {
      const heads = await storeClient.heads()
      const sizes = await Promise.all(heads.map((one) => toldOf(one.tenant)))
      // A destination that is ahead of this file is reported elsewhere.
      const missing = heads.map((one, at) => Math.max(0, one.size - (sizes[at]?.size ?? 0)))
      return missing.reduce((sum, count) => sum + count, 0)
    },
  }
}

function dueOf(storeClient: CheckpointParts['storeClient'], head: ChainHead, told: Told | null) {
  const { tenant, checkpoint: note } = head
  const parsed = note === null ? null : parseCheckpoint(note)
  if (note === null || parsed === null) return null
  if (told !== null && parsed.size === told.size && parsed.root === told.root) return null
  // A chain that became shorter is sent all the same, so that the destination can detect it.
  const known = told?.size ?? 0
  if (parsed.size >= known && head.newestNews <= known) return null
  const due: DueCheckpoint = {
    tenant,
    note,
    size: parsed.size,
    root: parsed.root,
    memory: told?.memory ?? null,
    hashesAfter: (seq, most) => storeClient.hashesAfter(tenant, seq, most),
  }
  return due
}

function sentNotice(
  place: CheckpointPlace,
  done: readonly DueCheckpoint[],
  taken: ReadonlyMap<string, JsonObject>,
) {
  const chains = done.map(({ tenant, size, root, note }) => {
    const witnessedAt = taken.get(tenant)?.['witnessed_at']
    const at = typeof witnessedAt === 'number' ? { witnessed_at: witnessedAt } : {}
    const before = taken.get(tenant)?.['forgot']
    const forgot = typeof before === 'number' ? { forgot: before } : {}
    return { tenant, size, root, note, ...at, ...forgot }
  })
  const { name, kind, people } = place
  return { what: 'checkpoint.sent', place: name, kind, people, chains } as const
}

function readTold(kept: JsonObject | null): Told | null {
  if (kept === null) return null
  const { size, root, address, at, memory } = kept
  const isObject = typeof memory === 'object' && memory !== null && !Array.isArray(memory)
  return {
    size: Number(size),
    root: String(root),
    address: String(address),
    at: Number(at),
    memory: isObject ? (memory as JsonObject) : {},
  }
}
