// The settling half behind one asynchronous door: events wait in a queue and settle together.

import type { Arrival, Decide, Settled, Store } from '../store/store.ts'

/** The store as the engine sees it: every answer comes later, so a thread can stand between. */
export type Desk = {
  readonly [Name in keyof Omit<Store, 'settle' | 'close'>]: Store[Name] extends (
    ...args: infer Args
  ) => infer Answer
    ? (...args: Args) => Promise<Answer>
    : never
} & {
  /** Resolves once the event is durable with all that follows from it. */
  submit(arrival: Arrival): Promise<Settled>
  close(): Promise<void>
}

interface Waiting {
  readonly arrival: Arrival
  readonly resolve: (settled: Settled) => void
  readonly reject: (error: unknown) => void
}

/** How many events one transaction settles at most; more wait for the next. */
const batchMost = 64

export function createDesk(store: Store, decide: Decide): Desk {
  let queue: Waiting[] = []
  let scheduled = false

  function drain(): void {
    scheduled = false
    const batch = queue.slice(0, batchMost)
    queue = queue.slice(batchMost)
    settleBatch(store, decide, batch)
    if (queue.length > 0) schedule()
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(drain)
  }

  return {
    ...asynchronous(store),
    submit: (arrival) =>
      new Promise((resolve, reject) => {
        queue.push({ arrival, resolve, reject })
        schedule()
      }),
    async close() {
      while (queue.length > 0) drain()
      store.close()
    },
  }
}

/** All together; when one spoils the transaction, each on its own, so that only that one fails. */
function settleBatch(store: Store, decide: Decide, batch: readonly Waiting[]): void {
  try {
    const settled = store.settle(
      batch.map((one) => one.arrival),
      decide,
    )
    for (const [index, one] of batch.entries()) one.resolve(settled[index] ?? 'settled')
  } catch (error) {
    const [only, ...others] = batch
    if (only !== undefined && others.length === 0) only.reject(error)
    else for (const one of batch) settleBatch(store, decide, [one])
  }
}

function asynchronous(store: Store): Omit<Desk, 'submit' | 'close'> {
  return {
    people: async () => store.people(),
    outgoing: async (most) => store.outgoing(most),
    delivered: async (ids, state) => store.delivered(ids, state),
    postpone: async (id, notBefore) => store.postpone(id, notBefore),
    work: async (most) => store.work(most),
    nextDeadline: async () => store.nextDeadline(),
    openCommands: async () => store.openCommands(),
    commandNamed: async (name) => store.commandNamed(name),
    audit: async (filter) => store.audit(filter),
    standing: async () => store.standing(),
    heads: async () => store.heads(),
    verify: async () => store.verify(),
    checkpoint: async (tenant, at, note) => store.checkpoint(tenant, at, note),
    setting: async (key) => store.setting(key),
    unit: async (tenant, name) => store.unit(tenant, name),
    units: async (tenant) => store.units(tenant),
    unitChange: async (key) => store.unitChange(key),
    changeUnit: async (key, tenant, revision, unit) =>
      store.changeUnit(key, tenant, revision, unit),
    kept: async (key) => store.kept(key),
    keep: async (key, value) => store.keep(key, value),
    factor: async (person, factor) => store.factor(person, factor),
  }
}
