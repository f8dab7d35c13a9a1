// Baileys' credentials and Signal keys in the session store, watching for changed identity keys.

import type {
  AuthenticationCreds,
  AuthenticationState,
  SignalDataSet,
  SignalDataTypeMap,
} from '@whiskeysockets/baileys'
import type { KeyRow, SessionStore } from '../../store/session/tables.ts'
import { mappedUser } from './lid-mapping.ts'

export type Library = typeof import('@whiskeysockets/baileys')

export interface KeyStore {
  readonly state: AuthenticationState
  /** Writes the current credentials; Baileys changes them in place. */
  save(): void
}

/**
 * Loads the account, or creates new keys if none is linked. An unfinished pairing starts again,
 * because its keys were never confirmed. `onKeyChanged` is called synchronously with a Signal
 * address once its new key is stored.
 */
export function openKeyStore(
  session: SessionStore,
  library: Library,
  now: () => number,
  onKeyChanged: (address: string) => void,
): KeyStore {
  const { BufferJSON, proto } = library
  const revive = (json: string): unknown => JSON.parse(json, BufferJSON.reviver)
  const write = (value: unknown): string => JSON.stringify(value, BufferJSON.replacer)
  const creds = readCredentials(session, revive) ?? library.initAuthCreds()
  return {
    save: () => session.writeCredentials(write(creds)),
    state: {
      creds,
      keys: {
        get: <T extends keyof SignalDataTypeMap>(type: T, ids: string[]) => {
          const found = [...session.readKeys(type, ids)].map(([id, json]) => {
            const value = revive(json)
            const isSyncKey = type === 'app-state-sync-key' && typeof value === 'object' && value
            return [
              id,
              isSyncKey ? proto.Message.AppStateSyncKeyData.fromObject(value) : value,
            ] as const
          })
          return parsedKeys<T>(Object.fromEntries(found))
        },
        set: (data: SignalDataSet) => {
          const rows = rowsOf(data, write)
          const changed = rows.filter((row) => replacesIdentity(session, row)).map(({ id }) => id)
          session.writeKeys(rows, changed, now())
          for (const address of changed) onKeyChanged(address)
        },
      },
    },
  }
}

/** Is an account linked in this session? */
export function isPaired(session: SessionStore): boolean {
  const json = session.readCredentials()
  return json !== undefined && parsedCredentials(JSON.parse(json))?.account !== undefined
}

function readCredentials(
  session: SessionStore,
  revive: (json: string) => unknown,
): AuthenticationCreds | undefined {
  const json = session.readCredentials()
  const found = json === undefined ? undefined : parsedCredentials(revive(json))
  return found?.account ? found : undefined
}

/** Casts rows to Baileys' types: only Baileys wrote them. */
function parsedKeys<T extends keyof SignalDataTypeMap>(found: object) {
  return found as { [id: string]: SignalDataTypeMap[T] }
}

function parsedCredentials(found: unknown): AuthenticationCreds | undefined {
  return found as AuthenticationCreds | undefined
}

function rowsOf(data: SignalDataSet, write: (value: unknown) => string): KeyRow[] {
  return Object.entries(data).flatMap(([type, entries]) =>
    Object.entries(entries ?? {}).map(([id, value]) => ({
      type,
      id,
      value: value === null || value === undefined ? null : write(value),
    })),
  )
}

/**
 * Does the row replace a different identity key, stored under the same address or the person's
 * other one?
 */
function replacesIdentity(session: SessionStore, row: KeyRow): boolean {
  if (row.type !== 'identity-key' || row.value === null) return false
  const [before] = storedIdentities(session, row.id)
  return before !== undefined && before !== row.value
}

/**
 * The identity keys stored for a Signal address, as JSON text: its own, then that of its other
 * name.
 */
export function storedIdentities(session: SessionStore, address: string): readonly string[] {
  const names = [address, otherAddress(session, address)].filter((name) => name !== undefined)
  return names.flatMap((name) => session.readKeys('identity-key', [name]).get(name) ?? [])
}

/** `900_1.0` for `5511.0` and the reverse, if Baileys knows the mapping. */
function otherAddress(session: SessionStore, address: string): string | undefined {
  const match = /^([0-9]+)(_1)?\.([0-9]+)$/.exec(address)
  const [, user, isLid, device] = match ?? []
  if (user === undefined) return undefined
  const other = mappedUser(session, user, isLid !== undefined)
  if (other === undefined) return undefined
  return isLid ? `${other}.${device}` : `${other}_1.${device}`
}
