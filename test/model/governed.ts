// A random life full of changed rights: who may decide, and under what, changes while requests wait.

import { type Bench, openBench } from './bench.ts'
import { castOf, codeOf, rulesFor, withPack } from './content.ts'
import { fates } from './shop.ts'

/** Picks one of a list, or a whole number below a limit; the same seed picks the same. */
export interface Chance {
  of<T>(list: readonly T[]): T
  below(limit: number): number
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  // Mulberry32: small, and good enough to pick by.
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return {
    below,
    of(list) {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('There is nothing to pick from.')
      return found
    },
  }
}

export type Place = 'dev' | 'prod'

/** Freezes S2 and S3 for an hour, soon after the beginning. */
export const freeze = {
  name: 'soon',
  classes: ['S2' as const, 'S3' as const],
  once: { from: '2026-01-05T11:00:00Z', to: '2026-01-05T12:00:00Z' },
}

function governedCast(place: Place) {
  const stepUp = place === 'prod' ? ('active' as const) : ('none' as const)
  const more = (id: string, tenant: string, role: string, phone: string) => ({
    ...{ id, name: id, tenant: `${place}:${tenant}`, roles: [role], grants: [] },
    ...{ locale: 'en', identifiers: [phone], stepUp },
  })
  return [
    ...castOf(place),
    more('hugo', 'acme', 'admin', '+5511900000031'),
    more('gus', 'globex', 'requester', '+5511900000032'),
    more('rui', 'globex', 'approver', '+5511900000033'),
  ]
}

export function openGoverned(place: Place, seed: number): Promise<Bench> {
  const profile = place === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  const rules = withPack(rulesFor(place, profile), { freezes: [freeze] })
  return openBench({ rules, seed: String(seed), people: governedCast(place) })
}

/** Whose own hand typed a grant, by command's name. */
export type Hands = Map<string, Set<string>>

export interface Walk {
  readonly bench: Bench
  readonly place: Place
  readonly chance: Chance
  readonly hands: Hands
  /** Called before and after each thing that happens. */
  readonly before: () => void
  readonly after: () => void
}

const requesters = ['ana', 'alex', 'max', 'gus', 'beto'] as const
const deciders = ['beto', 'carla', 'edu', 'max', 'dora', 'hugo', 'rita', 'rui'] as const
const minute = 60_000

async function heard(walk: Walk, who: string, text: string, more = {}): Promise<void> {
  walk.before()
  await walk.bench.hear(who, text, more)
  walk.after()
}

/** Asked, and confirmed in the words of its preview. */
async function asked(walk: Walk, who: string, text: string): Promise<void> {
  const { bench } = walk
  const from = bench.letters.length
  await heard(walk, who, text)
  const shown = bench.letters.slice(from).find((one) => one.kind === 'preview' && one.to === who)
  if (shown?.command === undefined) return
  const word = /^1 ([A-Z]+) - /m.exec(shown.text)?.[1]
  await heard(walk, who, `1 ${shown.command}${word === undefined ? '' : ` ${word}`}`)
}

interface Card {
  readonly to: string
  readonly token: string
  readonly command: string
}

function cardsOf({ bench }: Walk, after = 0): readonly Card[] {
  return bench.letters
    .slice(after)
    .flatMap(({ to, token, command }) =>
      token === undefined || command === undefined ? [] : [{ to, token, command }],
    )
}

/** One answer to one card: mostly its owner's, with a code where one is asked for. */
async function answered(walk: Walk, card: Card): Promise<void> {
  const { bench, chance, place } = walk
  const who = chance.below(8) === 0 ? chance.of(deciders) : card.to
  const option = chance.below(7) === 0 ? 2 : 1
  const withCode = place === 'prod' && chance.below(5) > 0
  if (withCode && chance.below(2) === 0) await bench.wait(31_000)
  const code = withCode ? ` ${codeOf(who, bench.now())}` : ''
  const form = chance.below(12) === 0 ? ({ form: 'edit' } as const) : {}
  if (option === 1 && who === card.to && !('form' in form)) {
    const known = walk.hands.get(card.command) ?? new Set()
    walk.hands.set(card.command, known.add(who))
  }
  await heard(walk, who, `${option} ${card.token}${code}`, form)
}

