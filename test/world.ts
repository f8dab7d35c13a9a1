// A whole environment on a fresh home, with a clock that stands still, and a shop that fails on demand.

import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { advance } from '../src/cli/chat-lines.ts'
import { movedClock } from '../src/cli/clock.ts'
import type { Log } from '../src/engine/engine.ts'
import type { Heard, Letter } from '../src/engine/ports.ts'
import { shipped } from '../src/environment/content.ts'
import { type OpenEnvironment, openEnvironment } from '../src/environment/environment.ts'
import type { Environment, Profile } from '../src/policy/names.ts'
import { openDatabase } from '../src/store/database.ts'
import { simulatedTransport } from '../src/transports/json-lines.ts'
import { type Moment, type ShopFront, startShopFront } from './chats/shop-front.ts'

/** Who could be enrolled: role, and tenant where it is not acme. */
const roster = {
  ana: ['requester'],
  beto: ['approver'],
  carla: ['approver'],
  dora: ['admin'],
  eva: ['requester'],
  fabio: ['approver'],
  gil: ['auditor'],
  hugo: ['admin'],
  ivo: ['observer'],
  sara: ['requester', 'sandbox'],
  saul: ['approver', 'sandbox'],
} as const
export type Name = keyof typeof roster
export const everybody = Object.keys(roster) as readonly Name[]

export interface WorldOptions {
  /** The same seed draws the same ids, names and tokens. */
  readonly seed: string
  readonly environment: Environment
  readonly profile: Profile
  /** `missing`: the file names a pack that is not there; `broken`: the pack does not parse. */
  readonly policy: 'shipped' | 'missing' | 'broken'
  readonly people: readonly Name[]
  readonly locales: Partial<Readonly<Record<Name, string>>>
  /** Who has an authenticator app in use. */
  readonly enrolled: readonly Name[]
}

export interface World {
  readonly home: () => string
  readonly options: WorldOptions
  readonly shop: ShopFront
  readonly now: () => number
  hear(heard: Omit<Heard, 'sentAt'> & { readonly sentAt?: number }): Promise<void>
  wait(milliseconds: number): Promise<void>
  restart(): Promise<void>
  /** Start again from what lies on the disk at this moment, as after a power cut. */
  kill(): Promise<void>
  /** The process dies when the shop is asked to act, or has acted; `start` goes on from there. */
  killAt(moment: Moment): void
  start(): Promise<void>
  /** From the next start on another version of the pack is bound. */
  changePolicy(): void
  /** The code that the person's authenticator app shows now. */
  code(person: string): string
  /** What was sent and logged since the last call, in order. */
  news(): readonly News[]
  close(): Promise<void>
  remove(): void
}

export type News =
  | { readonly kind: 'letter'; readonly letter: Letter }
  | { readonly kind: 'log'; readonly message: string }

const shopToken = 's3cr3t-shop-token'
const morning = Date.parse('2026-01-05T09:00:00Z')

/** One life of the process: what it says after its death, nobody hears. */
interface Life {
  dead: boolean
  readonly opened: OpenEnvironment
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const shop = await startShopFront(shopToken)
  const clock = { ...movedClock(morning), pause: async () => undefined }
  const homes = [mkdtempSync(join(tmpdir(), 'aval-world-'))]
  const home = () => homes.at(-1) ?? ''
  const news: News[] = []
  const draw = drawer(options.seed)
  let version = '1.0.0'
  const furnish = () => writeHome(home(), options, version, shop.url)

  async function live(): Promise<Life> {
    const state = { dead: false }
    const hear = (one: News) => void (state.dead || news.push(one))
    const transport = simulatedTransport('jsonl', (letter) => hear({ kind: 'letter', letter }))
    const opened = await openEnvironment({
      home: home(),
      environment: options.environment,
      version: '0.0.0',
      clock,
      log: logTo(hear),
      transport,
      variables: { SHOP_TOKEN: shopToken },
      chance: draw,
    })
    await opened.engine.idle()
    return Object.assign(state, { opened })
  }

  /** What a crash leaves is what the files hold; copying them is synchronous, so nothing is torn. */
  function die(): void {
    life.dead = true
    const next = mkdtempSync(join(tmpdir(), 'aval-world-'))
    cpSync(home(), next, { recursive: true })
    homes.push(next)
  }

  async function bury(): Promise<void> {
    await life.opened.engine.idle()
    await life.opened.close()
  }

