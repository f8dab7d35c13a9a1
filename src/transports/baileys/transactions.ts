// What Node keeps for the transactions of a connection is given back once the connection is gone.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { SignalKeyStoreWithTransaction, WASocket } from '@whiskeysockets/baileys'

/**
 * Baileys makes an AsyncLocalStorage for each socket and never disables it (its issue 2806). Up to
 * Node 22 an enabled one is kept for good, and each promise and timer of the process carries a mark
 * for each of them: with every connection the client would grow larger and slower.
 *
 * A transaction that is under way when its socket closes is let end first: without its storage it
 * would lose what it has not yet written.
 */
export function releaseAfterClose(socket: WASocket, count?: TransactionCount): void {
  const release = releasable(socket.authState.keys, count)
  socket.ev.on('connection.update', ({ connection }) => {
    if (connection === 'close') release()
  })
}

/** How many transactions are under way, on all connections together. */
export interface TransactionCount {
  underWay: number
}

/** The function that gives the storage of these transactions back, once none is under way. */
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

/** Baileys hands it to nobody, but asks it within this one synchronous call. */
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
