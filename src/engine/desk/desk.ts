// The settling half behind one asynchronous door: calls
// wait in a queue and become durable together.

import type { Arrival, Decide, Settled, Store } from '../../store/store.ts'

type Asked = Exclude<keyof Store, 'settle' | 'together' | 'close'>

/** The store as the engine sees it: every answer comes later, so a thread can stand between. */
export type Desk = {
  readonly [Name in Asked]: (...args: Parameters<Store[Name]>) => Promise<ReturnType<Store[Name]>>
} & {
  /** Resolves once the event is durable with all that follows from it. */
  submit(arrival: Arrival): Promise<Settled>
  close(): Promise<void>
}

/** One call on its way to the store: plain data, so that it can cross to a thread. */
export interface Call {
  readonly name: Asked | 'submit'
  readonly args: readonly unknown[]
}

/** What came of a call; `error` is whatever was thrown. */
export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown }

/** How many calls one transaction takes at most; more wait for the next. */
export const batchMost = 64
/** Calls that may wait; one more is refused, so that an overload is told and fills no memory. */
export const waitingMost = 10_000

/** All that can be asked; the compiler sees that no call is missing. Writes share a transaction. */
const asked: Readonly<Record<Asked, 'reads' | 'writes'>> = {
  people: 'reads',
  outgoing: 'reads',
  delivered: 'writes',
  postpone: 'writes',
  work: 'reads',
  nextDeadline: 'reads',
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
  setting: 'reads',
  unit: 'reads',
  units: 'reads',
  expiredUnits: 'reads',
  unitChange: 'reads',
  changeUnit: 'writes',
  kept: 'reads',
  keep: 'writes',
}

/**
 * The desk's methods over any way to send a call; what
 * comes back is typed here and nowhere else.
 */
export function deskOver(send: (call: Call) => Promise<unknown>, close: () => Promise<void>): Desk {
  const methods = ['submit', ...keysOf(asked)] as const
  const entries = methods.map((name) => [name, (...args: unknown[]) => send({ name, args })])
  return { ...Object.fromEntries(entries), close } as Desk
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(record) as Key[]
}

interface Waiting {
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The store on this very thread. */
export function createDesk(store: Store, decide: Decide): Desk {
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

  return deskOver(send, async () => {
    while (queue.length > 0) drain()
    store.close()
  })
}

/**
 * Carry out calls in order, as one transaction when any of them writes, and answer after the
 * commit. When one spoils the transaction, each runs on its own, so that only that one fails.
 */
export function answerAll(store: Store, decide: Decide, calls: readonly Call[]): readonly Answer[] {
  if (calls.length === 1 || !calls.some(writes))
    return calls.map((call) => answer(() => perform(store, decide, call)))
  try {
    const values = store.together(() => inOrder(store, decide, calls))
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

/** Arrivals that stand side by side are settled at once. */
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

/** `deskOver` made the call, so that its one argument is an arrival. */
function arrivalOf(call: Call): Arrival {
  return call.args[0] as Arrival
}
