// The store of one environment and the desk before it: on this thread, or on one of its own.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Rules } from '../command/facts.ts'
import type { Languages } from '../conversation/say.ts'
import { createDecide } from '../engine/decide.ts'
import { createDesk, type Desk } from '../engine/desk.ts'
import { openDeskThread } from '../engine/desk-thread.ts'
import { originOf, parseVerifierKey, writeVerifierKey } from '../evidence/checkpoint.ts'
import { openStore } from '../store/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { readKeys } from './keys.ts'

/** Everything that opens a store; plain data, so that it can cross to a thread. */
export interface StoreParts {
  /** The environment's own folder; its keys are read there, so that none of them crosses. */
  readonly folder: string
  readonly home: string
  readonly version: string
  readonly rules: Rules
}

export interface OpenedStore {
  readonly store: Store
  readonly decide: ReturnType<typeof createDecide>
}

/** `chance` gives 64 hexadecimal digits at each call. */
export function openStoreOf(
  parts: StoreParts,
  languages: Languages,
  chance: () => string,
): OpenedStore {
  const { folder, version, rules } = parts
  const { environment } = rules
  const keys = readKeys(folder)
  const { instance } = keys
  const store = openStore({
    file: join(folder, 'aval.db'),
    system: { environment, instance, version },
    // One key, and a name for each chain.
    keys: ['-', ...rules.tenants.keys()].map((tenant) =>
      parseVerifierKey(writeVerifierKey(originOf(instance, environment, tenant), keys.publicKey)),
    ),
    chance,
    vault: keys.vault,
  })
  return { store, decide: createDecide(rules, languages) }
}

/** The store on this very thread: quick to open, and each flush of the disk is waited for. */
export function openDeskHere(parts: StoreParts, languages: Languages, chance: () => string): Desk {
  const { store, decide } = openStoreOf(parts, languages, chance)
  return createDesk(store, decide)
}

/**
 * The store on a thread of its own, for what runs long. `lost` is called when that thread dies:
 * from then on nothing is accepted, and the environment must be started again.
 */
export function openDeskAside(parts: StoreParts, lost: (error: Error) => void): Promise<Desk> {
  return openDeskThread(startThread(parts), lost)
}

/** The compiler rewrites imports, not addresses; run from its source, a thread needs the loader. */
function startThread(workerData: StoreParts): Worker {
  const options = { name: 'store', workerData }
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL('./store-thread.js', import.meta.url), options)
  const entry = JSON.stringify(new URL('./store-thread.ts', import.meta.url).href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const text = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}) })`
  return new Worker(text, { ...options, eval: true })
}

const drawnBytes = 4096
const digits = 64

/** 64 fresh hexadecimal digits at each call, drawn many at once, for asking the system is slow. */
export function freshChance(): () => string {
  let drawn = ''
  let used = 0
  return () => {
    if (used >= drawn.length) {
      drawn = randomBytes(drawnBytes).toString('hex')
      used = 0
    }
    used += digits
    return drawn.slice(used - digits, used)
  }
}
