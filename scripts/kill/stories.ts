// The conversations of the kill test, each with the outcome that it must have.

import type { Chance } from './chance.ts'
import type { Door, Message } from './door.ts'

/** How one conversation must end, whatever was killed. */
export interface Told {
  readonly command: string
  /** `granted` by an approver, `ordinary` without approval, or `denied`. */
  readonly kind: 'granted' | 'ordinary' | 'denied'
  /** Whether it changed the shop. */
  readonly shop: boolean
}

export interface Teller {
  readonly door: Door
  readonly chance: Chance
  /** A message id that is unique in this run. */
  readonly freshId: () => string
}

/** Each requester has an order of their own, so that concurrent conversations do not conflict. */
export const requesters = [
  { id: 'ana', order: '42' },
  { id: 'eva', order: '7' },
  { id: 'gil', order: '8' },
  { id: 'hugo', order: '1001' },
] as const
export const approvers = ['beto', 'carla'] as const
const keeper = 'ivo'

export type Statuses = ReadonlyMap<string, 'open' | 'cancelled'>

/** Runs a conversation of every requester at once, line by line together; then an hour passes. */
export async function tellRound(
  teller: Teller,
  statuses: Statuses,
  round: number,
): Promise<{ readonly told: readonly Told[]; readonly statuses: Statuses }> {
  const { door, chance } = teller
  const seen = new Set(door.messages.keys())
  const fresh = (to: string, kind: string) =>
    [...door.messages.values()].find(
      (one) => one.to === to && one.kind === kind && !seen.has(one.id),
    )
  const asks = requesters.map(({ id, order }) => ({
    from: id,
    text: `${statuses.get(order) === 'cancelled' ? 'restore' : 'cancel'} order ${order}`,
  }))
  const speakers = [...asks, { from: keeper, text: unitAsk(round) }]
  speak(teller, speakers)
  const previews = await each(door, speakers, (one) => fresh(one.from, 'preview'), 'a preview')
  speak(
    teller,
    speakers.map((one) => ({ from: one.from, text: '1' })),
  )
  const decisions: Decision[] = []
  for (const [index, { id, order }] of requesters.entries()) {
    const command = previews[index]?.command ?? ''
    if (statuses.get(order) === 'cancelled') continue
    const approver = approvers[chance.below(approvers.length)] ?? approvers[0]
    const card = await door.until(`a card about ${command} for ${approver}`, () =>
      cardFor(door, command, approver),
    )
    decisions.push({ id, approver, card, grant: chance.next() < 0.8 })
  }
  speak(
    teller,
    decisions.map(({ approver, card, grant }) => ({
      from: approver,
      text: `${grant ? 1 : 2} ${card.token}${grant ? '' : ' not today'}`,
    })),
  )
  await each(door, speakers, (one) => fresh(one.from, 'outcome'), 'an outcome')
  door.say({ wait: '61m' })
  return ending(statuses, previews, decisions)
}

interface Decision {
  readonly id: string
  readonly approver: string
  readonly card: Message
  readonly grant: boolean
}

function ending(statuses: Statuses, previews: readonly Message[], decisions: readonly Decision[]) {
  const told = requesters.map(({ id, order }, index): Told => {
    const command = previews[index]?.command ?? ''
    if (statuses.get(order) === 'cancelled') return { command, kind: 'ordinary', shop: true }
    const granted = decisions.some((one) => one.id === id && one.grant)
    return { command, kind: granted ? 'granted' : 'denied', shop: granted }
  })
  const next = requesters.map(({ order }, index) => {
    const was = statuses.get(order) ?? 'open'
    const other = was === 'open' ? 'cancelled' : 'open'
    return [order, told[index]?.shop === true ? other : was] as const
  })
  const unit: Told = { command: previews.at(-1)?.command ?? '', kind: 'ordinary', shop: false }
  return { told: [...told, unit], statuses: new Map(next) }
}

/** The first round creates the unit, the others change it. */
function unitAsk(round: number): string {
  return round === 0
    ? 'create config checkout for shop'
    : `set config checkout replicas ${replicasAt(round)}`
}

export function replicasAt(round: number): number {
  return 2 + (round % 40)
}

function cardFor(door: Door, command: string, approver: string): Message | undefined {
  return [...door.messages.values()].find(
    (one) => one.kind === 'approval_request' && one.to === approver && one.command === command,
  )
}

/** All in one write, or one by one without waiting. */
function speak(teller: Teller, lines: readonly { from: string; text: string }[]): void {
  teller.door.say(...lines.map((one) => ({ ...one, id: teller.freshId() })))
}

async function each<One extends { from: string }>(
  door: Door,
  all: readonly One[],
  found: (one: One) => Message | undefined,
  what: string,
): Promise<readonly Message[]> {
  const messages: Message[] = []
  for (const one of all)
    messages.push(await door.until(`${what} for ${one.from}`, () => found(one)))
  return messages
}
