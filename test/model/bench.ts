// One environment for tests: real store, store client, engine, words and steps; fake transport,
// clock, randomness and shop. It can crash at any boundary, and is then restarted as a new process
// would be.

import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { factorPlace } from '../../src/command/answered/step-up.ts'
import type { Step } from '../../src/command/changes.ts'
import type { Event } from '../../src/command/event.ts'
import type { Rules } from '../../src/command/facts.ts'
import type { Connector } from '../../src/engine/connector.ts'
import { createDecide } from '../../src/engine/decide.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { Log } from '../../src/engine/engine-parts.ts'
import type { ConnectorOf } from '../../src/engine/perform.ts'
import { createStoreClient, type StoreClient } from '../../src/engine/store-client/store-client.ts'
import type { InboundMessage, Letter, Transport } from '../../src/engine/transport.ts'
import { openConnectors } from '../../src/environment/connectors.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { textsInForce } from '../../src/environment/texts.ts'
import { sha256 } from '../../src/evidence/canonical.ts'
import type { Person } from '../../src/policy/people.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Decide, Store } from '../../src/store/store.ts'
import { keyIn } from '../connectors/fixtures.ts'
import { freshFolder } from '../fresh-folder.ts'
import { seededChance } from './chance.ts'
import { castOf, secretOf, shippedLanguages, shippedSettings } from './content.ts'
import { createLife, type Life } from './crashing-process.ts'
import { type Act, memoryShop, type Shop } from './shop.ts'

export interface BenchOptions {
  readonly rules: Rules
  readonly seed: string
  readonly people?: readonly Person[]
  /** How the transport accepts a letter; default: as sent. */
  readonly sending?: (letter: Letter) => 'sent' | 'later'
}

/** The parts of one process. */
interface Running {
  readonly life: Life
  readonly store: Store
  readonly storeClient: StoreClient
  readonly engine: Engine
}

export interface Bench {
  readonly file: string
  readonly rules: Rules
  readonly shop: Shop
  /** Every letter given to the transport, in order, repeats included. */
  readonly letters: readonly Letter[]
  /** Messages of logged errors. */
  readonly errors: readonly string[]
  /** Every message that was durably received, for redelivery. */
  readonly heard: readonly InboundMessage[]
  /** A second, read-only connection to the file. */
  readonly look: Database.Database
  readonly life: () => Life
  readonly storeClient: () => StoreClient
  readonly store: () => Store
  readonly engine: () => Engine
  now(): number
  /**
   * Receives one message and settles all that follows; crashes and restarts where that is planned.
   */
  hear(from: string, text: string, more?: Partial<InboundMessage>): Promise<void>
  redeliver(message: InboundMessage): Promise<void>
  identity(identifier: string): Promise<void>
  /**
   * Runs something from outside until it is done or the process has crashed, and all that follows.
   */
  during(task: Promise<unknown>): Promise<void>
  wait(milliseconds: number): Promise<void>
  /** Advances the clock without a tick. */
  leap(milliseconds: number): void
  /** Runs until nothing is in progress, except slow calls of the shop. */
  quiet(): Promise<void>
  /** Plans a crash of the next process too, that many boundaries after its start; 0 for none. */
  dieAgainAfter(boundaries: number): void
  /** Crashes and restarts, with other rules if given. */
  restart(rules?: Rules): Promise<void>
  close(): Promise<void>
}

const firstMoment = Date.UTC(2026, 0, 5, 9)

/** The vault does not encrypt here: encryption is tested in environment/vault.test.ts. */
export const vault = {
  seal: (secret: string, place: string) => Buffer.from(`${place}\n${secret}`).toString('base64url'),
  open(sealed: string, place: string) {
    const [where, secret] = Buffer.from(sealed, 'base64url').toString().split('\n')
    if (where !== place || secret === undefined) throw new Error('It was sealed somewhere else.')
    return secret
  },
  mark: sha256,
}

/** All that survives a crash, and the current process. */
interface World {
  readonly options: BenchOptions
  readonly file: string
  readonly randomHex: () => string
  readonly shop: Shop
  readonly letters: Letter[]
  readonly errors: string[]
  readonly heard: InboundMessage[]
  readonly unanswered: InboundMessage[]
  readonly clock: { now(): number; pause(): Promise<undefined> }
  rules: Rules
  at: number
  count: number
  again: number
  look: Database.Database | null
}

type LivingWorld = World & { running: Running }

