// A whole environment on a fresh home, with a clock that only the test moves and a shop that fails
// on demand.

import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MovedClock, movedClock } from '../src/cli/clock.ts'
import { advance } from '../src/engine/advance.ts'
import type { Log } from '../src/engine/engine.ts'
import type { Heard, Letter, Receipt } from '../src/engine/transport.ts'
import { type OpenEnvironment, openEnvironment } from '../src/environment/environment.ts'
import { createApps } from './chats/apps.ts'
import { type Carrier, type CarrierOf, playedCarrier } from './chats/carrier.ts'
import {
  editPack,
  furnish,
  isAdmin,
  type Name,
  putPackBack,
  type WorldOptions,
} from './chats/home.ts'
import { type Moment, type ShopFront, startShopFront } from './chats/shop-front.ts'

export type News =
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'log'; readonly message: string }

/** The lives of one environment, one after the other. */
interface Lives {
  readonly home: () => string
  /** Throws while the process is dead. */
  readonly opened: () => OpenEnvironment
  restart(): Promise<void>
  /** Start again from what lies on the disk at this moment, as after a power cut. */
  kill(): Promise<void>
  /** The process dies when the shop is asked to act, or has acted; `start` goes on from there. */
  killAt(moment: Moment): void
  start(): Promise<void>
  /** From the next start on another version of the pack is bound. */
  changePolicy(): void
  /** From the next start on the pack has other bytes under its version. */
  editPack(): void
  putPackBack(): void
  /** What was sent and logged since the last call, in order. */
  news(): readonly News[]
  /** Every letter so far. */
  sent(): readonly Letter[]
  end(): Promise<void>
  /** Delete every home. */
  remove(): void
}

export interface World extends Omit<Lives, 'opened' | 'end'> {
  readonly options: WorldOptions
  readonly shop: ShopFront
  readonly now: () => number
  /** When the people in it begin to speak; what was before is set-up. */
  readonly began: number
  hear(heard: Omit<Heard, 'sentAt'> & { readonly sentAt?: number }): Promise<void>
  wait(milliseconds: number): Promise<void>
  /** `aval people enrol`, `restore` or `admin`, in a terminal beside the open environment. */
  enrol(person: string): Promise<void>
  alone(act: 'restore' | 'admin', person: string): Promise<void>
  /** The code that the person's authenticator app shows now, or showed so many steps ago. */
  code(person: string, stepsAgo: number): string
  recoveryCode(person: string, number: number): string
  /** WhatsApp reports another key for this person's number, or another number. */
  identity(person: Name, what: 'key_changed' | 'alias_mismatch'): Promise<void>
  /** The person's phone reports this of every letter that was sent to it so far. */
  receipt(person: Name, state: Receipt['state'], error?: string): Promise<void>
  close(): Promise<void>
}

const shopToken = 's3cr3t-shop-token'
const morning = Date.parse('2026-01-05T09:00:00Z')
/** Apps are enrolled before; so long ago that no code of then is fresh any more. */
const setUpMs = 2 * 3_600_000

/**
 * Same options, same world: only ports differ, and nothing in it waits for the clock on the wall.
 * `carrierOf` says how its people reach it; without one they are played.
 */
export async function openWorld(
  options: WorldOptions,
  carrierOf: CarrierOf = playedCarrier,
): Promise<World> {
  const shop = await startShopFront(shopToken)
  const earlier = options.enrolled.length > 0 ? setUpMs : 0
  const clock = { ...movedClock(morning - earlier), pause: async () => undefined }
  const carrier = await carrierOf(options)
  const lives = await startLives(options, shop, clock, carrier)
  const apps = createApps(clock.now)
  const world: World = {
    ...lives,
    options,
    shop,
    now: clock.now,
    began: morning,
    async hear(heard) {
      const { engine } = lives.opened()
      await carrier.message(engine.ear, { sentAt: clock.now(), ...heard })
      await engine.tick()
      await engine.idle()
    },
    async wait(milliseconds) {
      await advance(lives.opened().engine, clock, clock.now() + milliseconds)
      await lives.opened().engine.idle()
    },
    async enrol(person) {
      await apps.enrol(lives.home(), options.environment, person)
      await lives.opened().engine.tick()
      await lives.opened().engine.idle()
    },
    async alone(act, person) {
      await apps.alone(lives.home(), options.environment, act, person)
      await lives.opened().engine.tick()
      await lives.opened().engine.idle()
    },
    code: apps.code,
    recoveryCode: apps.recoveryCode,
    async identity(person, what) {
      const { engine } = lives.opened()
      await carrier.identity(engine.ear, person, what)
      await engine.tick()
      await engine.idle()
    },
    async receipt(person, state, error) {
      const { engine } = lives.opened()
      const about = { state, ...(error === undefined ? {} : { error }) }
      for (const { id, to } of lives.sent()) if (to === person) engine.ear.receipt({ id, ...about })
      await engine.idle()
    },
    async close() {
      await lives.end()
      await carrier.close()
      await shop.close()
    },
  }
  await enrolFirst(world)
  return world
}

