// A random run under a generated pack: people ask, answer alone and together, delegate, are
// suspended and return, and wait to the very millisecond of a deadline, while the process restarts.

import { type Environment, environments, type Profile, profiles } from '../../src/policy/names.ts'
import type { Person } from '../../src/policy/people.ts'
import { type Bench, openBench } from './bench.ts'
import { type Chance, chanceOf } from './chance.ts'
import { castOf, codeOf, rulesFor } from './content.ts'
import type { Typed } from './pack-answers.ts'
import { makePack } from './pack-maker.ts'
import { watchPack } from './pack-watch.ts'
import { rewritePerson } from './scenes.ts'
import { spanOf, type WrittenPack } from './written-pack.ts'

const onCall = ['beto', 'gil', 'ana']
const requesters = ['ana', 'alex', 'max', 'rex'] as const
const approvers = ['beto', 'carla', 'edu', 'sara', 'otto', 'sol', 'max'] as const

export interface PackLife {
  readonly bench: Bench
  readonly chance: Chance
  readonly written: WrittenPack
  readonly watch: ReturnType<typeof watchPack>
  readonly typed: Map<string, Typed>
  readonly people: readonly Person[]
  readonly rolesEver: Map<string, readonly string[]>
  isRewritten: boolean
}

function castFor(environment: Environment): readonly Person[] {
  const cast = castOf(environment).map((one) => ({ ...one, stepUp: 'active' as const }))
  const [ana] = cast
  if (ana === undefined) throw new Error('Ana is in the cast.')
  const more: readonly (readonly [string, readonly string[]])[] = [
    ['hugo', ['admin']],
    ['sara', ['security']],
    ['otto', ['owner']],
    ['sol', ['security', 'owner']],
    ['gil', ['auditor']],
    ['rex', ['requester', 'security']],
  ]
  const others = more.map(([id, roles], index) => {
    const identifiers = [`+551190000005${index}`]
    return { ...ana, id, name: id[0]?.toUpperCase() + id.slice(1), roles, identifiers }
  })
  return [...cast, ...others]
}

export async function openPackLife(seed: number): Promise<PackLife> {
  const chance = chanceOf(seed)
  const { written, pack } = makePack(chance)
  const environment = chance.of(environments)
  const profile = chance.of<Profile>(profiles)
  const policy = { pack: 'mine', version: '1.0.0', profile }
  const until = Date.parse('2026-01-05T09:45:00Z')
  const rules = {
    ...rulesFor(environment, profile),
    ...{ pack, packs: new Map([['mine 1.0.0', pack]]), file: policy },
    binding: { ...policy, digest: pack.digest },
    duties: onCall.map((person) => ({ person, once: { from: 0, to: until } })),
  }
  const people = castFor(environment)
  const bench = await openBench({ rules, seed: `packs/${seed}`, people })
  const typed = new Map<string, Typed>()
  const rolesEver = new Map(
    people.map(({ id, roles }) => [id, onCall.includes(id) ? [...roles, 'on_call'] : roles]),
  )
  const life = { bench, chance, written, typed, people, rolesEver, isRewritten: false }
  const rolesOf = (person: string) => rolesEver.get(person) ?? []
  const isRewritten = () => watched.isRewritten
  const scene = { bench, written, environment, profile, typed, rolesOf, isRewritten }
  const watched: PackLife = Object.assign(life, { watch: watchPack(scene) })
  return watched
}

/** Sends one message, or several that arrive before any of them is settled. */
async function say(
  { bench, typed, watch }: PackLife,
  ...all: (readonly [who: string, text: string])[]
): Promise<void> {
  const at = bench.now()
  const heard = all.map(([from, text]) => {
    const id = `said-${typed.size}`
    typed.set(id, { who: from, text, at })
    const how = { id, from, chat: from, direct: true, form: 'text' } as const
    return bench.engine().listener.message({ ...how, text, sentAt: at, backlog: false })
  })
  await bench.during(Promise.all(heard))
  watch.after()
}

async function ask(life: PackLife, who: string, text: string): Promise<void> {
  const { bench, chance, written } = life
  const from = bench.letters.length
  await say(life, [who, text])
  const preview = bench.letters.slice(from).find((it) => it.kind === 'preview' && it.to === who)
  if (preview === undefined) return
  const word = chance.below(15) === 0 ? undefined : /^1 ([A-Z]+) - /m.exec(preview.text)?.[1]
  if (chance.below(12) === 0)
    await wait(life, spanOf(written.confirmation.expires) + chance.of([-1, 0, 1]))
  await say(life, [who, ['1', preview.command, word].filter(Boolean).join(' ')])
}

async function wait({ bench, watch }: PackLife, milliseconds: number): Promise<void> {
  await bench.wait(Math.max(0, milliseconds))
  watch.after()
}

/** Names of the newest commands in these states. */
function namesIn({ bench }: PackLife, ...states: readonly string[]): readonly string[] {
  const list = states.map((one) => `'${one}'`).join()
  const sql = `SELECT name FROM commands WHERE state IN (${list}) ORDER BY created_at DESC LIMIT 5`
  return bench.look.prepare(sql).pluck().all().map(String)
}

