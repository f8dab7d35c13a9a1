// Short questions answered beside the store's thread, so that
// none of them waits for what that thread is writing.

import type { ShortReads } from '../../store/short-reads.ts'
import type { Desk } from './desk.ts'

/**
 * The desk with its short questions put to another connection. It sees what was acknowledged before
 * it was asked, for that is committed; and nothing that is not durable yet, for that is not.
 */
export function withShortReads(desk: Desk, reads: ShortReads): Desk {
  return {
    ...desk,
    outgoing: async (most, after) => reads.outgoing(most, after),
    work: async (most) => reads.work(most),
    nextDeadline: async () => reads.nextDeadline(),
    people: async () => reads.people(),
    locked: async () => reads.locked(),
    bound: async () => reads.bound(),
    async close() {
      // The store closes last: then its log is written back, and no file is left beside it.
      reads.close()
      await desk.close()
    },
  }
}
