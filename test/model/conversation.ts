// Random people: how they react to each event, and a record of what they said for the invariants.

import type { Person } from '../../src/policy/people.ts'
import type { Bench } from './bench.ts'
import { castOf, codeOf } from './content.ts'
import { type Happening, texts } from './random-events.ts'

/** One card that an approver holds. */
interface Card {
  readonly to: string
  readonly token: string
  readonly command: string
}

export interface Conversation {
  readonly people: readonly Person[]
  readonly strangersPhone: string
  /**
   * Who has typed a grant of a command with a token of their own, and with the code where needed.
   */
  readonly grants: ReadonlyMap<string, ReadonlySet<string>>
  /** Who has typed `1` in any form. */
  readonly confirmed: ReadonlySet<string>
  readonly tokens: ReadonlySet<string>
  readonly codes: ReadonlySet<string>
  happen(what: Happening): Promise<void>
}

/** The state of all people. */
interface Talk {
  readonly bench: Bench
  readonly people: readonly Person[]
  readonly grants: Map<string, Set<string>>
  readonly confirmed: Set<string>
  readonly tokens: Set<string>
  readonly codes: Set<string>
  readonly lastCode: Map<string, string>
  readonly everShowedCode: Set<string>
  /** Approvers need a second factor here. */
  readonly strict: boolean
}

const strangersPhone = '+5521988887777'
const askers = ['ana', 'ana', 'alex', 'max', 'dora', 'beto', 'rita']

function at<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[index % list.length]
}

/** Starts the people of a bench. */
export function converse(bench: Bench): Conversation {
  const people = castOf(bench.rules.environment)
  const talk: Talk = {
    bench,
    people,
    grants: new Map(),
    confirmed: new Set(),
    tokens: new Set(),
    codes: new Set(),
    lastCode: new Map(),
    everShowedCode: new Set(),
    strict: people.some((one) => one.stepUp === 'active'),
  }
  return { ...talk, strangersPhone, happen: (what) => happen(talk, what) }
}

async function happen(talk: Talk, what: Happening): Promise<void> {
  const { bench } = talk
  const who = at(askers, 'who' in what ? what.who : 0) ?? 'ana'
  switch (what.do) {
    case 'say':
      return say(talk, who, fill(bench, at(texts, what.text) ?? 'menu', what.pick))
    case 'confirm':
      return confirm(talk, what.how, what.pick)
    case 'request':
      return request(talk, what.by, `cancel order ${40 + what.order}`)
    case 'drill':
      return request(talk, 'dora', what.on ? 'lockdown on a drill' : 'lockdown off')
    case 'answer':
      return answer(talk, what)
    case 'guess':
      return bench.hear(who, `1 ${what.token}`)
    case 'form': {
      const card = at(cards(talk), what.card)
      const text = card === undefined ? '1' : `1 ${card.token}`
      return bench.hear(card?.to ?? who, text, { form: what.form })
    }
    case 'backlog': {
      const card = at(cards(talk), what.card)
      if (card === undefined) return
      const sentAt = bench.now() - (what.hours + 1) * 3_600_000
      return bench.hear(card.to, `1 ${card.token}`, { backlog: true, sentAt })
    }
    case 'redeliver':
      return redeliver(bench, what)
    case 'wait':
      return bench.wait(what.minutes * 60_000)
    case 'crash':
      bench.life().dieAfter(what.after)
      return bench.dieAgainAfter(what.again)
    case 'restart':
      return bench.restart()
    case 'fate':
      return void bench.shop.fates.push(what.fate)
    case 'release':
      bench.shop.release()
      return bench.quiet()
    case 'stranger':
      return bench.hear(strangersPhone, 'cancel order 42')
    case 'newPhone':
      return bench.identity(at(talk.people, what.who)?.identifiers[0] ?? '')
  }
}

async function request(talk: Talk, who: string, text: string): Promise<void> {
  const { bench } = talk
  const before = bench.letters.length
  await bench.hear(who, text)
  const preview = bench.letters
    .slice(before)
    .find((one) => one.kind === 'preview' && one.to === who)
  if (preview === undefined) return
  const word = /^1 ([A-Z]+) - /m.exec(preview.text)?.[1]
  const name = preview.command ?? ''
  await say(talk, who, word === undefined ? `1 ${name}` : `1 ${name} ${word}`)
}

