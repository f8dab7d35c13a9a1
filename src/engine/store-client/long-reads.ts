// Runs long reads on a thread of their own, so that no message waits for an audit or a
// verification.

import type { MessagePort, Worker } from 'node:worker_threads'
import type { AuditFilter, IntactCommands, Store } from '../../store/store.ts'
import { type StoreClient, waitingMost } from './store-client.ts'
import { errorOf, type Failure, failureOf } from './thread-failure.ts'

/** The reads whose duration grows with the evidence, or with the number of open commands. */
export interface LongReads extends Pick<Store, 'audit' | 'verify' | 'commandsSince'> {
  openAmong(ids: readonly string[]): IntactCommands
}

/** A message to the thread. */
interface Asked {
  readonly number: number
  readonly name: keyof LongReads
  readonly args: readonly unknown[]
}

/** A message from the thread. */
type Answered = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly failure: Failure }
)

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/**
 * The client with its long reads sent to another thread, which is started on first use and again
 * after it died. It sees everything that was committed before.
 */
export function withReader(storeClient: StoreClient, start: () => Worker): StoreClient {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let numbers = 0

  /** A dead reader fails only the reads that wait for it. */
  function died(gone: Worker, cause: string): void {
    if (worker !== gone) return
    worker = null
    const error = new Error(`The thread that reads evidence ended (${cause}); ask again.`)
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }

  function started(): Worker {
    const fresh = start()
    // It may be idle for months and must not keep the process alive.
    fresh.unref()
    fresh.on('message', (answered: Answered) => {
      const one = waiting.get(answered.number)
      waiting.delete(answered.number)
      if ('failure' in answered) one?.reject(errorOf(answered.failure))
      else one?.resolve(answered.value)
      if (waiting.size === 0) fresh.unref()
    })
    fresh.on('error', (error: unknown) =>
      died(fresh, error instanceof Error ? error.name : typeof error),
    )
    fresh.on('exit', (code) => died(fresh, `exit ${code}`))
    return fresh
  }

  function ask<Name extends keyof LongReads>(
    name: Name,
    ...args: Parameters<LongReads[Name]>
  ): Promise<ReturnType<LongReads[Name]>> {
    if (waiting.size >= waitingMost)
      return Promise.reject(new Error('Too many questions wait for the evidence.'))
    return new Promise((resolve, reject) => {
      worker ??= started()
      worker.ref()
      numbers += 1
      waiting.set(numbers, { resolve, reject })
      worker.postMessage({ number: numbers, name, args } satisfies Asked)
    })
  }

  return {
    ...storeClient,
    audit: (filter) => (isShort(filter) ? storeClient.audit(filter) : ask('audit', filter)),
    openCommands: async (tenant) => ask('openAmong', await storeClient.openIds(tenant)),
    commandsSince: (...args) => ask('commandsSince', ...args),
    verify: () => ask('verify'),
    async close() {
      // It writes nothing, so that it may be ended in the middle of an answer.
      await worker?.terminate()
      await storeClient.close()
    },
  }
}

/** Does the filter ask only for the newest few records? These are found quickly. */
function isShort({ most, newest, ...rest }: AuditFilter): boolean {
  return most !== undefined && newest === true && Object.keys(rest).length === 0
}

/** The thread's side: opens the store at the first read, and answers one by one. */
export function serveReads(port: MessagePort, open: () => LongReads): void {
  let reads: LongReads | null = null
  port.on('message', ({ number, name, args }: Asked) => {
    const answer = (): Answered => {
      try {
        reads ??= open()
        return { number, value: Reflect.apply(reads[name], reads, args) }
      } catch (error) {
        return { number, failure: failureOf(error) }
      }
    }
    port.postMessage(answer())
  })
}
