// A whole environment with its HTTP API on a fresh home, with a simulated chat.

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { type Shop, startShop } from '../../scripts/shop.ts'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import { advance } from '../../src/engine/advance.ts'
import type { RunningClock } from '../../src/engine/monotonic-clock.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { type OpenEnvironment, openEnvironment } from '../../src/environment/environment.ts'
import { openHttp } from '../../src/environment/http.ts'
import type { Environment } from '../../src/policy/names.ts'
import type { AuditRecord } from '../../src/store/store.ts'
import type { ProgramApi } from '../../src/transports/http/program-api.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { freshFolder } from '../fresh-folder.ts'

export interface DoorwayOptions {
  /** The lines below `http:`; default: two programs, `billing` and `ops`, on a free port. */
  readonly http?: string
  /** Changes the shipped pack. */
  readonly pack?: (text: string) => string
  /** Default: dev. */
  readonly environment?: Environment
  /** More lines of the settings. */
  readonly settings?: string
  /** The machine's clock, in place of one that only the test moves. */
  readonly machine?: RunningClock
  /** Adds files to the home before it opens. */
  readonly furnish?: (home: string) => void
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

export interface Doorway {
  readonly home: string
  readonly tokens: { readonly billing: string; readonly ops: string }
  readonly shop: Shop
  /** Every message to people, in order. */
  readonly letters: readonly Letter[]
  /** Errors in the log. */
  readonly errors: readonly string[]
  readonly url: () => string
  readonly opened: () => OpenEnvironment
  /** Any request; `path` begins with a slash. */
  send(path: string, options?: RequestInit): Promise<Answer>
  /** A valid request of `billing`; resolves after `idle`. */
  ask(body: object, key: string, token?: string): Promise<Answer>
  look(name: unknown, token?: string): Promise<Answer>
  hear(who: string, text: string): Promise<void>
  readonly now: () => number
  wait(milliseconds: number): Promise<void>
  restart(): Promise<void>
  evidence(type: string): Promise<readonly AuditRecord[]>
  close(): Promise<void>
}

const shopToken = 'of-the-door-tests'
const morning = Date.parse('2026-01-05T09:00:00Z')

const plainHttp = `
  port: 0
  tokens: { billing: "secret://env/BILLING_TOKEN", ops: "secret://env/OPS_TOKEN" }
`

/** Runs a test with its own doorway, which is always closed and removed. */
export async function atDoor(
  options: DoorwayOptions,
  test: (doorway: Doorway) => Promise<void>,
): Promise<void> {
  const doorway = await openDoorway(options)
  try {
    await test(doorway)
  } finally {
    await doorway.close()
  }
}

interface Life {
  readonly opened: OpenEnvironment
  readonly door: ProgramApi
}

type Heard = Pick<Doorway, 'letters' | 'errors'>

/** Opens the environment in a new process state; messages of all of them go to the same lists. */
function birth(
  environment: Environment,
  common: Pick<Parameters<typeof openEnvironment>[0], 'home' | 'clock' | 'variables'>,
): {
  live(): Promise<Life>
  readonly heard: Heard
} {
  const letters: Letter[] = []
  const errors: string[] = []
  const write = (_about: object, message: string) => void errors.push(message)
  const log = { info: () => undefined, warn: write, error: write }
  const version = '0.0.0'
  return {
    heard: { letters, errors },
    async live() {
      const transport = simulatedTransport('jsonl', (letter) => void letters.push(letter))
      const opened = await openEnvironment({
        ...common,
        log,
        version,
        environment,
        transport,
      })
      try {
        const door = await openHttp({ ...common, log, version, opened })
        if (door === null) throw new Error('The settings have no door.')
        return { opened, door }
      } catch (error) {
        await opened.close()
        throw error
      }
    },
  }
}

async function end({ opened, door }: Life): Promise<void> {
  await opened.engine.idle()
  await door.close()
  await opened.close()
}

export async function openDoorway(options: DoorwayOptions): Promise<Doorway> {
  const home = freshFolder()
  const shop = await startShop({ port: 0, token: shopToken })
  const tokens = { billing: drawn(), ops: drawn() }
  const clock = { ...manualClock(morning), pause: async () => undefined, ...options.machine }
  const variables = {
    SHOP_TOKEN: shopToken,
    BILLING_TOKEN: tokens.billing,
    OPS_TOKEN: tokens.ops,
    SHORT_TOKEN: 'short',
  }
  const { live, heard } = birth(options.environment ?? 'dev', { home, clock, variables })
  async function sweep(): Promise<void> {
    await shop.close()
  }
  let life: Life
  try {
    write(home, options, shop.url)
    options.furnish?.(home)
    life = await live()
  } catch (error) {
    await sweep()
    throw error
  }
  const calls = callsOf(() => life, tokens.billing)
  return {
    ...{ home, tokens, shop, ...heard, ...calls },
    opened: () => life.opened,
    now: clock.now,
    async hear(who, text) {
      const sentAt = clock.now()
      const from = { id: drawn(), from: who, chat: who, direct: true, form: 'text' } as const
      await life.opened.engine.listener.message({ ...from, text, sentAt, backlog: false })
      await life.opened.engine.idle()
    },
    async wait(milliseconds) {
      await advance(life.opened.engine, clock, clock.now() + milliseconds)
      await life.opened.engine.idle()
    },
    async restart() {
      await end(life)
      life = await live()
    },
    evidence: (type) => life.opened.storeClient.audit({ type }),
    async close() {
      await end(life)
      await sweep()
    },
  }
}

/** Sends requests as a program does; each resolves when all that follows is done. */
function callsOf(life: () => Life, own: string): Pick<Doorway, 'url' | 'send' | 'ask' | 'look'> {
  const url = () => `http://127.0.0.1:${life().door.port}`
  async function send(path: string, sent: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${url()}${path}`, sent)
    const body: unknown = await response.json()
    await life().opened.engine.idle()
    return { status: response.status, headers: response.headers, body: record(body) }
  }
  return {
    url,
    send,
    ask: (body, key, token = own) =>
      send('/v1/requests', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': key,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      }),
    look: (name, token = own) =>
      send(`/v1/requests/${String(name)}`, { headers: { authorization: `Bearer ${token}` } }),
  }
}

/** The token on the card to this person about this command. */
export function tokenOf(doorway: Doorway, name: unknown, person: string): string {
  const card = doorway.letters.findLast(
    (one) => one.to === person && one.command === name && one.token !== undefined,
  )
  if (card?.token === undefined) throw new Error(`${person} has no card of ${String(name)}.`)
  return card.token
}

/** Like `fetch`, but with any Host header. Resolves with the status. */
export function callAs(
  doorway: Doorway,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${doorway.url()}${path}`, { headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function drawn(): string {
  return randomBytes(24).toString('hex')
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error('The door answers objects.')
  return Object.fromEntries(Object.entries(value))
}

function write(home: string, options: DoorwayOptions, shopUrl: string): void {
  const { http = plainHttp, pack, environment = 'dev', settings = '' } = options
  const folder = join(home, 'data', environment)
  mkdirSync(folder, { recursive: true })
  const person = (id: string, role: string, at: number) =>
    `  - { id: ${id}, name: ${id[0]?.toUpperCase()}${id.slice(1)}, tenant: acme, phones: ["+551190000000${at}"], roles: [${role}] }`
  const text = `environment: ${environment}
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }]
people:
${person('ana', 'requester', 1)}
${person('beto', 'approver', 2)}
${person('carla', 'approver', 3)}
${person('dora', 'admin', 4)}
${person('eva', 'requester', 5)}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
http:${http}${settings}
`
  writeFileSync(join(folder, 'environment.yaml'), text)
  if (pack === undefined) return
  const policies = join(home, 'flows', 'policies')
  mkdirSync(policies, { recursive: true })
  const file = join('flows', 'policies', 'strong-1.0.0.yaml')
  writeFileSync(join(home, file), pack(readFileSync(join(shipped, file), 'utf8')))
}
