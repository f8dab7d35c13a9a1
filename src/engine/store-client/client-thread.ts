// The store on a thread of its own, so that the process stays responsive while the disk is slow.

import { type MessagePort, receiveMessageOnPort, type Worker } from 'node:worker_threads'
import type { Decide, Store } from '../../store/store.ts'
import { type BatchSize, batchMost, batchSize } from './batch-size.ts'
import {
  answerAll,
  type Call,
  type StoreClient,
  storeClientOver,
  waitingMost,
} from './store-client.ts'
import { errorOf, type Failure, failureOf } from './thread-failure.ts'

/** A message to the thread: a numbered call, or the request to close. */
type Asking = { readonly number: number; readonly call: Call } | 'close'
type Askings = readonly Asking[]

type Reply =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: Failure }

/** A message from the thread: it is up, could not open, has answers, or has closed. */
type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'replies'; readonly replies: readonly Reply[] }
  | { readonly kind: 'closed' }

/** The thread ended unexpectedly; every call is rejected with this from then on. */
export class StoreThreadLost extends Error {
  override readonly name = 'StoreThreadLost'
}

/**
 * The client on the main thread's side. Resolves once the thread has opened its store, or rejects
 * with the thread's error. `lost` is called once if the thread dies without being closed; all
 * waiting and later calls are then rejected.
 */
export function openStoreThread(
  worker: Worker,
  lost: (error: Error) => void,
): Promise<StoreClient> {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let gone: Error | null = null
  let numbers = 0
  let leaving: Asking[] = []

  /** Calls of one turn of the event loop are posted together, and share one flush of the disk. */
  function cross(asking: Asking): void {
    if (leaving.length === 0) setImmediate(post)
    leaving.push(asking)
  }

  function post(): void {
    const askings: Askings = leaving
    leaving = []
    worker.postMessage(askings)
  }

  function send(call: Call): Promise<unknown> {
    if (gone !== null) return Promise.reject(gone)
    if (waiting.size >= waitingMost)
      return Promise.reject(new Error('Too many calls wait for the store.'))
    return new Promise((resolve, reject) => {
      numbers += 1
      cross({ number: numbers, call })
      waiting.set(numbers, { resolve, reject })
    })
  }

  function end(error: Error): void {
    if (gone !== null) return
    gone = error
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }

  function settle(replies: readonly Reply[]): void {
    for (const reply of replies) {
      const one = waiting.get(reply.number)
      waiting.delete(reply.number)
      if ('failure' in reply) one?.reject(errorOf(reply.failure))
      else one?.resolve(reply.value)
    }
  }

  async function close(): Promise<void> {
    if (gone !== null) return
    await new Promise<void>((resolve) => {
      worker.once('exit', () => resolve())
      cross('close')
    })
  }

  return new Promise((resolve, reject) => {
    worker.on('message', (told: Told) => {
      if (told.kind === 'replies') settle(told.replies)
      else if (told.kind === 'ready') resolve(storeClientOver(send, close))
      else if (told.kind === 'refused') refuse(errorOf(told.failure))
      else end(new StoreThreadLost('The store is closed.'))
    })
    // The thread ends by itself then; nothing is lost.
    const refuse = (error: Error) => {
      end(error)
      reject(error)
    }
    const die = (cause: string) => {
      if (gone !== null) return
      const error = new StoreThreadLost(
        `The thread of the store ended (${cause}); nothing is accepted any more.`,
      )
      end(error)
      reject(error)
      lost(error)
    }
    worker.on('error', (error: unknown) => die(error instanceof Error ? error.name : typeof error))
    worker.on('exit', (code) => die(`exit ${code}`))
  })
}

/**
 * The thread's side: opens the store, then serves the port until told to close. Calls that arrive
 * during a transaction go into the next one.
 */
export function serveStore(
  port: MessagePort,
  open: () => { readonly store: Store; readonly decide: Decide },
): void {
  const tell = (told: Told) => port.postMessage(told)
  let opened: ReturnType<typeof open>
  try {
    opened = open()
  } catch (error) {
    tell({ kind: 'refused', failure: failureOf(error) })
    port.close()
    return
  }
  const { store, decide } = opened
  const size = batchSize()
  port.on('message', (first: Askings) => {
    const waiting = [...first]
    for (gather(port, waiting); waiting.length > 0; gather(port, waiting)) {
      const batch = waiting.splice(0, size.most())
      const askings = batch.filter((one) => one !== 'close')
      tell({ kind: 'replies', replies: repliesTo(store, decide, askings, size) })
      if (askings.length === batch.length) continue
      store.close()
      tell({ kind: 'closed' })
      port.close()
      return
    }
  })
  tell({ kind: 'ready' })
}

/** Adds the calls waiting at the port, up to one batch; `close` is always the last. */
function gather(port: MessagePort, waiting: Asking[]): void {
  while (waiting.length < batchMost && waiting.at(-1) !== 'close') {
    const next: { readonly message: Askings } | undefined = receiveMessageOnPort(port)
    if (next === undefined) return
    waiting.push(...next.message)
  }
}

function repliesTo(
  store: Store,
  decide: Decide,
  askings: readonly Exclude<Asking, 'close'>[],
  size: BatchSize,
): readonly Reply[] {
  const calls = askings.map((one) => one.call)
  const answers = answerAll(store, decide, calls, size.ran)
  return askings.map(({ number }, index): Reply => {
    const answer = answers[index]
    if (answer?.ok === true) return { number, value: answer.value }
    return { number, failure: failureOf(answer?.error) }
  })
}
