// The people of a soak: each makes a request with one right answer and waits for it.

import { randomUUID } from 'node:crypto'
import { type Phone, wordsOf } from '../../test/transports/stand-in/phone.ts'
import type { StandIn } from '../../test/transports/stand-in/stand-in.ts'
import type { Way } from '../../test/transports/stand-in/stanza.ts'
import type { Chance } from '../kill/chance.ts'
import type { Member } from './home.ts'

type Content = Parameters<StandIn['say']>[1]

export interface Stage {
  readonly server: StandIn
  readonly chance: Chance
  /** Epoch milliseconds on Aval's clock. */
  now(): number
  /** Whether the engine received the message. */
  heard(id: string): boolean
  readonly tally: Tally
}

/** Counts; `violations` are sentences, one for each rule that was broken. */
export interface Tally {
  said: number
  granted: number
  denied: number
  aborted: number
  /** Other endings: too late, too many, expired. */
  otherwise: number
  /** The WhatsApp id of each sent message, with the number of its sender. */
  readonly ids: (readonly [id: string, number: string])[]
  /** Answers that did not come in time. They may be late or lost. */
  readonly awaited: Awaited[]
  readonly violations: string[]
}

interface Awaited {
  hasCome(): boolean
  /** The violation to report when it never comes. */
  wrong(): string
}

export const emptyTally = (): Tally => ({
  said: 0, granted: 0, denied: 0, aborted: 0, otherwise: 0, ids: [], awaited: [], violations: [],
}) // biome-ignore format: one record

export interface Actor {
  readonly member: Member
  readonly phone: Phone
  /** The last message, for faults that send it again. */
  last: { readonly id: string; readonly said: Content } | undefined
  /** Whether Aval knows both the number and the LID of the person. */
  met: boolean
}

const patienceMs = 60_000
const tooLate = /arrived too late/
const addressings: readonly Way[] = [{ by: 'lid' }, { by: 'number' }, { by: 'lid', alias: null }]

/** Sends a message and waits for the answer; '' when none has come in time. */
async function ask(stage: Stage, who: Actor, said: Content, answer: RegExp): Promise<string> {
  const since = who.phone.received.items.length
  const id = randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()
  const way = who.met ? (addressings[stage.chance.below(3)] ?? {}) : {}
  stage.tally.said += 1
  stage.tally.ids.push([id, who.member.number])
  await stage.server.say(who.phone, said, { ...way, id, at: Math.floor(stage.now() / 1_000) })
  // Not earlier: a fault could send other words under this id first, and those would count.
  who.last = { id, said }
  const wrong = () => `${id} of ${who.member.id} got no ${answer}, ${fate(stage, id)}`
  const fits = (words: string) => answer.test(words) || tooLate.test(words)
  const found = await hears(stage, who, fits, since, wrong)
  who.met = true
  return found ?? ''
}

function fate({ server, heard, now }: Stage, id: string): string {
  const at = new Date(now()).toISOString()
  if (heard(id)) return `though it was heard, ${at}`
  if (server.mailbox?.thrownAway.includes(id)) return `for the client threw it away, ${at}`
  const isKept = server.mailbox?.waiting().some((node) => node.attrs['id'] === id)
  return isKept ? `and it still waits, ${at}` : `for it was taken and never heard, ${at}`
}

/** `undefined` when it has not come in time; whether it comes at all is checked at the end. */
async function hears(
  { tally }: Stage,
  { phone }: Actor,
  wanted: (words: string) => boolean,
  since: number,
  wrong: () => string,
): Promise<string | undefined> {
  const fits = ({ message }: (typeof phone.received.items)[number]) =>
    wanted(wordsOf(message) ?? '')
  const found = await phone.received.until(fits, 'answer', since, patienceMs).catch(() => undefined)
  if (found !== undefined) return wordsOf(found.message) ?? ''
  tally.awaited.push({ hasCome: () => phone.received.items.slice(since).some(fits), wrong })
  return undefined
}

/** Everybody writes first: Aval never starts a chat. */
export async function greet(stage: Stage, who: Actor): Promise<void> {
  await ask(stage, who, 'menu', /you may ask/)
}

/** One question, or one whole request with its approval. */
export async function act(stage: Stage, who: Actor, approver: Actor, order: number): Promise<void> {
  const chance = stage.chance.next()
  if (chance < 0.3) return void (await ask(stage, who, 'menu', /you may ask/))
  if (chance < 0.5) return void (await ask(stage, who, 'status', /artifacts? of evidence/))
  if (chance < 0.6) {
    return void (await ask(stage, who, { audioMessage: { ptt: true } }, /Voice notes never/))
  }
  const ending = await request(stage, who, approver, order)
  if (ending !== 'unknown') stage.tally[ending] += 1
}

type Ending = 'granted' | 'denied' | 'aborted' | 'otherwise' | 'unknown'

async function request(stage: Stage, who: Actor, approver: Actor, order: number): Promise<Ending> {
  const { chance } = stage
  const card = await ask(
    stage,
    who,
    `cancel order ${order}`,
    new RegExp(`cancel order ${order}\\b`),
  )
  const name = /C-[0-9A-Z]{4,}/.exec(card)?.[0]
  if (name === undefined || !card.includes('1 - Confirm')) return 'otherwise'
  const about = new RegExp(`${name}\\b`)
  if (chance.next() < 0.15) {
    await ask(stage, who, `2 ${name}`, about)
    return 'aborted'
  }
  const asked = approver.phone.received.items.length
  const confirmed = await ask(stage, who, `1 ${name}`, about)
  if (!/Waiting for/.test(confirmed)) return 'otherwise'
  const cardOf = (words: string) => about.test(words) && /^1 [2-9A-Z]{6}/m.test(words)
  const noCard = () => `${approver.member.id} got no card of ${name}`
  const theirs = await hears(stage, approver, cardOf, asked, noCard)
  const token = tokenOf(theirs ?? '', name)
  if (token === undefined) return 'unknown'
  const outcome = who.phone.received.items.length
  const denies = chance.next() < 0.1
  if (chance.next() < 0.03) await ask(stage, approver, '1 222222', /token/)
  const vote = denies ? `2 ${token} not today` : `1 ${token}`
  const answer = new RegExp(`${name}\\b|expired|already|not know this token`)
  const voted = await ask(stage, approver, vote, answer)
  // Nobody answers: the request expires.
  if (tooLate.test(voted)) return 'otherwise'
  const ended = (words: string) => about.test(words) && /Done:|Not done/.test(words)
  const never = () => `${who.member.id} never heard how ${name} ended`
  const told = await hears(stage, who, ended, outcome, never)
  if (told === undefined) return 'unknown'
  if (told.includes('Done:')) return 'granted'
  return denies ? 'denied' : 'otherwise'
}

/** The token in a card, or in the part of a digest that names the command. */
function tokenOf(words: string, name: string): string | undefined {
  const part = words.slice(Math.max(0, words.indexOf(name)))
  return /^1 ([2-9A-Z]{6})/m.exec(part)?.[1]
}
