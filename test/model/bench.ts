// One environment on a test bench: real store, desk, engine, words and steps; fake transport, clock,
// chance and shop. It can die at any boundary, and is then started again as a new process would be.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import type { Rules } from '../../src/command/facts.ts'
import { createDecide } from '../../src/engine/decide.ts'
import { createDesk, type Desk } from '../../src/engine/desk.ts'
import { createEngine, type Engine, type Log } from '../../src/engine/engine.ts'
import type { ConnectorOf } from '../../src/engine/perform.ts'
import type { Connector, Heard, Letter, Transport } from '../../src/engine/ports.ts'
import { openConnectors } from '../../src/environment/connectors.ts'
import { shipped } from '../../src/environment/content.ts'
import { readSettings } from '../../src/environment/settings.ts'
import type { Person } from '../../src/policy/people.ts'
import { openStore } from '../../src/store/sqlite-store.ts'
import type { Decide, Store } from '../../src/store/store.ts'
import { seededChance } from './chance.ts'
import { castOf, freshFolder, secretOf, shippedLanguages } from './content.ts'
import { createLife, Death, type Life } from './life.ts'
import { type Act, memoryShop, type Shop } from './shop.ts'

export interface BenchOptions {
  readonly rules: Rules
  readonly seed: string
  readonly people?: readonly Person[]
  /** How the transport takes a letter: by default it is sent. */
  readonly sending?: (letter: Letter) => 'sent' | 'later'
}

/** What one life of the process holds. */
interface Running {
  readonly life: Life
  readonly store: Store
  readonly desk: Desk
  readonly engine: Engine
}

export interface Bench {
  readonly file: string
  readonly rules: Rules
  readonly shop: Shop
  /** Everything that was handed over to the transport, in order, repeats too. */
  readonly letters: readonly Letter[]
  /** What was logged as an error, by its message. */
  readonly errors: readonly string[]
  /** Every message that was durably heard, for redelivery. */
  readonly heard: readonly Heard[]
  /** A second, read-only look at the file. */
  readonly look: Database.Database
  readonly life: () => Life
  readonly desk: () => Desk
  readonly store: () => Store
  now(): number
  /** Hear one message and settle all that follows, dying and starting again where that is planned. */
  hear(from: string, text: string, more?: Partial<Heard>): Promise<void>
  redeliver(message: Heard): Promise<void>
  identity(identifier: string): Promise<void>
  wait(milliseconds: number): Promise<void>
  /** The clock goes on, and nothing looks at it. */
  leap(milliseconds: number): void
  /** Let everything go on until nothing moves any more, or only the shop is slow. */
  quiet(): Promise<void>
  /** Let the next life die too, that many boundaries after its start; 0 lets it live. */
  dieAgainAfter(boundaries: number): void
  /** Die and start again, with other rules if they are given. */
  restart(rules?: Rules): Promise<void>
  close(): Promise<void>
}

export const firstMoment = Date.UTC(2026, 0, 5, 9)

/** The vault is no secret here: what it must do is proved where the keys are. */
const vault = {
  seal: (secret: string) => Buffer.from(secret).toString('base64url'),
  open: (sealed: string) => Buffer.from(sealed, 'base64url').toString(),
}