/** Asked, and answered at once by those who got a card. */
async function carried(walk: Walk, who: string, text: string): Promise<void> {
  const from = walk.bench.letters.length
  await asked(walk, who, text)
  for (const card of cardsOf(walk, from).slice(0, 3)) await answered(walk, card)
}

/** One that is in this state, and who asked for it. */
function anyIn({ bench, chance }: Walk, state: string): { name: string; requester: string } {
  const rows = bench.look.prepare(
    `SELECT record ->> '$.name' AS name, record ->> '$.requester' AS requester FROM commands
     WHERE state = ? AND record ->> '$.safetyClass' <> 'S0' ORDER BY created_at DESC LIMIT 8`,
  )
  const found = rows.all(state) as { name: string; requester: string }[]
  return found.length === 0 ? { name: 'C-2222', requester: 'ana' } : chance.of(found)
}

/** What changes who may decide, or under what. */
function governing(walk: Walk): readonly [string, string, boolean] {
  const { chance } = walk
  const admin = chance.of(['dora', 'hugo'])
  const person = chance.of(deciders)
  const decider = chance.of(deciders)
  const to = chance.of([...requesters, ...deciders])
  const waiting = anyIn(walk, 'approval_requested').name
  const all: readonly (readonly [string, string, boolean])[] = [
    [decider, `delegate to ${to} until ${chance.of(['tomorrow', '10:00', '11:30'])}`, false],
    [decider, `delegate to ${to} until tomorrow`, false],
    [decider, `delegate to ${to} until tomorrow`, false],
    [decider, 'revoke delegation', false],
    [admin, `suspend ${person}`, true],
    [admin, `restore rights of ${person}`, true],
    [admin, `restore rights of ${person}`, true],
    [admin, `make ${person} ${chance.of(['approver', 'requester', 'admin'])}`, true],
    [admin, `unmake ${person} ${chance.of(['approver', 'admin'])}`, true],
    [decider, 'break glass the roof is on fire', false],
    [admin, 'end emergency', false],
    [admin, `use policy strong 1.0.0 ${chance.of(profilesBound)}`, true],
    [admin, `use policy strong 1.0.0 ${chance.of(profilesBound)}`, true],
    [admin, chance.of(['lockdown on it looks odd', 'lift suspicion']), false],
    [admin, 'lockdown off', true],
    [admin, 'lockdown off', true],
    [admin, `lockdown class ${chance.of(['S2', 'S3', 'R1', 'R3'])} for 10m a look`, false],
    [admin, 'lockdown connector shop for 5m a look', false],
    [decider, `revoke ${waiting}`, false],
    [decider, `revoke ${waiting}`, false],
  ]
  return chance.of(all)
}

const profilesBound = ['HAPF-Basic', 'HAPF-Strong', 'HAPF-Operational'] as const

function wish(walk: Walk): readonly [string, string] {
  const { chance } = walk
  const who = chance.of(requesters)
  const order = 40 + chance.below(20)
  const unit = `unit-${chance.below(6)}`
  const failed = anyIn(walk, 'failed')
  const done = anyIn(walk, 'succeeded')
  return chance.of<readonly [string, string]>([
    ...[0, 1, 2, 3, 4].map(() => [who, `cancel order ${order}`] as const),
    [who, `restore order ${order}`],
    [who, `create config ${unit} for shop`],
    [who, `set config ${unit} replicas 2`],
    [who, `delete config ${unit}`],
    [failed.requester, `retry ${failed.name}`],
    [failed.requester, `retry ${failed.name}`],
    [done.requester, `undo ${done.name}`],
    [done.requester, `compensate ${done.name}`],
    [who, `ask again ${anyIn(walk, 'approval_requested').name}`],
  ])
}

