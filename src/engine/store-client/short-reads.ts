// Answers short reads beside the store's thread, so that they do not wait for its writes.

import type { ShortReads } from '../../store/short-reads.ts'
import type { StoreClient } from './store-client.ts'

/**
 * The client with its short reads on another connection. It sees everything committed before the
 * call, and nothing that is not durable yet.
 */
export function withShortReads(storeClient: StoreClient, reads: ShortReads): StoreClient {
  return {
    ...storeClient,
    outgoing: async (...asked) => reads.outgoing(...asked),
    work: async (most) => reads.work(most),
    nextDeadline: async () => reads.nextDeadline(),
    isDue: async (at) => reads.isDue(at),
    people: async () => reads.people(),
    locked: async () => reads.locked(),
    bound: async () => reads.bound(),
    async close() {
      // The store closes last: SQLite then removes the write-ahead log.
      reads.close()
      await storeClient.close()
    },
  }
}
