// The home of a soak: many small teams under the shipped pack, and a shop that has every order.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { roomyPack } from '../bench-world.ts'

export interface Member {
  readonly id: string
  readonly role: 'requester' | 'approver'
  readonly team: number
  /** Digits only. */
  readonly number: string
}

const requestersEach = 3

/** Each team has three requesters and one approver. */
export function membersOf(teams: number): readonly Member[] {
  return Array.from({ length: teams }, (_, team) => team).flatMap((team) =>
    Array.from({ length: requestersEach + 1 }, (_, place): Member => {
      const role = place < requestersEach ? 'requester' : 'approver'
      const number = `55119${10_000_000 + team * 10 + place}`
      return { id: `${role[0]}${team}x${place}`, role, team, number }
    }),
  )
}

/** A home for `members`; durations of its pack are those shipped. */
export function makeHome(members: readonly Member[], shopUrl: string): string {
  const home = mkdtempSync(join(tmpdir(), 'aval-soak-'))
  const folder = join(home, 'data', 'test')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(home, 'flows', 'policies'), { recursive: true })
  writeFileSync(join(home, 'flows', 'policies', 'soak-1.0.0.yaml'), roomyPack('soak'))
  const teams = [...new Set(members.map(({ team }) => team))]
  const people = members.map(
    ({ id, role, team, number }) =>
      `  - { id: ${id}, name: ${id}, tenant: team${team}, phones: ["+${number}"], roles: [${role}], locale: en }`,
  )
  writeFileSync(
    join(folder, 'environment.yaml'),
    `environment: test
policy: { pack: soak, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: baileys }
tenants:
${teams.map((team) => `  - { id: team${team} }`).join('\n')}
people:
${people.join('\n')}
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
`,
  )
  return home
}

export const removeHome = (home: string) => rmSync(home, { recursive: true, force: true })

export interface BigShop {
  readonly url: string
  /** How often each order was cancelled. */
  readonly acts: ReadonlyMap<string, number>
  close(): void
}

/** Every order exists and is open until it is cancelled; the same key acts once. */
export async function startBigShop(): Promise<BigShop> {
  const acts = new Map<string, number>()
  const keys = new Set<string>()
  const server = createServer((request, response) => {
    const [, order = '', act] = /^\/orders\/(\w+)(?:\/(\w+))?$/.exec(request.url ?? '') ?? []
    if (act === 'cancel') count(order, request)
    const status = acts.has(order) ? 'cancelled' : 'open'
    const body = JSON.stringify({ id: order, status, customer: 'Rui', total: 120 })
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  function count(order: string, { headers }: IncomingMessage): void {
    const key = String(headers['idempotency-key'])
    if (keys.has(key)) return
    keys.add(key)
    acts.set(order, (acts.get(order) ?? 0) + 1)
  }
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    acts,
    close: () => void closeServer(server),
  }
}
