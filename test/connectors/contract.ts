// The contract suite that each connector's test runs. Connectors that violate it show that each
// violated clause is noticed.

import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connector, Order } from '../../src/engine/connector.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'

export interface Subject {
  readonly connector: Connector
  /** An effect that is possible now. Each call names the same effect, with the key given. */
  effect(key: string): Order
  /** A question about the target of that effect. */
  readonly question: Order
  /** Slots that the effect must refuse. */
  readonly broken: readonly JsonObject[]
  /** Number of effects. */
  acts(): number
  /** Number of calls to the system behind it; an invalid order must cause none. */
  reached(): number
  close(): Promise<void>
}

export interface Clause {
  readonly title: string
  /** Rejects where the connector violates it. */
  holds(subject: Subject): Promise<void>
}

export const clauses: readonly Clause[] = [
  {
    title: 'plans without an effect, and with the same plan each time',
    async holds(subject) {
      const first = await subject.connector.plan(subject.effect('a'))
      const second = await subject.connector.plan(subject.effect('a'))
      expect(first).toMatchObject({ kind: 'planned' })
      expect(first.kind === 'planned' && first.changes.length).toBeGreaterThan(0)
      expect(second).toEqual(first)
      expect(subject.acts()).toBe(0)
      expect(await subject.connector.verify(subject.effect('a'))).toBe('undone')
    },
  },
  {
    title: 'answers a question without an effect',
    async holds(subject) {
      expect(await subject.connector.read(subject.question)).toMatchObject({ kind: 'done' })
      expect(await subject.connector.plan(subject.question)).toMatchObject({ changes: [] })
      expect(subject.acts()).toBe(0)
    },
  },
  {
    title: 'acts once for the same key, and repeats its outcome',
    async holds(subject) {
      const first = await subject.connector.apply(subject.effect('a'))
      const second = await subject.connector.apply(subject.effect('a'))
      expect(first.kind).toBe('done')
      expect(second).toEqual(first)
      expect(subject.acts()).toBe(1)
    },
  },
  {
    title: 'acts once for two concurrent orders with the same key',
    async holds(subject) {
      const outcomes = await Promise.all([
        subject.connector.apply(subject.effect('a')),
        subject.connector.apply(subject.effect('a')),
      ])
      expect(outcomes.map(({ kind }) => kind)).toEqual(['done', 'done'])
      expect(subject.acts()).toBe(1)
    },
  },
  {
    title: 'acts once for two concurrent orders with different keys, and fails the other',
    async holds(subject) {
      const outcomes = await Promise.all([
        subject.connector.apply(subject.effect('a')),
        subject.connector.apply(subject.effect('b')),
      ])
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', 'failed'])
      expect(subject.acts()).toBe(1)
    },
  },
  {
    title: 'refuses the effect under another key once it is done',
    async holds(subject) {
      await subject.connector.apply(subject.effect('a'))
      expect(await subject.connector.plan(subject.effect('b'))).toMatchObject({
        kind: 'impossible',
      })
      expect(await subject.connector.apply(subject.effect('b'))).toMatchObject({ kind: 'failed' })
      expect(subject.acts()).toBe(1)
    },
  },
  {
    title: 'verifies as undone before the effect and as done after it',
    async holds(subject) {
      expect(await subject.connector.verify(subject.effect('a'))).toBe('undone')
      await subject.connector.apply(subject.effect('a'))
      expect(await subject.connector.verify(subject.effect('a'))).toBe('done')
    },
  },
  {
    title: 'refuses invalid slots and does not call the system',
    async holds(subject) {
      expect(subject.broken.length).toBeGreaterThan(0)
      for (const slots of subject.broken) {
        const order = { ...subject.effect('a'), slots }
        const planned = await subject.connector.plan(order)
        expect(planned, JSON.stringify(slots)).toMatchObject({ kind: 'impossible' })
        const applied = await subject.connector.apply(order)
        expect(applied, JSON.stringify(slots)).toMatchObject({ kind: 'failed' })
      }
      expect(subject.reached()).toBe(0)
      expect(subject.acts()).toBe(0)
    },
  },
  {
    title: 'refuses unknown operations, questions as effects and effects as questions',
    async holds(subject) {
      const unknown = { ...subject.effect('a'), operation: 'orders.constructor' }
      expect(await subject.connector.plan(unknown)).toMatchObject({ kind: 'impossible' })
      expect(await subject.connector.read(unknown)).toMatchObject({ kind: 'failed' })
      expect(await subject.connector.apply(unknown)).toMatchObject({ kind: 'failed' })
      expect(await subject.connector.apply(subject.question)).toMatchObject({ kind: 'failed' })
      expect(await subject.connector.read(subject.effect('a'))).toMatchObject({ kind: 'failed' })
      expect(subject.acts()).toBe(0)
    },
  },
]

export function connectorContract(open: () => Promise<Subject>): void {
  let subject: Subject
  beforeEach(async () => {
    subject = await open()
  })
  afterEach(() => subject.close())
  for (const { title, holds } of clauses) it(title, () => holds(subject))
}
