// Where each chain ended when it was last noted, beside the keys and outside of the store: a store
// that is older than that was put back.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Store } from '../store/store.ts'
import { replaceFile } from './replace-file.ts'
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
      // No flush, which Node allows nobody behind its walls: a power cut leaves the older note, or
      // none, and never one that is ahead of the store, whose own flush comes first.
      replaceFile(headsFile(folder), text)
      noted = text
    } catch {
      // Where disk or store fail, the older note stays, and holds as well.
    }
  }
  let [depth, due] = [0, false]

  /** Only what is committed is noted: a note that is ahead would refuse the next start. */
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

/** Null where evidence or its tree is gone: the note of before stays, which says what is missed. */
function headsOf(store: Pick<Store, 'heads' | 'locked'>): string | null {
  const { mode } = store.locked()
  if (mode.kind === 'locked' && mode.cause === 'record_changed') return null
  const heads = store.heads()
  if (heads.some((one) => one.root === '')) return null
  return JSON.stringify(Object.fromEntries(heads.map((one) => [one.tenant, [one.size, one.head]])))
}

/** One that a power cut tore is none: whoever could spoil it could as well remove it. */
export function readHeads(folder: string): Heads {
  try {
    return headsSchema.parse(JSON.parse(readFileSync(headsFile(folder), 'utf8')))
  } catch {
    return {}
  }
}
