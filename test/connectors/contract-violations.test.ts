// Connectors that violate the contract: the suite notices each violation, and accepts correct
// connectors.

import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { startShop } from '../../scripts/shop.ts'
import type { Connector, Order } from '../../src/engine/connector.ts'
import { clauses, type Subject } from './contract.ts'
import { orderFor, token, wire } from './fixtures.ts'

type Violation = (correct: Connector) => Partial<Connector>

async function open(violation: Violation): Promise<Subject> {
  const shop = await startShop({ port: 0, token })
  const correct = wire(shop.url).connector
  return {
    connector: { ...correct, ...violation(correct) },
    effect: (key) => orderFor('orders.cancel', { order: '42' }, key),
    question: orderFor('orders.show', { order: '42' }),
    broken: [{}, { order: '..' }],
    acts: shop.acts,
    reached: shop.posts,
    close: shop.close,
  }
}

/** The titles of the violated clauses. */
async function broken(violation: Violation): Promise<readonly string[]> {
  const found: string[] = []
  for (const { title, holds } of clauses) {
    const subject = await open(violation)
    await holds(subject).catch(() => found.push(title))
    await subject.close()
  }
  return found
}

/** Under a key of its own, as if nobody had ever asked. */
const withNewKey = (order: Order): Order => ({ ...order, idempotencyKey: randomUUID() })
const restored = (order: Order): Order => ({ ...withNewKey(order), operation: 'orders.restore' })

const plansWithout = 'plans without an effect, and with the same plan each time'
const answersWithout = 'answers a question without an effect'
const onceForKey = 'acts once for the same key, and repeats its outcome'
const verifies = 'verifies as undone before the effect and as done after it'

it.each<[string, Violation, readonly string[]]>([
  [
    'acts on a preview',
    (correct) => ({
      plan: async (order) => {
        const plan = await correct.plan(order)
        if (plan.kind === 'planned') await correct.apply(withNewKey(order))
        return plan
      },
    }),
    [plansWithout],
  ],
  [
    'acts on a question',
    (correct) => ({
      read: async (order) => {
        const answer = await correct.read(order)
        await correct.apply(withNewKey({ ...order, operation: 'orders.cancel' }))
        return answer
      },
    }),
    [answersWithout],
  ],
  [
    'acts twice and reverts one act in between',
    (correct) => ({
      apply: async (order) => {
        const applied = await correct.apply(order)
        if (applied.kind !== 'done') return applied
        await correct.apply(restored(order))
        await correct.apply(withNewKey(order))
        return applied
      },
    }),
    [onceForKey],
  ],
  [
    'ignores keys',
    (correct) => ({ apply: (order) => correct.apply(withNewKey(order)) }),
    [onceForKey, 'acts once for two concurrent orders with the same key'],
  ],
  [
    'reports an effect that did not happen',
    () => ({ apply: async () => ({ kind: 'done', result: {} }) }),
    [onceForKey, verifies],
  ],
  [
    'reports a failure after an effect',
    (correct) => ({
      apply: async (order) => {
        await correct.apply(order)
        return { kind: 'failed', reason: { id: 'connector-busy' } }
      },
    }),
    [onceForKey],
  ],
  ['always verifies as done', () => ({ verify: async () => 'done' }), [plansWithout, verifies]],
  ['never verifies as done', () => ({ verify: async () => 'undone' }), [verifies]],
  [
    'shows another target each time',
    (correct) => ({
      plan: async (order) => {
        const plan = await correct.plan(order)
        return plan.kind === 'planned'
          ? { ...plan, shows: [...plan.shows, ['seen', randomUUID()]] }
          : plan
      },
    }),
    [plansWithout],
  ],
])('the contract suite detects a connector that %s', async (_, violation, expected) => {
  const found = await broken(violation)
  expect(found).toEqual(expect.arrayContaining([...expected]))
})

it('the contract suite passes a correct connector', async () => {
  expect(await broken(() => ({}))).toEqual([])
})
