// Connectors that violate the contract: the suite notices each violation, and accepts correct
// connectors.

import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { startShop } from '../../scripts/shop.ts'
import type { Connector, Order } from '../../src/engine/connector.ts'
import { clauses, type Subject } from './contract.ts'
import { orderFor, token, wire } from './fixtures.ts'

type Cheat = (honest: Connector) => Partial<Connector>

async function open(cheat: Cheat): Promise<Subject> {
  const shop = await startShop({ port: 0, token })
  const honest = wire(shop.url).connector
  return {
    connector: { ...honest, ...cheat(honest) },
    effect: (key) => orderFor('orders.cancel', { order: '42' }, key),
    question: orderFor('orders.show', { order: '42' }),
    broken: [{}, { order: '..' }],
    acts: shop.acts,
    reached: shop.posts,
    close: shop.close,
  }
}

/** The titles of the violated clauses. */
async function broken(cheat: Cheat): Promise<readonly string[]> {
  const found: string[] = []
  for (const { title, holds } of clauses) {
    const subject = await open(cheat)
    await holds(subject).catch(() => found.push(title))
    await subject.close()
  }
  return found
}

/** Under a key of its own, as if nobody had ever asked. */
const anew = (order: Order): Order => ({ ...order, idempotencyKey: randomUUID() })
const restored = (order: Order): Order => ({ ...anew(order), operation: 'orders.restore' })

const plansWithout = 'plans without an effect, as often as it is asked'
const answersWithout = 'answers a question without an effect'
const onceForKey = 'acts once for the same key, and answers the same again'
const truth = 'tells the truth when asked to verify'

it.each<[string, Cheat, readonly string[]]>([
  [
    'acts on a preview',
    (honest) => ({
      plan: async (order) => {
        const plan = await honest.plan(order)
        if (plan.kind === 'planned') await honest.apply(anew(order))
        return plan
      },
    }),
    [plansWithout],
  ],
  [
    'acts on a question',
    (honest) => ({
      read: async (order) => {
        const answer = await honest.read(order)
        await honest.apply(anew({ ...order, operation: 'orders.cancel' }))
        return answer
      },
    }),
    [answersWithout],
  ],
  [
    'acts twice and tidies up',
    (honest) => ({
      apply: async (order) => {
        const applied = await honest.apply(order)
        if (applied.kind !== 'done') return applied
        await honest.apply(restored(order))
        await honest.apply(anew(order))
        return applied
      },
    }),
    [onceForKey],
  ],
  [
    'ignores keys',
    (honest) => ({ apply: (order) => honest.apply(anew(order)) }),
    [onceForKey, 'acts once for the same key twice at the same moment'],
  ],
  [
    'says that it did what it did not do',
    () => ({ apply: async () => ({ kind: 'done', result: {} }) }),
    [onceForKey, truth],
  ],
  [
    'says that nothing happened when it did',
    (honest) => ({
      apply: async (order) => {
        await honest.apply(order)
        return { kind: 'failed', reason: { id: 'connector-busy' } }
      },
    }),
    [onceForKey],
  ],
  ['always verifies as done', () => ({ verify: async () => 'done' }), [plansWithout, truth]],
  ['never verifies as done', () => ({ verify: async () => 'undone' }), [truth]],
  [
    'shows another target each time',
    (honest) => ({
      plan: async (order) => {
        const plan = await honest.plan(order)
        return plan.kind === 'planned'
          ? { ...plan, shows: [...plan.shows, ['seen', randomUUID()]] }
          : plan
      },
    }),
    [plansWithout],
  ],
])('one that %s is found', async (_, cheat, expected) => {
  const found = await broken(cheat)
  expect(found).toEqual(expect.arrayContaining([...expected]))
})

it('an honest one breaks nothing', async () => {
  expect(await broken(() => ({}))).toEqual([])
})
