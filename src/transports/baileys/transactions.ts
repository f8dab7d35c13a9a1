// Releases what Node keeps for a connection's transactions once the connection is closed.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { SignalKeyStoreWithTransaction, WASocket } from '@whiskeysockets/baileys'

/**
 * Baileys creates an AsyncLocalStorage for each socket and never disables it (its issue 2806). Up
 * to Node 22 enabled ones are kept for ever and slow down all promises and timers of the process.
 * Waits for transactions under way, which would lose unwritten data without their storage.
 */
export function releaseAfterClose(socket: WASocket, count?: TransactionCount): void {
  const release = releasable(socket.authState.keys, count)
  socket.ev.on('connection.update', ({ connection }) => {
    if (connection === 'close') release()
  })
}

/** How many transactions are under way, over all connections. */
export interface TransactionCount {
  underWay: number
}

/** A function that releases the storage of these transactions once none is under way. */
export function releasable(
  keys: SignalKeyStoreWithTransaction,
  count: TransactionCount = { underWay: 0 },
): () => void {
  const storage = storageOf(keys)
  let [underWay, closed] = [0, false]
  const release = (): void => {
    if (closed && underWay === 0) storage?.disable()
  }
  const transaction = keys.transaction.bind(keys)
  keys.transaction = async (work, key) => {
    underWay += 1
    count.underWay += 1
    try {
      return await transaction(work, key)
    } finally {
      underWay -= 1
      count.underWay -= 1
      release()
    }
  }
  return () => {
    closed = true
    release()
  }
}

/** Finds Baileys' private storage by intercepting this one synchronous call that reads it. */
export function storageOf(
  keys: Pick<SignalKeyStoreWithTransaction, 'isInTransaction'>,
): AsyncLocalStorage<unknown> | undefined {
  const { getStore } = AsyncLocalStorage.prototype
  let found: AsyncLocalStorage<unknown> | undefined
  AsyncLocalStorage.prototype.getStore = function (this: AsyncLocalStorage<unknown>) {
    found = this
    return getStore.call(this)
  }
  try {
    keys.isInTransaction()
  } finally {
    AsyncLocalStorage.prototype.getStore = getStore
  }
  return found
}