  furnish()
  let life = await live()
  if (options.enrolled.length > 0) {
    for (const name of options.enrolled)
      await life.opened.desk.factor(name, { secret: secretOf(name), recovery: [] })
    await life.opened.close()
    activate(home(), options)
    life = await live()
  }
  const alive = () => {
    if (life.dead) throw new Error('The process is dead; the script must say "start" first.')
  }
  return {
    home,
    options,
    shop,
    now: clock.now,
    async hear(heard) {
      alive()
      await life.opened.engine.ear.message({ sentAt: clock.now(), ...heard })
      await life.opened.engine.idle()
    },
    async wait(milliseconds) {
      alive()
      await advance(life.opened, clock, clock.now() + milliseconds)
      await life.opened.engine.idle()
    },
    async restart() {
      alive()
      await life.opened.close()
      furnish()
      life = await live()
    },
    async kill() {
      die()
      await bury()
      life = await live()
    },
    killAt: (moment) => shop.atNextAct(moment, die),
    async start() {
      if (!life.dead) throw new Error('The process lives; "start" comes after a "kill when".')
      await bury()
      shop.revive()
      life = await live()
    },
    changePolicy() {
      version = '1.0.1'
    },
    code: (person) =>
      new TOTP({ secret: Secret.fromBase32(secretOf(person)) }).generate({ timestamp: clock.now() }),
    news: () => news.splice(0),
    async close() {
      if (!life.dead) await life.opened.close()
      else await bury()
      await shop.close()
    },
    remove() {
      for (const one of homes) rmSync(one, { recursive: true, force: true })
    },
  }
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

function secretOf(person: string): string {
  return new Secret({ buffer: new Uint8Array(createHash('sha1').update(person).digest()).buffer })
    .base32
}

/** The folder of the environment, as a person would have written it, with keys of the seed. */
function writeHome(home: string, options: WorldOptions, version: string, shopUrl: string): void {
  const folder = join(home, 'data', options.environment)
  mkdirSync(join(folder, 'keys'), { recursive: true })
  writeFileSync(join(folder, 'environment.yaml'), settings(options, version, shopUrl))
  writePolicy(home, options, version)
  writeKeys(join(folder, 'keys'), options.seed)
}

function settings(options: WorldOptions, version: string, shopUrl: string): string {
  const { environment, profile, policy } = options
  const pack = policy === 'missing' ? 'absent' : 'strong'
  const people = options.people.map((id) => {
    const number = String(everybody.indexOf(id) + 1).padStart(2, '0')
    const [role, tenant = 'acme'] = roster[id]
    const name = `${id.slice(0, 1).toUpperCase()}${id.slice(1)}`
    const phones = `["+55119000000${number}"]`
    const locale = options.locales[id] ?? 'en'
    return `  - { id: ${id}, name: ${name}, tenant: ${tenant}, phones: ${phones}, roles: [${role}], locale: ${locale} }`
  })
  return `environment: ${environment}
policy: { pack: ${pack}, version: ${version}, profile: ${profile} }
transport: { kind: terminal }
tenants:
  - { id: acme }
  - { id: sandbox, sandbox: true }
people:
${people.join('\n')}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
`
}

/** A changed policy is the shipped one under another version; its digest is then another too. */
function writePolicy(home: string, options: WorldOptions, version: string): void {
  if (options.policy !== 'broken' && version === '1.0.0') return
  const folder = join(home, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(join(shipped, 'flows', 'policies', 'strong-1.0.0.yaml'), 'utf8')
  const written =
    options.policy === 'broken' ? 'pack: strong\nroles: [' : text.replace('1.0.0', version)
  writeFileSync(join(folder, `strong-${version}.yaml`), written)
}

/** PKCS #8 of an Ed25519 key is this prefix and 32 bytes. */
const ed25519Prefix = '302e020100300506032b657004220420'

function writeKeys(folder: string, seed: string): void {
  const digest = (what: string) => createHash('sha256').update(`${what}/${seed}`).digest('hex')
  const der = Buffer.from(ed25519Prefix + digest('signing'), 'hex').toString('base64')
  const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`
  writeFileSync(join(folder, 'environment.key'), digest('environment'), { mode: 0o600 })
  writeFileSync(join(folder, 'checkpoint.pem'), pem, { mode: 0o600 })
}

/** Until enrolment can be played in the chat itself, the store is told that it happened. */
function activate(home: string, options: WorldOptions): void {
  const file = join(home, 'data', options.environment, 'aval.db')
  const db = openDatabase(file, options.environment)
  const write = db.prepare(
    `UPDATE people SET record = json_set(record, '$.stepUp', 'active') WHERE id = ?`,
  )
  for (const name of options.enrolled) write.run(name)
  db.close()
}