async function say(talk: Talk, who: string, text: string): Promise<void> {
  if (/^[1１]/u.test(text)) talk.confirmed.add(who)
  await talk.bench.hear(who, text)
}

function fill(bench: Bench, text: string, pick: number): string {
  const names = [...new Set(bench.letters.flatMap((one) => one.command ?? []))]
  return text
    .replace('{order}', String(40 + (pick % 4)))
    .replace('{unit}', `unit-${pick % 3}`)
    .replace('{name}', at(names.toReversed(), pick % 6) ?? 'C-2222')
}

function cards(talk: Talk): readonly Card[] {
  const held = new Map<string, Card>()
  for (const { to, token, command } of talk.bench.letters)
    if (token !== undefined && command !== undefined) held.set(token, { to, token, command })
  for (const token of held.keys()) talk.tokens.add(token)
  return [...held.values()]
}

async function confirm(talk: Talk, how: number, pick: number): Promise<void> {
  const { bench } = talk
  const previews = bench.letters.filter((one) => one.kind === 'preview')
  const preview = at(previews.slice(-6).toReversed(), pick)
  if (preview === undefined) return
  const word = bench.rules.environment.toUpperCase()
  const name = preview.command ?? ''
  const ways = ['1', '1', `1 ${name}`, `1 ${word}`, `1 ${name} ${word}`, '2']
  talk.confirmed.add(preview.to)
  await bench.hear(preview.to, at(ways, how) ?? '1')
}

function codeFor(
  talk: Talk,
  who: string,
  kind: 'right' | 'wrong' | 'none' | 'used',
): string | null {
  if (!talk.strict || kind === 'none') return null
  if (kind === 'used') return talk.lastCode.get(who) ?? null
  const right = codeOf(who, talk.bench.now())
  if (kind === 'wrong') return String((Number(right) + 500_000) % 1_000_000).padStart(6, '0')
  talk.lastCode.set(who, right)
  return right
}

async function answer(talk: Talk, what: Extract<Happening, { do: 'answer' }>): Promise<void> {
  const card = at(cards(talk).slice(-8).toReversed(), what.card)
  if (card === undefined) return
  const others = talk.people.filter((one) => one.id !== card.to)
  const who = what.by === 'owner' ? card.to : (at(others, what.card)?.id ?? card.to)
  const code = codeFor(talk, who, what.code)
  if (code !== null) talk.codes.add(code)
  const text = `${what.option} ${card.token}${code === null ? '' : ` ${code}`}`
  if (what.option === 1 && who === card.to) counts(talk, card, what.code, code)
  const phone = talk.people.find((one) => one.id === who)?.identifiers[0] ?? who
  const place = what.where === 'group' ? { chat: 'group-1', direct: false } : {}
  await talk.bench.hear(what.where === 'phone' ? phone : who, text, place)
}

/** An upper bound: whether it came in time and still counts is not checked here. */
function counts(talk: Talk, card: Card, kind: string, code: string | null): void {
  if (talk.strict && code !== null && kind === 'wrong') return
  if (talk.strict && code === null && !talk.everShowedCode.has(card.to)) return
  if (code !== null) talk.everShowedCode.add(card.to)
  const given = talk.grants.get(card.command) ?? new Set()
  talk.grants.set(card.command, given.add(card.to))
}

async function redeliver(
  bench: Bench,
  what: Extract<Happening, { do: 'redeliver' }>,
): Promise<void> {
  const message = at(bench.heard, what.pick)
  if (message === undefined) return
  if (what.otherText) {
    await bench.redeliver({ ...message, text: `${message.text} again` })
    return
  }
  const before = bench.shop.held() === 0 && isStill(bench) ? stateOf(bench) : null
  await bench.redeliver(message)
  if (before !== null && stateOf(bench) !== before)
    throw new Error(`Broken: a redelivered message changed something: ${message.text}`)
}

/** Whether nothing is in progress that would change rows together with a redelivered message. */
function isStill(bench: Bench): boolean {
  const { queued } = bench.store().standing()
  return queued === 0 && bench.store().work(1).length === 0 && !bench.life().dying()
}

/** All rows of the file: none may differ. */
function stateOf(bench: Bench): string {
  const tables = bench.look
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all()
  return tables
    .map((name) => JSON.stringify(bench.look.prepare(`SELECT * FROM ${String(name)}`).all()))
    .join('\n')
}