const nameIn = (life: PackLife, ...states: readonly string[]) =>
  life.chance.of([...namesIn(life, ...states), 'C-2222'])

/**
 * A random answer: mostly of a person with a card of the newest request, and mostly with a code
 * where one is needed.
 */
function answer(life: PackLife): readonly [string, string] | null {
  const { bench, chance, people } = life
  const open = namesIn(life, 'approval_requested')
  const name = chance.below(3) > 0 ? open[0] : open[chance.below(Math.max(1, open.length))]
  const cards = bench.letters.filter((one) => one.command === name && one.token !== undefined)
  if (name === undefined || cards.length === 0) return null
  const card = chance.below(4) === 0 ? chance.of(cards) : chance.of(cards.slice(-6))
  const who = chance.below(20) === 0 ? chance.of(people).id : card.to
  if (chance.below(9) === 0) return [who, `2 ${card.token}`]
  const stepUp = bench.look
    .prepare("SELECT record ->> '$.approval.stepUp' FROM commands WHERE name = ?")
    .pluck()
    .get(name)
  const isShown = stepUp === null ? chance.below(8) === 0 : chance.below(6) > 0
  return [who, `1 ${card.token}${isShown ? ` ${codeOf(who, bench.now())}` : ''}`]
}

async function answers(life: PackLife, count: number): Promise<void> {
  const all = Array.from({ length: count }, () => answer(life)).flatMap((one) =>
    one === null ? [] : [one],
  )
  if (all.length > 0) await say(life, ...all)
}

/** Changes a person's rights as an admin's command would, without its approvals. */
function rewritten(life: PackLife): void {
  const { bench, chance, rolesEver, watch } = life
  life.isRewritten = true
  const who = chance.of(approvers)
  const roles = chance.of([
    ['approver'],
    ['security'],
    ['owner', 'approver'],
    ['observer'],
    ['ghost'],
  ])
  const changes = [
    `json_set(record, '$.roles', json('${JSON.stringify(roles)}'))`,
    `json_set(record, '$.suspended', 'by_admin')`,
    `json_remove(record, '$.suspended')`,
  ]
  const change = chance.below(changes.length)
  if (change === 0) rolesEver.set(who, [...(rolesEver.get(who) ?? []), ...roles])
  rewritePerson(bench, who, changes[change] ?? '')
  watch.after()
}

const configs = ['create config u1 for core', 'set config u1 replicas 40', 'delete config u1']
const ofAdmins = [
  ...['suspend edu', 'restore rights of edu', 'grant sara admin.approve.recovery', 'suspend beto'],
  ...['lockdown on fire', 'lockdown off', 'break glass fire', 'end emergency', 'lift suspicion'],
]

type Move = (life: PackLife) => Promise<void>

const recovered: Move = (life) => {
  const { chance } = life
  const done = namesIn(life, 'succeeded').join(' ')
  const one = nameIn(life, 'succeeded', 'failed')
  const what = chance.of([`undo ${one}`, `retry ${one}`, `compensate ${done}`, `undo ${one}`])
  return ask(life, chance.of(['ana', 'alex', 'max', 'dora']), what)
}

const toTheMillisecond: Move = async (life) => {
  const due = life.bench.store().nextDeadline()
  if (due !== null) await wait(life, due - life.bench.now() + life.chance.of([-1, 0, 1]))
}

const moves: readonly (readonly [times: number, move: Move])[] = [
  [
    8,
    (life) => ask(life, life.chance.of(requesters), `cancel order ${40 + life.chance.below(20)}`),
  ],
  [3, (life) => ask(life, life.chance.of(['ana', 'rex']), life.chance.of(configs))],
  [3, (life) => ask(life, life.chance.of(['dora', 'hugo']), life.chance.of(ofAdmins))],
  [
    2,
    (life) => {
      const { chance, people } = life
      const until = chance.of(['1m', '4m', '9m', '2h'])
      return ask(life, chance.of(approvers), `delegate to ${chance.of(people).id} for ${until}`)
    },
  ],
  [1, (life) => say(life, [life.chance.of(approvers), 'revoke delegation'])],
  [3, recovered],
  [
    2,
    (life) =>
      say(life, [life.chance.of(approvers), `revoke ${nameIn(life, 'approval_requested')}`]),
  ],
  [1, (life) => say(life, ['ana', `ask again ${nameIn(life, 'approval_requested')}`])],
  [30, (life) => answers(life, 1)],
  [5, (life) => answers(life, 2 + life.chance.below(2))],
  [3, toTheMillisecond],
  [3, (life) => wait(life, life.chance.of([1_000, 29_999, 30_000, 60_000, 300_000]))],
  [1, ({ bench }) => bench.restart()],
  [1, async (life) => rewritten(life)],
  [
    1,
    async ({ bench, chance }) => void bench.shop.fates.push(chance.of(['fails', 'lost', 'done'])),
  ],
]
const bag = moves.flatMap(([times, move]) => Array.from({ length: times }, () => move))

/** Runs one random event. */
export const happenUnder = (life: PackLife): Promise<void> => life.chance.of(bag)(life)