/** A bench that has started and enrolled its people. The caller must close it. */
export async function openBench(options: BenchOptions): Promise<Bench> {
  const begun = createWorld(options)
  const world: LivingWorld = Object.assign(begun, { running: launch(begun) })
  const look = new Database(world.file, { readonly: true })
  world.look = look
  const people = options.people ?? castOf(options.rules.environment)
  await world.running.engine.notice({ what: 'service.start', aligned: true, enrol: people })
  await world.running.engine.start()
  await settle(world)
  return Object.assign(readingOf(world, look), doingOf(world, look))
}

function createWorld(options: BenchOptions): World {
  const errors: string[] = []
  const world: World = {
    options,
    file: join(freshFolder(), 'aval.db'),
    randomHex: seededChance(options.seed),
    shop: memoryShop((act) => {
      if (world.look !== null && startsOf(world.look, act) !== 1)
        throw new Error(`The shop acts, but no durable start stands behind ${act.key}.`)
    }),
    letters: [],
    errors,
    heard: [],
    unanswered: [],
    clock: { now: () => world.at, pause: async () => undefined },
    rules: options.rules,
    at: firstMoment,
    count: 0,
    again: 0,
    look: null,
  }
  return world
}

/** A new process over the same file. */
function launch(world: World): Running {
  const { rules, file, randomHex, clock } = world
  const life = createLife()
  const system = { environment: rules.environment, instance: 'model', version: '0.0.0' }
  const drawn = () => {
    life.inside('a draw')
    return randomHex()
  }
  const mayBegin = !existsSync(file)
  const store = openStore({
    ...{ file, system, keys: [], randomHex: drawn, vault, mayBegin },
    texts: textsInForce(rules),
  })
  const languages = shippedLanguages()
  const storeClient = mortalStoreClient(
    life,
    createStoreClient(store, mortalDecide(life, createDecide(rules, languages))),
  )
  const transport = mortalTransport(life, (letter) => {
    const state = world.options.sending?.(letter) ?? 'sent'
    if (state === 'sent') world.letters.push(letter)
    return state
  })
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (about, message) => void world.errors.push(`${message} ${JSON.stringify(about)}`),
  }
  const connectorOf = connectorsOf(life, rules, storeClient, world.shop, clock)
  const parts = { rules, languages, storeClient, transport, connectorOf, clock, log, randomHex }
  return { life, store, storeClient, engine: createEngine(parts) }
}

function readingOf(world: LivingWorld, look: Database.Database) {
  return {
    file: world.file,
    get rules() {
      return world.rules
    },
    shop: world.shop,
    letters: world.letters,
    errors: world.errors,
    heard: world.heard,
    look,
    life: () => world.running.life,
    storeClient: () => world.running.storeClient,
    store: () => world.running.store,
    engine: () => world.running.engine,
    now: () => world.at,
  }
}

function doingOf(world: LivingWorld, look: Database.Database) {
  return {
    async hear(from: string, text: string, more: Partial<InboundMessage> = {}) {
      world.count += 1
      const id = `m${world.count}`
      const said = { id, from, chat: from, direct: true, form: 'text', text } as const
      await hearOut(world, { ...said, sentAt: world.at, backlog: false, ...more })
    },
    redeliver: (message: InboundMessage) => hearOut(world, message),
    async identity(identifier: string) {
      const change = { identifier, what: 'key_changed' } as const
      await beforeDeath(world, world.running.engine.listener.identity(change))
      await settle(world)
    },
    async during(task: Promise<unknown>) {
      await beforeDeath(world, task)
      await settle(world)
    },
    wait: (milliseconds: number) => wait(world, milliseconds),
    leap(milliseconds: number) {
      world.at += milliseconds
    },
    quiet: () => settle(world),
    dieAgainAfter(boundaries: number) {
      world.again = boundaries
    },
    async restart(next?: Rules) {
      world.rules = next ?? world.rules
      await settle(world)
      world.running.life.dieAfter(1)
      await beforeDeath(world, world.running.storeClient.lastPosition())
      await settle(world)
    },
    async close() {
      world.shop.release()
      await settle(world)
      await world.running.engine.stop()
      look.close()
      await world.running.storeClient.close()
    },
  }
}

function beforeDeath(world: LivingWorld, task: Promise<unknown>): Promise<unknown> {
  return Promise.race([task, world.running.life.died])
}

async function hearOut(world: LivingWorld, message: InboundMessage): Promise<void> {
  world.unanswered.push(message)
  await deliver(world, message)
  await settle(world)
}

async function deliver(world: LivingWorld, message: InboundMessage): Promise<void> {
  const { life, engine } = world.running
  await beforeDeath(world, engine.listener.message(message))
  if (life.dead()) return
  world.unanswered.splice(world.unanswered.indexOf(message), 1)
  if (world.heard.every((one) => one.id !== message.id)) world.heard.push(message)
}

