// Random people: what they might say, as plain data, and what they have said, as the watch needs it.

import fc from 'fast-check'
import type { Heard } from '../../src/engine/ports.ts'
import type { Person } from '../../src/policy/people.ts'
import type { Bench } from './bench.ts'
import { castOf, codeOf } from './content.ts'
import { type Fate, fates } from './shop.ts'

/** One thing that happens. Numbers pick from whatever is there when it happens. */
export type Happening =
  | { readonly do: 'say'; readonly who: number; readonly text: number; readonly pick: number }
  | { readonly do: 'confirm'; readonly how: number; readonly pick: number }
  | {
      readonly do: 'answer'
      readonly card: number
      readonly by: 'owner' | 'other'
      readonly option: 1 | 2
      readonly code: 'right' | 'wrong' | 'none' | 'used'
      readonly where: 'direct' | 'group' | 'phone'
    }
  | { readonly do: 'guess'; readonly who: number; readonly token: string }
  | { readonly do: 'form'; readonly who: number; readonly form: Heard['form']; readonly card: number }
  | { readonly do: 'backlog'; readonly card: number; readonly hours: number }
  | { readonly do: 'redeliver'; readonly pick: number; readonly otherText: boolean }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'crash'; readonly after: number; readonly again: number }
  | { readonly do: 'restart' }
  | { readonly do: 'fate'; readonly fate: Fate }
  | { readonly do: 'release' }
  | { readonly do: 'stranger' }
  | { readonly do: 'newPhone'; readonly who: number }

/** What people ask; `{order}`, `{name}` and `{unit}` are picked when it is said. */
const texts = [
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

/** Weights that let about half of the requests come to an end. */
export const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({ do: fc.constant('say' as const), who: small, text: fc.nat({ max: texts.length - 1 }), pick: small }),
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

/** One card that an approver holds. */
interface Card {
  readonly to: string
  readonly token: string
  readonly command: string
}

export interface Conversation {
  readonly people: readonly Person[]
  readonly strangersPhone: string
  /** Who has typed a grant of a command with a token of their own, and the code where one is due. */
  readonly grants: ReadonlyMap<string, ReadonlySet<string>>
  /** Who has typed `1` in any form. */
  readonly confirmed: ReadonlySet<string>
  readonly tokens: ReadonlySet<string>
  readonly codes: ReadonlySet<string>
  happen(what: Happening): Promise<void>
}

const strangersPhone = '+5521988887777'
const askers = ['ana', 'ana', 'alex', 'max', 'dora', 'beto', 'rita']

function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length]
}

