// Dev and prod in one fresh home, each with canary values that must never be found in the other.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { z } from 'zod'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { built, builtMain } from '../built.ts'
import { runHere } from '../cli/program.ts'
import { freshFolder } from '../fresh-folder.ts'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export type Side = 'dev' | 'prod'
export const sides: readonly Side[] = ['dev', 'prod']
export const other = (side: Side): Side => (side === 'dev' ? 'prod' : 'dev')

export interface Canaries {
  readonly secret: string
  readonly person: string
  readonly phone: string
  readonly order: string
}

export const canaries: Readonly<Record<Side, Canaries>> = {
  dev: {
    secret: 'canary-secret-of-dev-4f1c',
    person: 'Devinia Canary',
    phone: '+5511911111111',
    order: 'DEVCANARY41',
  },
  prod: {
    secret: 'canary-secret-of-prod-9b7e',
    person: 'Prodencia Canary',
    phone: '+5511922222222',
    order: 'PRODCANARY97',
  },
}

/** Ana has one phone and is in both; the canary person is an approver in one of them only. */
export const anasPhone = '+5511900000001'

/** The variables of both environments, as a process that starts both gets them. */
export const variables: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: built,
  AVAL_DEV_SHOP_TOKEN: canaries.dev.secret,
  AVAL_PROD_SHOP_TOKEN: canaries.prod.secret,
}

export interface Home {
  readonly folder: string
  environment(side: Side): string
}

export function furnish(shopUrl: string, more: Partial<Record<Side, string>> = {}): Home {
  const folder = freshFolder()
  const environment = (side: Side) => join(folder, 'data', side)
  for (const side of sides) {
    mkdirSync(environment(side), { recursive: true })
    const yaml = settings(side, shopUrl) + (more[side] ?? '')
    writeFileSync(join(environment(side), 'environment.yaml'), yaml)
  }
  return { folder, environment }
}

function settings(side: Side, shopUrl: string): string {
  const { person, phone } = canaries[side]
  const profile = side === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  return `environment: ${side}
policy: { pack: strong, version: 1.0.0, profile: ${profile} }
transport: { kind: terminal }
tenants:
  - { id: acme }
  - { id: sandbox, sandbox: true }
people:
  - { id: ana, name: Ana, tenant: acme, phones: ["${anasPhone}"], roles: [requester] }
  - { id: canary, name: ${person}, tenant: acme, phones: ["${phone}"], roles: [approver] }
  - { id: carla, name: Carla, tenant: acme, phones: ["+5511900000003"], roles: [approver] }
  - { id: dora, name: Dora, tenant: acme, phones: ["+5511900000004"], roles: [admin] }
connectors:
  shop: { kind: http, base_url: "${shopUrl}", secrets: { token: "secret://env/SHOP_TOKEN" } }
retention: { evidence: 365d, messages: 30d }
`
}

/** A shop on the loopback that records the tokens of its requests. */
export async function openShop() {
  const tokens = new Set<string>()
  const server = createServer((request, response) => {
    tokens.add(request.headers.authorization ?? '')
    const id = /^\/orders\/([^/]+)/.exec(request.url ?? '')?.[1] ?? ''
    const status = request.url?.endsWith('/cancel') === true ? 'cancelled' : 'open'
    const order = { id, status, customer: 'Rui', total: 120 }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(order))
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    tokens,
    close: () => closeServer(server),
  }
}

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export function aval(home: Home, ...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const all = [builtMain, ...args, '--home', home.folder]
    execFile(process.execPath, all, { env: { ...variables } }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, out, err })
    })
  })
}

/** The same within this process, in a tenth of the time. */
export async function avalHere(home: Home, ...args: readonly string[]): Promise<Ran> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  const { code, out, error } = await runHere([...args, '--home', home.folder])
  return { code: code ?? -1, out, err: error }
}

const messageSchema = z.object({
  type: z.literal('message'),
  to: z.string(),
  kind: z.string(),
  text: z.string(),
  environment: z.string(),
  token: z.string().optional(),
})
export type Message = z.infer<typeof messageSchema>

/** The process of one environment, with simulated people, line by line, and its clock at `at`. */
export function chat(home: Home, side: Side, at = new Date().toISOString()) {
  const args = [builtMain, 'chat', '--jsonl', '--at', at, '--env', side, '--home', home.folder]
  const child = spawn(process.execPath, args, { env: { ...variables }, stdio: 'pipe' })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let said = ''
  let complaints = ''
  child.stderr.on('data', (data) => {
    complaints += String(data)
  })
  return {
    async say(from: string, text: string): Promise<readonly Message[]> {
      child.stdin.write(`${JSON.stringify({ from, text })}\n`)
      const messages: Message[] = []
      for (;;) {
        const next = await lines.next()
        if (next.done === true) throw new Error(`${side} ended: ${complaints}`)
        said += `${next.value}\n`
        const value: unknown = JSON.parse(next.value)
        const message = messageSchema.safeParse(value)
        if (message.success) messages.push(message.data)
        if (JSON.stringify(value).startsWith('{"type":"quiet"')) return messages
      }
    },
    async end(): Promise<{ readonly said: string; readonly complaints: string }> {
      child.stdin.end()
      const [code]: unknown[] = await exit
      if (code !== 0) throw new Error(`${side} ended with ${String(code)}: ${complaints}`)
      return { said, complaints }
    },
  }
}

const newsSchema = z.looseObject({ environment: z.enum(sides), what: z.string() })
const readySchema = z.object({ pid: z.int(), metricsPort: z.int().nullable() })

/** Runs `aval start`; resolves once all expected environments run. */
export async function start(home: Home, expected: readonly Side[] = sides) {
  const args = [builtMain, 'start', '--json', '--home', home.folder]
  const child = spawn(process.execPath, args, { env: { ...variables }, stdio: 'pipe' })
  const exit = once(child, 'exit')
  const logs: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => logs.push(line))
  const ready = new Map<Side, z.infer<typeof readySchema>>()
  const lines = createInterface({ input: child.stdout })
  for await (const line of lines) {
    const news = newsSchema.parse(JSON.parse(line))
    if (news.what === 'ended') throw new Error(`${news.environment} ended: ${logs.join('\n')}`)
    if (news.what === 'ready') ready.set(news.environment, readySchema.parse(news))
    if (ready.size === expected.length) break
  }
  const of = (side: Side) => {
    const found = ready.get(side)
    if (found === undefined) throw new Error(`${side} is not ready.`)
    return found
  }
  return {
    pid: child.pid ?? 0,
    of,
    logs,
    async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<unknown> {
      child.kill(signal)
      const [code]: unknown[] = await exit
      return code
    },
  }
}

/** All bytes below a folder as text, to search for canaries. */
export function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.name !== 'environment.yaml')
    .map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'))
    .join('\n')
}

/** The canaries in every encoding that a program could have stored. */
function spellings(side: Side): readonly string[] {
  return Object.values(canaries[side]).flatMap((value) => [
    value,
    value.toUpperCase(),
    value.toLowerCase(),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    Buffer.from(value).toString('hex'),
    Buffer.from(value, 'utf16le').toString('latin1'),
  ])
}

export function found(text: string, side: Side): readonly string[] {
  return spellings(side).filter((one) => text.includes(one))
}
