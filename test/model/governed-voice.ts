// What people type in a random run, recorded so that a witness knows it: requests, confirmations,
// answers.

import type { InboundMessage } from '../../src/engine/transport.ts'
import type { Bench } from './bench.ts'
import type { Chance } from './chance.ts'
import { codeOf } from './content.ts'
import { deciders, type Place, phoneOf } from './governed-cast.ts'
import { inOwnWords, oddForms, type Spelt, spelt } from './governed-words.ts'
import type { Programs } from './programs.ts'
import { type SaidById, saidKey } from './spoken-record.ts'

export interface Walk {
  readonly bench: Bench
  readonly place: Place
  readonly chance: Chance
  readonly said: SaidById
  /** Called before and after each event. */
  readonly before: () => void
  readonly after: () => void
  readonly programs: Programs
  /** Cards of the other environments. */
  readonly foreign: () => readonly Card[]
}

export interface Card {
  readonly to: string
  readonly token: string
  readonly command: string
}

export function cardsOf({ bench }: Pick<Walk, 'bench'>, after = 0): readonly Card[] {
  return bench.letters
    .slice(after)
    .flatMap(({ to, token, command }) =>
      token === undefined || command === undefined ? [] : [{ to, token, command }],
    )
}

/** Runs one event, and checks it against the state before it. */
export async function runChecked(walk: Walk, happen: () => Promise<void>): Promise<void> {
  walk.before()
  await happen()
  walk.after()
}

/** Sends a message from a phone; `meant` is its meaning where it can decide something. */
export async function send(
  walk: Walk,
  who: string,
  { text, meant }: { readonly text: string; readonly meant?: string },
  more: Partial<InboundMessage> = {},
): Promise<void> {
  const { bench, said, place } = walk
  const id = more.id ?? `w${said.size + 1}`
  const isText = (more.form ?? 'text') === 'text' && more.backlog !== true
  // A sender with the identifiers of two people is neither of them.
  const isKnown = more.alias === undefined || more.alias === phoneOf(place, who)
  const where = more.direct === false ? (more.chat ?? 'group') : who
  const known = meant === undefined || !isText || !isKnown ? {} : { meant }
  // The first content under an id counts, with its meaning.
  const key = saidKey(who, id)
  if (!said.has(key)) said.set(key, { who, place: where, ...known })
  const from = walk.chance.below(5) === 0 ? phoneOf(place, who) : who
  const letters = bench.letters.length
  await runChecked(walk, () => bench.hear(from, text, { id, chat: who, ...more }))
  const isEnrolled = bench.look.prepare('SELECT 1 FROM people WHERE id = ?').get(who) !== undefined
  const isAwake =
    isKnown &&
    isEnrolled &&
    !bench.life().dying() &&
    bench.shop.held() === 0 &&
    more.id === undefined
  if (isAwake && bench.letters.slice(letters).every((one) => one.to !== who))
    throw new Error(`Broken: ${who} said "${text}" and heard nothing`)
}

/** Says it without variations, in the person's language or in English. */
export function sayPlainly(walk: Walk, who: string, english: string, more = {}): Promise<void> {
  const text = walk.chance.below(3) > 0 ? inOwnWords(who, english) : english
  return send(walk, who, { text, meant: text }, more)
}

/** Requests, and confirms as the preview says. */
export async function requestAndConfirm(walk: Walk, who: string, text: string): Promise<void> {
  const { bench, chance } = walk
  const from = bench.letters.length
  const where = chance.below(9) === 0 ? { chat: 'group-1', direct: false } : {}
  await sayPlainly(walk, who, text, where)
  const shown = bench.letters.slice(from).find((one) => one.kind === 'preview' && one.to === who)
  if (shown?.command === undefined) return
  const word = /^1 ([A-Z]+) - /m.exec(shown.text)?.[1]
  const name = chance.below(5) === 0 ? '' : ` ${shown.command}`
  const answer = `1${name}${word === undefined ? '' : ` ${word}`}`
  await send(walk, who, { text: answer, meant: answer }, where)
}

/** An answer to a card, in a random spelling. */
function answer(
  walk: Walk,
  who: string,
  written: Spelt,
  meant: string,
  more: Partial<InboundMessage>,
) {
  const { text, isSame } = written
  return send(walk, who, { text, ...(isSame ? { meant } : {}) }, more)
}

/** How an answer arrives: mostly in a direct chat, as plain text. */
function randomArrival({ bench, chance, place }: Walk): Partial<InboundMessage> {
  const chat = chance.of(deciders)
  const late = bench.now() - 6 * 60_000
  const ways: readonly Partial<InboundMessage>[] = [
    { form: chance.of(oddForms) },
    { chat: 'group-1', direct: false },
    { chat },
    { quotes: bench.letters.at(-1 - chance.below(9))?.id ?? 'x' },
    { quotes: bench.letters[0]?.id ?? 'x' },
    { alias: phoneOf(place, chat) },
    { backlog: true, sentAt: late },
  ]
  return chance.of(ways)
}

/** Mostly the right code; else somebody else's, an old one, or a random one. */
function randomCode({ bench, chance }: Walk, who: string): string {
  const ways = [
    () => codeOf(chance.of(deciders), bench.now()),
    () => codeOf(who, bench.now() - chance.of([61_000, 31_000])),
    () => String(100_000 + chance.below(899_999)),
  ]
  return chance.below(6) > 0 ? codeOf(who, bench.now()) : chance.of(ways)()
}

/** Answers one card: mostly its owner, with a code where one is needed. */
export async function answerCard(walk: Walk, card: Card): Promise<void> {
  const { bench, chance, place } = walk
  const who = chance.below(8) === 0 ? chance.of(deciders) : card.to
  const option = chance.below(7) === 0 ? 2 : 1
  const withCode = place === 'prod' && chance.below(5) > 0
  if (withCode && chance.below(2) === 0) await runChecked(walk, () => bench.wait(31_000))
  const code = withCode ? ` ${randomCode(walk, who)}` : ''
  const text = `${option} ${card.token}${code}`
  const more = chance.below(4) > 0 ? {} : randomArrival(walk)
  await answer(walk, who, spelt(chance, text, card.token), text, more)
}

/** The right answer of the right person, in a form that hardly ever should count. */
export async function answerOddly(walk: Walk, card: Card): Promise<void> {
  const { bench, chance, place } = walk
  const code = place === 'prod' ? ` ${codeOf(card.to, bench.now())}` : ''
  const text = `1 ${card.token}${code}`
  if (chance.below(2) === 0) await send(walk, card.to, { text, meant: text }, randomArrival(walk))
  else await answer(walk, card.to, spelt(chance, text, card.token, false), text, {})
}

/** As its owner should answer it. */
export async function answerCorrectly(walk: Walk, card: Card): Promise<void> {
  const { bench, chance, place } = walk
  // Waits for a new code, without a tick: each is valid once.
  if (place === 'prod' && chance.below(4) > 0) bench.leap(31_000)
  // For S2 a code of the last hour is enough.
  const withCode = place === 'prod' && chance.below(3) > 0
  const text = `1 ${card.token}${withCode ? ` ${codeOf(card.to, bench.now())}` : ''}`
  await send(walk, card.to, { text, meant: text })
}

/** Requests, and the people with cards answer at once. */
export async function requestAndApprove(walk: Walk, who: string, text: string): Promise<void> {
  const from = walk.bench.letters.length
  await requestAndConfirm(walk, who, text)
  for (const card of cardsOf(walk, from).slice(0, 3)) await answerCard(walk, card)
}
