// Where each chain ended when it was last noted, beside the keys and outside of the store: a store
// that is older than that was put back.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Store } from '../store/store.ts'
import { writeDurably } from './keys.ts'
import { SetUpError } from './settings.ts'

/** By tenant: how many artifacts there were, and the hash of the last one. */
const headsSchema = z.record(z.string(), z.tuple([z.int().min(1), z.string()]))
type Heads = z.output<typeof headsSchema>

const headsFile = (folder: string): string => join(folder, 'keys', 'heads.json')

/** Throws one sentence with the mend where the store does not go on from what was noted. */
export function refuseOlder(store: Pick<Store, 'hashesAfter'>, folder: string): void {
  for (const [tenant, [size, hash]] of Object.entries(readHeads(folder)))
    if (store.hashesAfter(tenant, size - 1, 1)[0] !== hash)
      throw new SetUpError(
        `${join(folder, 'aval.db')} lacks evidence that was there before (artifact ${size} of ${tenant}): ` +
          `restore a newer copy. To go on without that evidence, remove ${headsFile(folder)}.`,
      )
}

/** The same store, that notes its heads at each checkpoint and at its end. */
export function notingHeads(store: Store, folder: string): Store {
  let noted = ''
  function note(): void {
    try {
      const text = headsOf(store)
      if (text === null || text === noted) return
      writeDurably(headsFile(folder), text)
      noted = text
    } catch {
      // Where disk or store fail, the older note stays, and holds as well.
    }
  }
  return {
    ...store,
    checkpoint(tenant, at, text) {
      store.checkpoint(tenant, at, text)
      note()
    },
    close() {
      note()
      store.close()
    },
  }
}

/** Null where evidence is gone: what was cut off is not noted as if it had never been there. */
function headsOf(store: Pick<Store, 'heads' | 'locked'>): string | null {
  const { mode } = store.locked()
  if (mode.kind === 'locked' && mode.cause === 'record_changed') return null
  const heads: Heads = Object.fromEntries(
    store.heads().map(({ tenant, size, head }) => [tenant, [size, head]]),
  )
  return JSON.stringify(heads)
}

export function readHeads(folder: string): Heads {
  const file = headsFile(folder)
  if (!existsSync(file)) return {}
  try {
    return headsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new SetUpError(`${file} is damaged; restore it from a copy, or remove it.`)
  }
}
