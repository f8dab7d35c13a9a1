// Notes the end of each chain in a file beside the keys, outside the store, to detect an older
// store put back.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentChain } from '../command/changes.ts'
import type { NamedHeads } from '../command/event.ts'
import type { StoreClient } from '../engine/store-client/store-client.ts'
import type { Store } from '../store/store.ts'
import { replaceFile } from './replace-file.ts'
import { SetUpError } from './set-up-error.ts'

/** By tenant: the number of artifacts and the hash of the last one. */
const headsSchema = z.record(z.string(), z.tuple([z.int().min(1), z.string()]))

const headsFile = (folder: string): string => join(folder, 'keys', 'heads.json')

/** Throws a sentence if the store lacks artifacts that were noted. */
export function refuseOlder(store: Pick<Store, 'hashesAfter'>, folder: string): void {
  for (const [tenant, [size, hash]] of Object.entries(readHeads(folder)))
    if (store.hashesAfter(tenant, size - 1, 1)[0] !== hash)
      throw new SetUpError(
        `${join(folder, 'aval.db')} lacks evidence that was there before (artifact ${size} of ${tenant}): ` +
          `restore a newer copy. To go on without that evidence, remove ${headsFile(folder)}.`,
      )
}

/** The store, extended to note its heads at each checkpoint and when closing. */
export function withRecordedHeads(store: Store, folder: string): Store {
  let noted = ''
  function note(): void {
    try {
      const text = headsOf(store)
      if (text === null || text === noted) return
      // Not flushed, because the permission model forbids it: after a power cut the older note or
      // none is left, never one ahead of the store, which is flushed first.
      replaceFile(headsFile(folder), text)
      noted = text
    } catch {
      // If disk or store fail, the older note stays valid.
    }
  }
  let [depth, due] = [0, false]

  /** Notes only what is committed: a note ahead of the store would prevent the next start. */
  function noteDue(): void {
    if (depth > 0 || !due) return
    due = false
    note()
  }

  return {
    ...store,
    checkpoint(tenant, at, text) {
      store.checkpoint(tenant, at, text)
      due = true
      noteDue()
    },
    together(run) {
      depth += 1
      try {
        return store.together(run)
      } catch (error) {
        due = false
        throw error
      } finally {
        depth -= 1
        noteDue()
      }
    },
    close() {
      note()
      store.close()
    },
  }
}

/**
 * The heads as text; null if evidence is damaged, so that the earlier note, which shows the loss,
 * stays.
 */
function headsOf(store: Pick<Store, 'heads' | 'locked'>): string | null {
  const { mode } = store.locked()
  if (mode.kind === 'locked' && mode.cause === 'record_changed') return null
  const heads = store.heads()
  if (heads.some((one) => one.root === '')) return null
  return JSON.stringify(Object.fromEntries(heads.map((one) => [one.tenant, [one.size, one.head]])))
}

/**
 * The noted heads; empty if missing or damaged. Whoever could damage the note could also delete it.
 */
export function readHeads(folder: string): NamedHeads {
  try {
    return headsSchema.parse(JSON.parse(readFileSync(headsFile(folder), 'utf8')))
  } catch {
    return {}
  }
}

/** The heads of the tenants' chains, for the environment's own; without damaged ones. */
export async function tenantHeads({ heads }: Pick<StoreClient, 'heads'>): Promise<NamedHeads> {
  const sound = (await heads()).filter(
    ({ tenant, root }) => tenant !== environmentChain && root !== '',
  )
  return Object.fromEntries(sound.map(({ tenant, size, head }) => [tenant, [size, head] as const]))
}