/** Time goes on; sometimes to the very millisecond at which something ends, or to just before it. */
async function time(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const due = bench.store().nextDeadline()
  walk.before()
  if (due !== null && due > bench.now() && chance.below(3) === 0)
    bench.leap(due - bench.now() - chance.of([1, 0]))
  else await bench.wait(chance.of([1, 4, 7, 14, 16, 29, 31, 61]) * minute)
  walk.after()
}

/** One thing that happens. */
export async function step(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const drawn = chance.below(100)
  if (drawn < 16) return asked(walk, ...wish(walk))
  if (drawn < 40) return carried(walk, ...wish(walk))
  if (drawn < 52) {
    const [who, text, needsCards] = governing(walk)
    return needsCards ? carried(walk, who, text) : asked(walk, who, text)
  }
  if (drawn < 62) return meanwhile(walk)
  if (drawn < 78) {
    const cards = cardsOf(walk).slice(-10)
    return cards.length === 0 ? undefined : answered(walk, chance.of(cards))
  }
  if (drawn < 84) return time(walk)
  if (drawn < 86) return bench.restart()
  if (drawn < 89) return bench.life().dieAfter(1 + chance.below(40))
  if (drawn < 94)
    return void bench.shop.fates.push(chance.of(['fails', 'fails', 'fails', 'fails', ...fates]))
  if (drawn < 96) return bench.shop.release()
  if (drawn < 98) return redelivered(walk)
  const known = governedCast(walk.place).filter((one) => deciders.some((id) => id === one.id))
  walk.before()
  await bench.identity(chance.of(known).identifiers[0] ?? '')
  walk.after()
}

/** The next answer of a waiting request, and what was true when it was asked is true no more. */
async function meanwhile(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  const { name } = anyIn(walk, 'approval_requested')
  const cards = cardsOf(walk).filter((one) => one.command === name)
  const [first, ...others] = cards
  if (first === undefined) return
  if (others.length > 0 && chance.below(2) === 0) await typed(walk, first)
  const { to } = first
  const sql = "SELECT record ->> '$.approval.expiresAt' FROM commands WHERE name = ?"
  const end = Number(bench.look.prepare(sql).pluck().get(name))
  const moments = [end, end - 1, Date.parse(freeze.once.from), Date.parse(freeze.once.to) - 1]
  const moment = chance.of(moments)
  const phone = governedCast(walk.place).find((one) => one.id === to)?.identifiers[0] ?? ''
  switch (chance.below(7)) {
    case 0:
      walk.before()
      await bench.identity(phone)
      walk.after()
      break
    case 1:
      await carried(walk, to === 'dora' ? 'hugo' : 'dora', `suspend ${to}`)
      break
    case 2:
      await carried(walk, to === 'dora' ? 'hugo' : 'dora', `unmake ${to} approver`)
      break
    case 3:
      for (const who of deciders) await asked(walk, who, 'revoke delegation')
      break
    case 4:
      await asked(walk, chance.of(deciders), `delegate to ${to} until tomorrow`)
      break
    default:
      // Nothing looks at the clock in between.
      if (moment > bench.now()) bench.leap(moment - bench.now())
  }
  for (const card of [...others, first]) await typed(walk, card)
}

/** As its owner should answer it. */
async function typed(walk: Walk, card: Card): Promise<void> {
  const code = walk.place === 'prod' ? ` ${codeOf(card.to, walk.bench.now())}` : ''
  const known = walk.hands.get(card.command) ?? new Set()
  walk.hands.set(card.command, known.add(card.to))
  await heard(walk, card.to, `1 ${card.token}${code}`)
}

async function redelivered(walk: Walk): Promise<void> {
  const { bench, chance } = walk
  if (bench.heard.length === 0) return
  walk.before()
  await bench.redeliver(chance.of(bench.heard))
  walk.after()
}