/** A bench that has started and enrolled its people. Close it in the end. */
export async function openBench(options: BenchOptions): Promise<Bench> {
  const folder = freshFolder()
  const file = join(folder, 'aval.db')
  const chance = seededChance(options.seed)
  const people = options.people ?? castOf(options.rules.environment)
  const letters: Letter[] = []
  const errors: string[] = []
  const heard: Heard[] = []
  const unanswered: Heard[] = []
  let rules = options.rules
  let at = firstMoment
  let count = 0
  let again = 0
  let look: Database.Database | null = null

  const clock = { now: () => at, pause: async () => undefined }
  const shop = memoryShop((act) => {
    if (look !== null && startsOf(look, act) !== 1)
      throw new Error(`The shop acts, but no durable start stands behind ${act.key}.`)
  })
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (about, message) => void errors.push(`${message} ${JSON.stringify(about)}`),
  }

  async function launch(): Promise<Running> {
    const life = createLife()
    const system = { environment: rules.environment, instance: 'model', version: '0.0.0' }
    const drawn = () => {
      life.inside('a draw')
      return chance()
    }
    const store = openStore({ file, system, keys: [], chance: drawn, vault })
    const desk = mortalDesk(
      life,
      createDesk(store, mortalDecide(life, createDecide(rules, shippedLanguages()))),
    )
    const transport = mortalTransport(life, (letter) => {
      const state = options.sending?.(letter) ?? 'sent'
      if (state === 'sent') letters.push(letter)
      return state
    })
    const connectorOf = connectorsOf(life, rules, desk, shop, clock)
    const parts = { rules, languages: shippedLanguages(), desk, transport, connectorOf, clock, log }
    return { life, store, desk, engine: createEngine({ ...parts, chance }) }
  }

  let running = await launch()
  look = new Database(file, { readonly: true })
  const bench: Bench = {
    file,
    get rules() {
      return rules
    },
    shop,
    letters,
    errors,
    heard,
    look,
    life: () => running.life,
    desk: () => running.desk,
    store: () => running.store,
    now: () => at,
    async hear(from, text, more = {}) {
      count += 1
      const message: Heard = {
        id: `m${count}`,
        from,
        chat: from,
        direct: true,
        form: 'text',
        text,
        sentAt: at,
        backlog: false,
        ...more,
      }
      unanswered.push(message)
      await deliver(message)
      await settle()
    },
    async redeliver(message) {
      unanswered.push(message)
      await deliver(message)
      await settle()
    },
    async identity(identifier) {
      await beforeDeath(running.engine.ear.identity({ identifier, what: 'key_changed' }))
      await settle()
    },
    wait,
    leap(milliseconds) {
      at += milliseconds
    },
    quiet: settle,
    dieAgainAfter(boundaries) {
      again = boundaries
    },
    async restart(next) {
      rules = next ?? rules
      await settle()
      running.life.dieAfter(1)
      await beforeDeath(running.desk.setting('environment'))
      await settle()
    },
    async close() {
      shop.release()
      await settle()
      await running.engine.stop()
      look?.close()
      await running.desk.close()
    },
  }
  await running.engine.notice({ what: 'service.start', aligned: true, enrol: people })
  giveFactors(file, people)
  await running.engine.start()
  await settle()
  return bench

  function beforeDeath(task: Promise<unknown>): Promise<unknown> {
    return Promise.race([task, running.life.died])
  }

  async function deliver(message: Heard): Promise<void> {
    const { life } = running
    await beforeDeath(running.engine.ear.message(message))
    if (life.dead()) return
    unanswered.splice(unanswered.indexOf(message), 1)
    if (heard.every((one) => one.id !== message.id)) heard.push(message)
  }

  /** A transport delivers again whatever was not taken; the engine takes up what was left over. */
  async function revive(): Promise<void> {
    await turn()
    running.store.close()
    shop.forgetHeld()
    running = await launch()
    if (again > 0) running.life.dieAfter(again)
    again = 0
    await beforeDeath(running.engine.start())
    for (const message of [...unanswered]) if (!running.life.dead()) await deliver(message)
  }

  async function settle(): Promise<void> {
    for (;;) {
      if (running.life.dead()) await revive()
      const before = running.life.passed.length
      for (let turns = 0; turns < 6; turns += 1) await turn()
      if (!running.life.dead() && running.life.passed.length === before) return
    }
  }

  async function wait(milliseconds: number): Promise<void> {
    const to = at + milliseconds
    for (;;) {
      const due = running.store.nextDeadline()
      if (due === null || due > to) break
      at = Math.max(at, due)
      await beforeDeath(running.engine.tick())
      await settle()
    }
    at = to
  }
}

/** Remove the bench's folder; what is in it is of no further use. */
export function discard(bench: Bench): void {
  rmSync(join(bench.file, '..'), { recursive: true, force: true })
}

/** Authenticator apps as they stand in the file once they are enrolled. */
function giveFactors(file: string, people: readonly Person[]): void {
  const db = new Database(file)
  const put = db.prepare('INSERT INTO factors (person, secret, last_step, last_at) VALUES (?, ?, 0, 0)')
  for (const one of people)
    if (one.stepUp === 'active') put.run(one.id, vault.seal(secretOf(one.id)))
  db.close()
}

function startsOf(look: Database.Database, act: Act): number {
  const sql = `SELECT count(*) FROM artifacts WHERE type = 'command.started'
    AND json_extract(bytes, '$.command.idempotency_key') = ?`
  return Number(look.prepare(sql).pluck().get(act.key))
}

function mortalDecide(life: Life, decide: Decide): Decide {
  return {
    keys: (event, random) => decide.keys(event, random),
    step(event, known, random) {
      life.inside(`step of ${event.kind}`)
      return decide.step(event, known, random)
    },
  }
}

function mortalDesk(life: Life, desk: Desk): Desk {
  return new Proxy(desk, {
    get(target, name: keyof Desk & string) {
      const method: (...args: never[]) => Promise<unknown> = target[name]
      if (name === 'close') return method
      return (...args: never[]) => life.around(name, () => method(...args))
    },
  })
}

function mortalTransport(life: Life, take: (letter: Letter) => 'sent' | 'later'): Transport {
  return {
    name: 'model',
    simulated: true,
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
  desk: Desk,
  shop: Shop,
  clock: { now(): number; pause(): Promise<undefined> },
): ConnectorOf {
  const own = openConnectors({
    home: shipped,
    folder: shipped,
    settings: { ...readSettings(shipped, 'dev'), connectors: {} },
    rules,
    desk,
    clock,
    instance: 'model',
    variables: {},
    notice: () => undefined,
  })
  return (name, tenant) => {
    const found = name === 'shop' ? shop.connector : own(name, tenant)
    return found === null ? null : mortalConnector(life, found)
  }
}

function mortalConnector(life: Life, connector: Connector): Connector {
  return {
    name: connector.name,
    plan: (order) => life.around('plan', () => connector.plan(order)),
    read: (order) => life.around('read', () => connector.read(order)),
    apply: (order) => life.around('apply', () => connector.apply(order)),
    verify: (order) => life.around('verify', () => connector.verify(order)),
  }
}

export { Death }
