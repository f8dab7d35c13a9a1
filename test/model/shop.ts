// A shop in memory: it keeps a ledger by key, succeeds or fails as the test says, and survives
// every crash.

import type {
  ApplyResult,
  Connector,
  Order,
  PlanResult,
  VerifyResult,
} from '../../src/engine/connector.ts'

/**
 * The result of the next effect. `lost`: done, but the answer is lost. `doubtful`: not done, and
 * the result is unknown. `throws`: a connector with a bug. `slow`: done once it is released.
 */
export const fates = ['done', 'fails', 'lost', 'doubtful', 'throws', 'slow', 'blind'] as const
export type Fate = (typeof fates)[number]

export interface Act {
  readonly key: string
  readonly operation: string
  readonly order: string
}

/** A call that reached the shop, to check that nothing is silently repeated. */
export interface Call {
  readonly what: 'apply' | VerifyResult
  readonly key: string
}

export interface Shop {
  readonly connector: Connector
  readonly acts: readonly Act[]
  readonly calls: readonly Call[]
  /** The results of the next effects, in order; afterwards all succeed. */
  readonly fates: Fate[]
  /** The next `count` previews are answered only once they are released. */
  slowPreviews(count: number): void
  /** Number of calls that wait for `release`. */
  held(): number
  release(): void
  /** Drops waiting calls: their process is dead. */
  forgetHeld(): void
}

/** `onAct` is called at the moment of each effect. */
export function memoryShop(onAct: (act: Act) => void): Shop {
  const ledger = new Map<string, ApplyResult>()
  const cancelled = new Set<string>()
  const acts: Act[] = []
  const calls: Call[] = []
  const upcoming: Fate[] = []
  const room = waitingRoom()
  let blind = false
  const previews = previewsOf(cancelled, room.enter)

  function act(order: Order): ApplyResult {
    const id = String(order.slots['order'])
    const known = ledger.get(order.idempotencyKey)
    if (known !== undefined) return known
    const wanted = order.operation === 'orders.cancel'
    if (cancelled.has(id) === wanted)
      return { kind: 'failed', reason: { id: 'connector-conflict', args: { connector: 'shop' } } }
    const done = { key: order.idempotencyKey, operation: order.operation, order: id }
    onAct(done)
    acts.push(done)
    if (wanted) cancelled.add(id)
    else cancelled.delete(id)
    const result: ApplyResult = { kind: 'done', result: { id } }
    ledger.set(order.idempotencyKey, result)
    return result
  }

  async function apply(order: Order): Promise<ApplyResult> {
    calls.push({ what: 'apply', key: order.idempotencyKey })
    const refusal = { connector: 'shop', status: '422' }
    const unknown = { id: 'connector-timeout', args: { connector: 'shop' } }
    switch (upcoming.shift() ?? 'done') {
      case 'fails':
        return {
          kind: order.again === true ? 'unknown' : 'failed',
          reason: { id: 'connector-refused', args: refusal },
        }
      case 'lost':
        act(order)
        return { kind: 'unknown', reason: unknown }
      case 'doubtful':
        return { kind: 'unknown', reason: unknown }
      case 'throws':
        throw new TypeError('The shop has a defect.')
      case 'blind':
        blind = true
        act(order)
        return { kind: 'unknown', reason: unknown }
      case 'slow':
        await room.enter()
        return act(order)
      case 'done':
        return act(order)
    }
  }

  async function verify(order: Order): Promise<VerifyResult> {
    const truth: VerifyResult = ledger.has(order.idempotencyKey) ? 'done' : 'undone'
    const answer = blind ? 'unknown' : truth
    blind = false
    calls.push({ what: answer, key: order.idempotencyKey })
    return answer
  }

  return {
    connector: {
      name: 'shop',
      plan: previews.plan,
      read: async (order) => ({
        kind: 'done',
        result: { status: cancelled.has(String(order.slots['order'])) ? 'cancelled' : 'open' },
      }),
      apply,
      verify,
    },
    acts,
    calls,
    fates: upcoming,
    slowPreviews: previews.slow,
    ...room,
  }
}

/** Where slow calls wait until they are released. */
function waitingRoom(): Pick<Shop, 'held' | 'release' | 'forgetHeld'> & {
  enter(): Promise<void>
} {
  let waiting: (() => void)[] = []
  return {
    enter: () => new Promise((resolve) => waiting.push(resolve)),
    held: () => waiting.length,
    release() {
      const now = waiting
      waiting = []
      for (const one of now) one()
    },
    forgetHeld() {
      waiting = []
    },
  }
}

/** Previews; the next few may be slow. */
function previewsOf(cancelled: ReadonlySet<string>, enter: () => Promise<void>) {
  let slow = 0
  return {
    async plan(order: Order): Promise<PlanResult> {
      if (slow > 0) {
        slow -= 1
        await enter()
      }
      return planOf(order, cancelled)
    },
    slow(count: number): void {
      slow = count
    },
  }
}

function planOf(order: Order, cancelled: ReadonlySet<string>): PlanResult {
  const id = String(order.slots['order'])
  const before = cancelled.has(id) ? 'cancelled' : 'open'
  const after = order.operation === 'orders.cancel' ? 'cancelled' : 'open'
  if (before === after)
    return { kind: 'impossible', reason: { id: 'connector-conflict', args: { connector: 'shop' } } }
  return { kind: 'planned', shows: [['order', id]], changes: [{ field: 'status', before, after }] }
}