/** People who speak on this bench. */
export function converse(bench: Bench): Conversation {
  const people = castOf(bench.rules.environment)
  const grants = new Map<string, Set<string>>()
  const confirmed = new Set<string>()
  const tokens = new Set<string>()
  const codes = new Set<string>()
  const lastCode = new Map<string, string>()
  const everShowedCode = new Set<string>()
  const strict = people.some((one) => one.stepUp === 'active')

  function cards(): readonly Card[] {
    const held = new Map<string, Card>()
    for (const { to, token, command } of bench.letters)
      if (token !== undefined && command !== undefined) held.set(token, { to, token, command })
    for (const token of held.keys()) tokens.add(token)
    return [...held.values()]
  }

  function names(): readonly string[] {
    return [...new Set(bench.letters.flatMap((one) => one.command ?? []))]
  }

  function fill(text: string, pick: number): string {
    return text
      .replace('{order}', String(40 + (pick % 4)))
      .replace('{unit}', `unit-${pick % 3}`)
      .replace('{name}', at(names().toReversed(), pick % 6) ?? 'C-2222')
  }

  async function confirm(how: number, pick: number): Promise<void> {
    const previews = bench.letters.filter((one) => one.kind === 'preview')
    const preview = at(previews.slice(-6).toReversed(), pick)
    if (preview === undefined) return
    const word = bench.rules.environment.toUpperCase()
    const ways = ['1', '1', `1 ${preview.command ?? ''}`, `1 ${word}`, `1 ${preview.command} ${word}`, '2']
    confirmed.add(preview.to)
    await bench.hear(preview.to, at(ways, how) ?? '1')
  }

  function codeFor(person: string, kind: 'right' | 'wrong' | 'none' | 'used'): string | null {
    if (!strict || kind === 'none') return null
    if (kind === 'used') return lastCode.get(person) ?? null
    const right = codeOf(person, bench.now())
    if (kind === 'right') {
      lastCode.set(person, right)
      return right
    }
    return String((Number(right) + 500_000) % 1_000_000).padStart(6, '0')
  }

  async function answer(what: Extract<Happening, { do: 'answer' }>): Promise<void> {
    const card = at(cards().slice(-8).toReversed(), what.card)
    if (card === undefined) return
    const other = at(people.filter((one) => one.id !== card.to), what.card)?.id ?? card.to
    const who = what.by === 'owner' ? card.to : other
    const code = codeFor(who, what.code)
    if (code !== null) codes.add(code)
    const text = `${what.option} ${card.token}${code === null ? '' : ` ${code}`}`
    if (what.option === 1 && who === card.to) counts(card, who, what.code, code)
    const phone = people.find((one) => one.id === who)?.identifiers[0] ?? who
    const place = what.where === 'group' ? { chat: 'group-1', direct: false } : {}
    await bench.hear(what.where === 'phone' ? phone : who, text, place)
  }

  /** An upper bound: whether it was in time, and whether it still counts, is not asked here. */
  function counts(card: Card, who: string, kind: string, code: string | null): void {
    if (strict && code !== null && kind === 'wrong') return
    if (strict && code === null && !everShowedCode.has(who)) return
    if (code !== null) everShowedCode.add(who)
    const given = grants.get(card.command) ?? new Set()
    grants.set(card.command, given.add(who))
  }

  async function redeliver(what: Extract<Happening, { do: 'redeliver' }>): Promise<void> {
    const message = at(bench.heard, what.pick)
    if (message === undefined) return
    if (what.otherText) {
      await bench.redeliver({ ...message, text: `${message.text} again` })
      return
    }
    const still = bench.shop.held() === 0 && isStill(bench)
    const before = still ? stateOf(bench) : null
    await bench.redeliver(message)
    if (before !== null && stateOf(bench) !== before)
      throw new Error(`Broken: a redelivered message changed something: ${message.text}`)
  }

  return {
    people,
    strangersPhone,
    grants,
    confirmed,
    tokens,
    codes,
    async happen(what) {
      const who = at(askers, 'who' in what ? what.who : 0) ?? 'ana'
      switch (what.do) {
        case 'say': {
          const text = fill(at(texts, what.text) ?? 'menu', what.pick)
          if (/^[1１]/u.test(text)) confirmed.add(who)
          return bench.hear(who, text)
        }
        case 'confirm':
          return confirm(what.how, what.pick)
        case 'answer':
          return answer(what)
        case 'guess':
          return bench.hear(who, `1 ${what.token}`)
        case 'form': {
          const token = at(cards(), what.card)
          const from = token?.to ?? who
          return bench.hear(from, token === undefined ? '1' : `1 ${token.token}`, { form: what.form })
        }
        case 'backlog': {
          const card = at(cards(), what.card)
          if (card === undefined) return
          const sentAt = bench.now() - (what.hours + 1) * 3_600_000
          return bench.hear(card.to, `1 ${card.token}`, { backlog: true, sentAt })
        }
        case 'redeliver':
          return redeliver(what)
        case 'wait':
          return bench.wait(what.minutes * 60_000)
        case 'crash':
          bench.life().dieAfter(what.after)
          bench.dieAgainAfter(what.again)
          return
        case 'restart':
          return bench.restart()
        case 'fate':
          bench.shop.fates.push(what.fate)
          return
        case 'release':
          bench.shop.release()
          return bench.quiet()
        case 'stranger':
          return bench.hear(strangersPhone, 'cancel order 42')
        case 'newPhone':
          return bench.identity(at(people, what.who)?.identifiers[0] ?? '')
      }
    },
  }
}

/** Nothing is under way that a redelivered message could bring along. */
function isStill(bench: Bench): boolean {
  const { queued } = bench.store().standing()
  return queued === 0 && bench.store().work(1).length === 0 && !bench.life().dying()
}

/** All rows: nothing at all may differ. */
function stateOf(bench: Bench): string {
  const tables = bench.look
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
  return tables
    .map((name) => JSON.stringify(bench.look.prepare(`SELECT * FROM ${String(name)}`).all()))
    .join('\n')
}
