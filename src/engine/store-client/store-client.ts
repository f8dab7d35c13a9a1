// The asynchronous front of the store: calls wait in a queue and are committed together.

import type { Arrival, Decide, Settled, Store } from '../../store/store.ts'
import { type BatchSize, batchMost } from './batch-size.ts'

type Asked = Exclude<keyof Store, 'settle' | 'together' | 'close'>

/**
 * The store as the engine sees it. Every answer is a promise, so that a thread can stand between.
 */
export type StoreClient = {
  readonly [Name in Asked]: (...args: Parameters<Store[Name]>) => Promise<ReturnType<Store[Name]>>
} & {
  /** Resolves once the event and all its consequences are durable. */
  submit(arrival: Arrival): Promise<Settled>
  close(): Promise<void>
}

/** One call to the store, as plain data that can be sent to a thread. */
export interface Call {
  readonly name: Asked | 'submit'
  readonly args: readonly unknown[]
}

/** The result of a call; `error` is whatever was thrown. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }

/**
 * The most waiting calls; one more is refused, so that an overload shows and does not fill memory.
 */
export const waitingMost = 10_000

/** All methods; the compiler checks that none is missing. Writes share a transaction. */
const asked: Readonly<Record<Asked, 'reads' | 'writes'>> = {
  people: 'reads',
  outgoing: 'reads',
  delivered: 'writes',
  postpone: 'writes',
  work: 'reads',
  nextDeadline: 'reads',
  isDue: 'reads',
  openIds: 'reads',
  openCommands: 'reads',
  bound: 'reads',
  commandsSince: 'reads',
  commandNamed: 'reads',
  commandByKey: 'reads',
  audit: 'reads',
  evidenceAfter: 'reads',
  hashesAfter: 'reads',
  writtenAfter: 'reads',
  lastPosition: 'reads',
  standing: 'reads',
  locked: 'reads',
  heads: 'reads',
  verify: 'reads',
  checkpoint: 'writes',
  forgotten: 'reads',
  transportForgot: 'writes',
  unit: 'reads',
  units: 'reads',
  expiredUnits: 'reads',
  unitChange: 'reads',
  changeUnit: 'writes',
  kept: 'reads',
  keep: 'writes',
}

/** The client's methods over any way to send a call. Results are typed only here. */
export function storeClientOver(
  send: (call: Call) => Promise<unknown>,
  close: () => Promise<void>,
): StoreClient {
  const methods = ['submit', ...keysOf(asked)] as const
  const entries = methods.map((name) => [name, (...args: unknown[]) => send({ name, args })])
  return { ...Object.fromEntries(entries), close } as StoreClient
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[]
}

interface Waiting {
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** A client whose store runs on this thread. */
export function createStoreClient(store: Store, decide: Decide): StoreClient {
  let queue: Waiting[] = []
  let scheduled = false

  function drain(): void {
    scheduled = false
    const batch = queue.slice(0, batchMost)
    queue = queue.slice(batchMost)
    const calls = batch.map((one) => one.call)
    for (const [index, answer] of answerAll(store, decide, calls).entries())
      if (answer.ok) batch[index]?.resolve(answer.value)
      else batch[index]?.reject(answer.error)
    if (queue.length > 0) schedule()
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(drain)
  }

  function send(call: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (queue.length >= waitingMost) throw new Error('Too many calls wait for the store.')
      queue.push({ call, resolve, reject })
      schedule()
    })
  }

  return storeClientOver(send, async () => {
    while (queue.length > 0) drain()
    store.close()
  })
}

/**
 * Runs calls in order, in one transaction if any of them writes, and answers after the commit. If
 * the transaction fails, each call runs alone, so that only the faulty one fails. `ran` is told how
 * long a transaction took.
 */
export function answerAll(
  store: Store,
  decide: Decide,
  calls: readonly Call[],
  ran: BatchSize['ran'] = () => undefined,
): readonly Answer[] {
  if (calls.length === 1 || !calls.some(writes))
    return calls.map((call) => answer(() => perform(store, decide, call)))
  try {
    const began = performance.now()
    let called = began
    const values = store.together(() => {
      const results = inOrder(store, decide, calls)
      called = performance.now()
      return results
    })
    ran(calls.length, called - began, performance.now() - called)
    return values.map((value) => ({ ok: true, value }))
  } catch {
    return calls.map((call) => answer(() => perform(store, decide, call)))
  }
}

function writes(call: Call): boolean {
  return call.name === 'submit' || asked[call.name] === 'writes'
}

function answer(run: () => unknown): Answer {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    return { ok: false, error }
  }
}

/** Runs calls in order; adjacent arrivals are settled together. */
function inOrder(store: Store, decide: Decide, calls: readonly Call[]): readonly unknown[] {
  const values: unknown[] = []
  let arrivals: Arrival[] = []
  const settle = () => {
    if (arrivals.length > 0) values.push(...store.settle(arrivals, decide))
    arrivals = []
  }
  for (const call of calls) {
    if (call.name === 'submit') arrivals.push(arrivalOf(call))
    else {
      settle()
      values.push(perform(store, decide, call))
    }
  }
  settle()
  return values
}

function perform(store: Store, decide: Decide, call: Call): unknown {
  if (call.name === 'submit') return store.settle([arrivalOf(call)], decide)[0]
  return Reflect.apply(store[call.name], store, call.args)
}

/** `storeClientOver` made this call, so that its only argument is an arrival. */
function arrivalOf(call: Call): Arrival {
  return call.args[0] as Arrival
}
