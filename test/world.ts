// A whole environment on a fresh home, with a clock that only the test moves and a shop that fails
// on demand.

import { cpSync, rmSync } from 'node:fs'
import { type ManualClock, manualClock } from '../src/cli/simulated/clock.ts'
import { advance } from '../src/engine/advance.ts'
import type { Log } from '../src/engine/engine-parts.ts'
import type { InboundMessage, Letter, Receipt } from '../src/engine/transport.ts'
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
import { freshFolder } from './fresh-folder.ts'
import { seededChance } from './model/chance.ts'

export type News =
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'log'; readonly message: string }

/** The processes of one environment, one after the other. */
interface Lives {
  readonly home: () => string
  /** Throws while the process is dead. */
  readonly opened: () => OpenEnvironment
  restart(): Promise<void>
  /** Restarts from the files as they are now, as after a power cut. */
  kill(): Promise<void>
  /** Kills the process when the shop is asked to act, or has acted; `start` restarts it. */
  killAt(moment: Moment): void
  start(): Promise<void>
  /** Binds another version of the pack from the next start on. */
  changePolicy(): void
  /** Changes the pack's bytes without a new version, from the next start on. */
  editPack(): void
  putPackBack(): void
  /** Letters and log lines since the last call, in order. */
  news(): readonly News[]
  /** Every letter so far. */
  sent(): readonly Letter[]
  end(): Promise<void>
  /** Deletes every home. */
  remove(): void
}

export interface World extends Omit<Lives, 'opened' | 'end'> {
  readonly options: WorldOptions
  readonly shop: ShopFront
  readonly now: () => number
  /** When the people begin to speak; everything before is set-up. */
  readonly began: number
  hear(heard: Omit<InboundMessage, 'sentAt'> & { readonly sentAt?: number }): Promise<void>
  wait(milliseconds: number): Promise<void>
  /** Runs `aval people enrol`, `restore` or `admin` beside the open environment. */
  enrol(person: string): Promise<void>
  alone(act: 'restore' | 'admin', person: string): Promise<void>
  /** The current code of the person's authenticator app, or an earlier one by so many steps. */
  code(person: string, stepsAgo: number): string
  recoveryCode(person: string, number: number): string
  /** WhatsApp reports another key for this person's number, or another number. */
  identity(person: Name, what: 'key_changed' | 'alias_mismatch'): Promise<void>
  /** The person's phone sends this receipt for every letter so far. */
  receipt(person: Name, state: Receipt['state'], error?: string): Promise<void>
  close(): Promise<void>
}

const shopToken = 's3cr3t-shop-token'
const morning = Date.parse('2026-01-05T09:00:00Z')
/** Apps are enrolled so long before that no code of then is valid any more. */
const setUpMs = 2 * 3_600_000

/**
 * Deterministic for its options: only ports differ, and nothing waits for real time. `carrierOf`
 * says how its people reach it; by default they are simulated.
 */
export async function openWorld(
  options: WorldOptions,
  carrierOf: CarrierOf = playedCarrier,
): Promise<World> {
  const shop = await startShopFront(shopToken)
  const earlier = options.enrolled.length > 0 ? setUpMs : 0
  const clock = { ...manualClock(morning - earlier), pause: async () => undefined }
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
      await carrier.message(engine.listener, { sentAt: clock.now(), ...heard })
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
      await carrier.identity(engine.listener, person, what)
      await engine.tick()
      await engine.idle()
    },
    async receipt(person, state, error) {
      const { engine } = lives.opened()
      const about = { state, ...(error === undefined ? {} : { error }) }
      for (const { id, to } of lives.sent())
        if (to === person) engine.listener.receipt({ id, ...about })
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

/**
 * Enrols the apps that people have when the chat begins: an admin's first, who approves the others.
 */
async function enrolFirst(world: World): Promise<void> {
  const { enrolled, people } = world.options
  if (enrolled.length === 0) return
  const admin = people.find(isAdmin)
  if (admin === undefined) throw new Error('Somebody must be an admin where apps are enrolled.')
  await world.enrol(admin)
  for (const person of enrolled.filter((one) => one !== admin)) {
    // Each code is valid once, so the next card waits for a new one.
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

/** One process; the output of a dead one is dropped. */
interface Life {
  readonly opened: OpenEnvironment
  isDead: boolean
}

async function startLives(
  options: WorldOptions,
  shop: ShopFront,
  clock: ManualClock,
  carrier: Carrier,
): Promise<Lives> {
  const homes = [freshFolder()]
  const home = () => homes.at(-1) ?? ''
  const news: News[] = []
  const sent: Letter[] = []
  const randomHex = seededChance(options.seed)
  let version = '1.0.0'
  const hear = (one: News): void => {
    news.push(one)
    if (one.kind === 'letter') sent.push(one.letter)
  }
  const open = () => live(home(), options, { clock, randomHex, carrier, hear })

  /** A crash leaves what the files hold; the copy is synchronous, so it is consistent. */
  function die(): void {
    life.isDead = true
    const next = freshFolder()
    cpSync(home(), next, { recursive: true })
    homes.push(next)
  }

  /** Waits until all letters are sent, so that a crash is deterministic. */
  async function dieQuietly(): Promise<void> {
    const { storeClient } = life.opened
    while ((await storeClient.standing()).queued > 0)
      await new Promise((done) => setImmediate(done))
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
  readonly clock: ManualClock
  readonly randomHex: () => string
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
    randomHex: around.randomHex,
  })
  await opened.engine.idle()
  return Object.assign(state, { opened })
}

function logTo(hear: (news: News) => void): Log {
  const write = (_about: object, message: string) => hear({ kind: 'log', message })
  return { info: () => undefined, warn: write, error: write }
}
