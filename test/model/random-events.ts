// The events of a random run as plain data, and how often each occurs.

import fc from 'fast-check'
import type { InboundMessage } from '../../src/engine/transport.ts'
import { type Fate, fates } from './shop.ts'

/** One event. Numbers choose from what exists when it happens. */
export type Happening =
  | { readonly do: 'say'; readonly who: number; readonly text: number; readonly pick: number }
  | { readonly do: 'confirm'; readonly how: number; readonly pick: number }
  /** Requested and confirmed at once, so that approvers get many requests. */
  | { readonly do: 'request'; readonly by: 'ana' | 'max' | 'alex'; readonly order: number }
  /** A lockdown and the request to lift it: the class that needs the most approvers. */
  | { readonly do: 'drill'; readonly on: boolean }
  | {
      readonly do: 'answer'
      readonly card: number
      readonly by: 'owner' | 'other'
      readonly option: 1 | 2
      readonly code: 'right' | 'wrong' | 'none' | 'used'
      readonly where: 'direct' | 'group' | 'phone'
    }
  | { readonly do: 'guess'; readonly who: number; readonly token: string }
  | {
      readonly do: 'form'
      readonly who: number
      readonly form: InboundMessage['form']
      readonly card: number
    }
  | { readonly do: 'backlog'; readonly card: number; readonly hours: number }
  | { readonly do: 'redeliver'; readonly pick: number; readonly otherText: boolean }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'crash'; readonly after: number; readonly again: number }
  | { readonly do: 'restart' }
  | { readonly do: 'fate'; readonly fate: Fate }
  | { readonly do: 'release' }
  | { readonly do: 'stranger' }
  | { readonly do: 'newPhone'; readonly who: number }

/** What people request; `{order}`, `{name}` and `{unit}` are replaced when it is sent. */
export const texts = [
  'cancel order {order}',
  'cancel order {order}',
  'cancel order {order} because it is late',
  'Cancel Order {order}',
  'restore order {order}',
  'show order {order}',
  'cancel order',
  '{order}',
  'create config {unit} for payments',
  'set config {unit} replicas 3',
  'delete config {unit}',
  'restore config {unit}',
  'show config {unit}',
  'lockdown on something is wrong',
  'lockdown off',
  'lockdown status',
  'resume approvals',
  'cancel {name}',
  'show {name}',
  'why {name}',
  'who can approve {name}',
  'who is missing {name}',
  '1',
  '2',
  '1 {name}',
  '2 {name}',
  '1 PROD',
  '1 DEV',
  '3',
  'menu',
  'status',
  'pending',
  'audit 24h',
  'audit 24h beto',
  'verify evidence',
  'policy status',
  'stop',
  'cancle ordre {order}',
  'x'.repeat(5_000),
  '\u200b\u202e\u0000 \ud800 💥',
  '1 ',
  '１ {name}',
  '1️⃣',
  "'; DROP TABLE commands; --",
  '{"from":"beto"}',
]

const small = fc.nat({ max: 40 })

/** Weights with which about half of the requests reach an end. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      by: fc.constantFrom('ana', 'max', 'alex'),
      order: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('drill' as const), on: fc.boolean() }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      who: small,
      text: fc.nat({ max: texts.length - 1 }),
      pick: small,
    }),
  },
  {
    weight: 32,
    arbitrary: fc.record({ do: fc.constant('confirm' as const), how: small, pick: small }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      card: small,
      by: fc.constantFrom('owner', 'owner', 'owner', 'other'),
      option: fc.constantFrom(1, 1, 1, 2),
      code: fc.constantFrom('right', 'right', 'right', 'wrong', 'none', 'used'),
      where: fc.constantFrom('direct', 'direct', 'group', 'phone'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('guess' as const),
      who: small,
      token: fc.string({
        unit: fc.constantFrom(...'23456789ABCDEFGHJKMNPQRSTVWXYZ'),
        minLength: 6,
        maxLength: 6,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('form' as const),
      who: small,
      form: fc.constantFrom('voice', 'media', 'reaction', 'poll', 'edit', 'forward', 'other'),
      card: small,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('backlog' as const), card: small, hours: small }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('redeliver' as const),
      pick: fc.nat({ max: 200 }),
      otherText: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: small }) },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      after: fc.integer({ min: 1, max: 60 }),
      again: fc.constantFrom(0, 0, 0, 1, 2, 5, 9, 20),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('fate' as const), fate: fc.constantFrom(...fates) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('stranger' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('newPhone' as const), who: small }) },
)
