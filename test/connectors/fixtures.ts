// Shared by the connectors' tests: descriptions, orders, in-memory ports, a faulty server.

import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Api, parseApi } from '../../src/connectors/api.ts'
import { type Denial, type HttpOptions, httpConnector } from '../../src/connectors/http.ts'
import type { Promotions } from '../../src/connectors/promotion.ts'
import type { TwinStore } from '../../src/connectors/sandbox.ts'
import { openSecrets, parseSecretReference } from '../../src/connectors/secrets.ts'
import type { Unit } from '../../src/connectors/unit.ts'
import { parseUnitKind, type UnitKind } from '../../src/connectors/unit-kind.ts'
import type { Units } from '../../src/connectors/units.ts'
import type { CircuitBreaker } from '../../src/engine/circuit-breaker.ts'
import type { Connector, Order } from '../../src/engine/connector.ts'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { instanceOf } from '../../src/environment/keys.ts'
import { promotionKey, promotionsOf } from '../../src/environment/settings/promotions.ts'
import type { JsonObject } from '../../src/evidence/artifact.ts'
import { type Environment, environments } from '../../src/policy/names.ts'

export const token = 'a-token-for-tests'

export function shopText(): string {
  return readFileSync(new URL('../../flows/apis/shop.yaml', import.meta.url), 'utf8')
}

export function shopApi(): Api {
  return parseApi(shopText(), 'shop.yaml')
}

export function serviceKind(): UnitKind {
  const file = new URL('../../flows/units/service.yaml', import.meta.url)
  return parseUnitKind(readFileSync(file, 'utf8'), 'service.yaml')
}

export function orderFor(
  operation: string,
  slots: JsonObject,
  idempotencyKey = 'key-1',
  tenant = 'acme',
): Order {
  return { operation, slots, idempotencyKey, tenant, requester: 'ana', commandName: 'C-7F3K' }
}

export interface Wired {
  readonly connector: Connector
  readonly denials: Denial[]
  readonly pausesMs: number[]
}

/** For tests of a single exchange. */
const neverResting: CircuitBreaker = {
  enter: async () => ({ kind: 'open', end: () => undefined }),
}

/** The HTTP connector with a clock that never waits but records the waits. */
export function wire(baseUrl: string, options: Partial<HttpOptions> = {}): Wired {
  const denials: Denial[] = []
  const pausesMs: number[] = []
  const connector = httpConnector({
    api: shopApi(),
    baseUrl,
    references: { token: parseSecretReference('secret://env/SHOP_TOKEN', 'token') },
    secrets: openSecrets({
      folder: '/nowhere',
      variables: { SHOP_TOKEN: token },
      salt: 'salt',
      onLoaded: () => undefined,
    }),
    clock: {
      pause: async (milliseconds) => {
        pausesMs.push(milliseconds)
      },
    },
    rest: neverResting,
    random: () => 0.5,
    onDenied: (denial) => denials.push(denial),
    ...options,
  })
  return { connector, denials, pausesMs }
}

/** A Keep whose `entries` survive the connectors that use it. */
export function memoryKeep(entries = new Map<string, string>()): TwinStore {
  return {
    get: async (key) => JSON.parse(entries.get(key) ?? 'null'),
    put: async (key, value) => {
      entries.set(key, JSON.stringify(value))
    },
  }
}

/** Units in memory, as the port's docstrings define. */
export function memoryUnits(): Units & { readonly changes: () => number } {
  const rows = new Map<string, Unit>()
  const keys = new Map<string, Unit>()
  const at = (tenant: string, name: string) => JSON.stringify([tenant, name])
  return {
    changes: () => keys.size,
    find: async (tenant, name) => rows.get(at(tenant, name)) ?? null,
    list: async (tenant) =>
      [...rows.entries()]
        .filter(([key, unit]) => key === at(tenant, unit.name) && !unit.deleted)
        .map(([, unit]) => unit)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    applied: async (key) => keys.get(key) ?? null,
    change: async (key, { tenant, expectedRevision, unit }) => {
      const place = at(tenant, unit.name)
      if (keys.has(key) || (rows.get(place)?.revision ?? 0) !== expectedRevision) return 'stale'
      rows.set(place, unit)
      keys.set(key, unit)
      return 'done'
    },
  }
}

const keys = new Map<Environment, KeyObject>()

/** A deterministic key per environment. */
export function keyIn(environment: Environment): KeyObject {
  const key = keys.get(environment) ?? madeKey(environment)
  keys.set(environment, key)
  return key
}

function madeKey(environment: Environment): KeyObject {
  const seed = createHash('sha256').update(`signing/${environment}`).digest('hex')
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex')
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** An environment that accepts tickets of the one below. */
export function promotionsIn(environment: Environment): Promotions {
  const publicKey = (one: Environment) => createPublicKey(keyIn(one))
  const below = environments[environments.indexOf(environment) - 1]
  const key = below === undefined ? undefined : promotionKey(publicKey(below), below)
  return promotionsOf({
    settings: {
      environment,
      promotions: below === undefined || key === undefined ? undefined : { from: below, key },
    },
    rules: { tenants: new Map([[`${environment}:play`, { sandbox: true }]]) },
    keys: { instance: instanceOf(publicKey(environment)), signingKey: keyIn(environment) },
  })
}

interface Heard {
  readonly method: string
  readonly url: string
  readonly key: string | undefined
  readonly authorization: string | undefined
  readonly body: string
}

export interface FaultyServer {
  readonly url: string
  readonly host: string
  readonly heard: Heard[]
}

export type Reaction = (response: ServerResponse, request: IncomingMessage) => void

/**
 * Answers the first request with the first reaction, and so on; the last one repeats. Closed when
 * the test has ended.
 */
export async function faultyServer(...reactions: readonly Reaction[]): Promise<FaultyServer> {
  const heard: Heard[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const key = headers['idempotency-key']
      const { authorization } = headers
      heard.push({ method, url, key: key === undefined ? key : String(key), authorization, body })
      reactions[Math.min(heard.length, reactions.length) - 1]?.(response, request)
    })
  })
  const port = await listen(server)
  onTestFinished(() => closeServer(server))
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, heard }
}

export function answers(status: number, body: unknown = {}, headers = {}): Reaction {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

export const resets: Reaction = (response) => {
  response.socket?.resetAndDestroy()
}

/** A port where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createSocketServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