/** A transport redelivers what was not accepted; the engine resumes what was left over. */
async function revive(world: LivingWorld): Promise<void> {
  await turn()
  world.running.store.close()
  world.shop.forgetHeld()
  world.running = launch(world)
  if (world.again > 0) world.running.life.dieAfter(world.again)
  world.again = 0
  await beforeDeath(world, world.running.engine.start())
  for (const message of [...world.unanswered])
    if (!world.running.life.dead()) await deliver(world, message)
}

async function settle(world: LivingWorld): Promise<void> {
  for (;;) {
    if (world.running.life.dead()) await revive(world)
    const { life, engine } = world.running
    const before = life.passed.length
    // Delivery marks are written with the next write, or when somebody waits for idleness.
    engine.idle().catch(() => undefined)
    for (let turns = 0; turns < 6; turns += 1) await turn()
    if (!life.dead() && life.passed.length === before) return
  }
}

/** Advances from deadline to deadline, so that each expires at its own time. */
async function wait(world: LivingWorld, milliseconds: number): Promise<void> {
  const to = world.at + milliseconds
  for (;;) {
    const due = world.running.store.nextDeadline()
    if (due === null || due > to) break
    world.at = Math.max(world.at, due)
    await beforeDeath(world, world.running.engine.tick())
    await settle(world)
  }
  world.at = to
}

/** Deletes the bench's folder. */
export function discard(bench: Bench): void {
  rmSync(join(bench.file, '..'), { recursive: true, force: true })
}

/** Authenticator apps, as the file has them after enrolment. */
function factorsOf({ notice }: Extract<Event, { kind: 'noticed' }>): Step {
  if (notice.what !== 'service.start') return []
  return notice.enrol
    .filter((one) => one.stepUp === 'active')
    .map(({ id }) => {
      const sealed = vault.seal(secretOf(id), factorPlace(id))
      return { kind: 'factor', person: id, sealed, recovery: [] }
    })
}

function startsOf(look: Database.Database, act: Act): number {
  const sql = `SELECT count(*) FROM artifacts WHERE type = 'command.started'
    AND json_extract(bytes, '$.command.idempotency_key') = ?`
  // Each act of a list has its own key, derived from its command's.
  return Number(look.prepare(sql).pluck().get(act.key.split('/')[0]))
}

function mortalDecide(life: Life, decide: Decide): Decide {
  return {
    keys: (event, random) => decide.keys(event, random),
    step(event, known, random) {
      life.inside(`step of ${event.kind}`)
      const step = decide.step(event, known, random)
      return event.kind === 'noticed' && known.people.length === 0
        ? [...factorsOf(event), ...step]
        : step
    },
  }
}

function mortalStoreClient(life: Life, storeClient: StoreClient): StoreClient {
  return new Proxy(storeClient, {
    get(target, name: keyof StoreClient & string) {
      const method: (...args: never[]) => Promise<unknown> = target[name]
      if (name === 'close') return method
      return (...args: never[]) => life.around(name, () => method(...args))
    },
  })
}

function mortalTransport(life: Life, take: (letter: Letter) => 'sent' | 'later'): Transport {
  return {
    name: 'model',
    start: async () => undefined,
    stop: async () => undefined,
    directChat: (person) => person.id,
    send: (letter) =>
      life.around('send', async () => {
        const state = take(letter)
        return state === 'sent' ? { state } : { state, reason: 'model' }
      }),
  }
}

function connectorsOf(
  life: Life,
  rules: Rules,
  storeClient: StoreClient,
  shop: Shop,
  clock: { now(): number; pause(): Promise<undefined> },
): ConnectorOf {
  const own = openConnectors({
    home: shipped,
    folder: shipped,
    settings: { ...shippedSettings, connectors: {} },
    rules,
    storeClient,
    clock,
    keys: { instance: 'model', signingKey: keyIn('dev') },
    variables: {},
    log: { error: () => undefined },
    notice: async () => undefined,
  })
  return (name, tenant) => {
    const found = name === 'shop' ? shop.connector : own(name, tenant)
    return found === null ? null : mortalConnector(life, found)
  }
}

function mortalConnector(life: Life, connector: Connector): Connector {
  return {
    name: connector.name,
    // A dead process answers nothing, and a slow machine is no reason to ask again.
    answersWithinMs: null,
    plan: (order) => life.around('plan', () => connector.plan(order)),
    read: (order) => life.around('read', () => connector.read(order)),
    apply: (order) => life.around('apply', () => connector.apply(order)),
    verify: (order) => life.around('verify', () => connector.verify(order)),
  }
}