/** Apps that people have when the chat begins: an admin's first, who approves those of the others. */
async function enrolFirst(world: World): Promise<void> {
  const { enrolled, people } = world.options
  if (enrolled.length === 0) return
  const admin = people.find(isAdmin)
  if (admin === undefined) throw new Error('Somebody must be an admin where apps are enrolled.')
  await world.enrol(admin)
  for (const person of enrolled.filter((one) => one !== admin)) {
    // Each code is good once, so the next card waits for the next one.
    await world.wait(60_000)
    await world.enrol(person)
    const card = world.news().findLast((one) => one.kind === 'letter' && one.letter.to === admin)
    const token = card?.kind === 'letter' ? card.letter.token : undefined
    const text = `1 ${token} ${world.options.environment === 'dev' || world.options.environment === 'test' ? '' : world.code(admin, 0)}`
    await world.hear({
      id: `set-up-${person}`,
      from: admin,
      chat: admin,
      direct: true,
      form: 'text',
      text,
      backlog: false,
    })
  }
  await world.wait(world.began - world.now())
  world.news()
}

/** What a dead process says nobody hears. */
interface Life {
  readonly opened: OpenEnvironment
  isDead: boolean
}

async function startLives(
  options: WorldOptions,
  shop: ShopFront,
  clock: MovedClock,
  carrier: Carrier,
): Promise<Lives> {
  const homes = [freshFolder()]
  const home = () => homes.at(-1) ?? ''
  const news: News[] = []
  const sent: Letter[] = []
  const chance = drawer(options.seed)
  let version = '1.0.0'
  const hear = (one: News): void => {
    news.push(one)
    if (one.kind === 'letter') sent.push(one.letter)
  }
  const open = () => live(home(), options, { clock, chance, carrier, hear })

  /** What a crash leaves is what the files hold; copying them is synchronous, so nothing is torn. */
  function die(): void {
    life.isDead = true
    const next = freshFolder()
    cpSync(home(), next, { recursive: true })
    homes.push(next)
  }

  /** All letters are out first, so that what was heard before the death is always the same. */
  async function dieQuietly(): Promise<void> {
    const { desk } = life.opened
    while ((await desk.standing()).queued > 0) await new Promise((done) => setImmediate(done))
    die()
  }

  async function end(): Promise<void> {
    await life.opened.engine.idle()
    await life.opened.close()
  }

  furnish(home(), options, version, shop.url)
  let life = await open()
  return {
    home,
    opened() {
      if (life.isDead) throw new Error('The process is dead; the script must say "start" first.')
      return life.opened
    },
    async restart() {
      await end()
      furnish(home(), options, version, shop.url)
      life = await open()
    },
    async kill() {
      die()
      await end()
      life = await open()
    },
    killAt: (moment) => shop.atNextAct(moment, dieQuietly),
    async start() {
      if (!life.isDead) throw new Error('The process lives; "start" comes after a "kill when".')
      await end()
      shop.revive()
      life = await open()
    },
    changePolicy() {
      version = '1.0.1'
    },
    editPack: () => editPack(home(), options),
    putPackBack: () => putPackBack(home(), options),
    news: () => news.splice(0),
    sent: () => sent,
    end,
    remove() {
      for (const one of homes) rmSync(one, { recursive: true, force: true })
    },
  }
}

interface Surroundings {
  readonly clock: MovedClock
  readonly chance: () => string
  readonly carrier: Carrier
  readonly hear: (news: News) => void
}

async function live(home: string, options: WorldOptions, around: Surroundings): Promise<Life> {
  const state: { isDead: boolean } = { isDead: false }
  const hear = (one: News) => (state.isDead ? undefined : around.hear(one))
  const opened = await openEnvironment({
    home,
    environment: options.environment,
    version: '0.0.0',
    clock: around.clock,
    log: logTo(hear),
    transport: {
      ...around.carrier.transport(
        (letter) => hear({ kind: 'letter', letter }),
        () => state.isDead,
      ),
      tellsReceipts: options.receipts === true,
    },
    variables: { SHOP_TOKEN: shopToken },
    chance: around.chance,
  })
  await opened.engine.idle()
  return Object.assign(state, { opened })
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'aval-world-'))
}

function logTo(hear: (news: News) => void): Log {
  const write = (_about: object, message: string) => hear({ kind: 'log', message })
  return { info: () => undefined, warn: write, error: write }
}

/** 64 hexadecimal digits at each call, the same ones for the same seed. */
function drawer(seed: string): () => string {
  let drawn = 0
  return () => {
    drawn += 1
    return createHash('sha256').update(`${seed}/${drawn}`).digest('hex')
  }
}
