// Opens the store of one environment, on this thread or on a thread of its own.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Rules } from '../../command/facts.ts'
import type { Languages } from '../../conversation/say.ts'
import { createDecide } from '../../engine/decide.ts'
import { openStoreThread } from '../../engine/store-client/client-thread.ts'
import { type LongReads, withReader } from '../../engine/store-client/long-reads.ts'
import { withShortReads } from '../../engine/store-client/short-reads.ts'
import { createStoreClient, type StoreClient } from '../../engine/store-client/store-client.ts'
import { originOf, parseVerifierKey, writeVerifierKey } from '../../evidence/checkpoint.ts'
import { openReadOnly } from '../../store/file/database.ts'
import { readOnlyCommandQueries } from '../../store/intact-commands.ts'
import { auditRecords } from '../../store/queries.ts'
import { openShortReads } from '../../store/short-reads.ts'
import { openStore } from '../../store/sqlite-store.ts'
import type { Store } from '../../store/store.ts'
import { verifyFile } from '../../store/verify/verify.ts'
import { refuseOlder, withRecordedHeads } from '../heads.ts'
import { endFirstStart, isFirstStart, type Keys, readKeys } from '../keys.ts'
import { SetUpError } from '../set-up-error.ts'
import { textsInForce, textsOf } from '../texts.ts'
import { startThread } from './thread.ts'

/** What is needed to open a store; plain data, so that it can be sent to a thread. */
export interface StoreParts {
  /** The environment's folder; the thread reads the keys there, so that they are not sent. */
  readonly folder: string
  readonly home: string
  readonly version: string
  readonly rules: Rules
}

export interface OpenedStore {
  readonly store: Store
  readonly decide: ReturnType<typeof createDecide>
}

/** `randomHex` returns 64 hexadecimal digits at each call; `keys` are those of the folder. */
export function openStoreOf(
  parts: StoreParts,
  languages: Languages,
  randomHex: () => string,
  keys: Keys = readKeys(parts.folder),
): OpenedStore {
  const { folder, version, rules } = parts
  const { environment } = rules
  const { instance } = keys
  const mayBegin = isFirstStart(folder)
  const store = openStore({
    file: join(folder, 'aval.db'),
    system: { environment, instance, version },
    keys: verifierKeys(parts, keys).map(parseVerifierKey),
    randomHex,
    vault: keys.vault,
    mayBegin,
    texts: textsInForce(rules),
  })
  try {
    refuseForeign(store, folder, instance)
    refuseOlder(store, folder)
  } catch (error) {
    store.close()
    throw error
  }
  if (mayBegin) endFirstStart(folder)
  return { store: withRecordedHeads(store, folder), decide: createDecide(rules, languages) }
}

/** Refuses a store that was written with other keys than those in the folder. */
function refuseForeign(store: Pick<Store, 'audit'>, folder: string, instance: string): void {
  const system = store.audit({ most: 1 })[0]?.artifact['system']
  if (typeof system !== 'object' || system === null || !('instance' in system)) return
  if (system['instance'] === instance) return
  throw new SetUpError(
    `${join(folder, 'aval.db')} was written with other keys than those in ${join(folder, 'keys')}; ` +
      'restore both from the same copy.',
  )
}

/** The store on this thread: opens quickly, but every disk flush blocks. */
export function openStoreHere(...parts: Parameters<typeof openStoreOf>): StoreClient {
  const { store, decide } = openStoreOf(...parts)
  return createStoreClient(store, decide)
}

/** The public key under the name of each chain. */
function verifierKeys({ rules }: StoreParts, keys: Keys): readonly string[] {
  return ['-', ...rules.tenants.keys()].map((tenant) =>
    writeVerifierKey(originOf(keys.instance, rules.environment, tenant), keys.publicKey),
  )
}

/** What the reader thread needs. */
export interface ReaderParts {
  readonly file: string
  /** Its keys are read there, so that they are not sent. */
  readonly folder: string
  /** Where the flow and pack texts of past decisions are looked for. */
  readonly home: string
  readonly environment: string
  readonly instance: string
  /** Verifier keys as text. */
  readonly keys: readonly string[]
}

/** Long reads over a read-only connection; `told` as in `verifyFile`. */
export function openReads(
  { file, folder, home, environment, instance, keys }: ReaderParts,
  told?: (read: number, all: number) => void,
): LongReads {
  const db = openReadOnly(file, environment)
  const texts = textsOf(home)
  const options = {
    ...{ environment, instance, keys: keys.map(parseVerifierKey), outside: [] },
    anew: { texts },
    ...(told === undefined ? {} : { told }),
  }
  return {
    audit: (filter) => [...auditRecords(db, filter)],
    ...readOnlyCommandQueries(db, environment, readKeys(folder).vault.mark),
    verify: () => verifyFile(db, options),
  }
}

/**
 * The store on a thread of its own, and a second thread for long reads; for long-running processes.
 * `lost` is called if the store's thread dies: nothing is accepted then, and the environment must
 * be restarted.
 */
export async function openStoreOnThread(
  parts: StoreParts,
  lost: (error: Error) => void,
  startReader = (about: ReaderParts) => startThread('reader', about),
): Promise<StoreClient> {
  const { folder, home, rules } = parts
  // Read before the thread starts: an exception later would leave it running.
  const keys = readKeys(folder)
  const about = {
    file: join(folder, 'aval.db'),
    folder,
    home,
    environment: rules.environment,
    instance: keys.instance,
    keys: verifierKeys(parts, keys),
  }
  const storeClient = await openStoreThread(startThread('store', parts), lost)
  const reads = openShortReads(about.file, about.environment, keys.vault)
  return withReader(withShortReads(storeClient, reads), () => startReader(about))
}

const drawnBytes = 4096
const digits = 64

/**
 * Returns 64 random hexadecimal digits at each call; draws many at once, because system calls are
 * slow.
 */
export function randomHexSource(): () => string {
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
