// The demo shop: a small REST service with orders, so that an approved command has a real effect.

import { createHash, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const orderSchema = z.object({
  id: z.string(),
  status: z.enum(['open', 'cancelled']),
  customer: z.string(),
  total: z.number(),
})
const answerSchema = z.object({ request: z.string(), status: z.number(), body: z.unknown() })
const stateSchema = z.object({
  orders: z.record(z.string(), orderSchema),
  /** The recorded answers, by Idempotency-Key. */
  answers: z.record(z.string(), answerSchema),
  /** Number of effects. */
  acts: z.int().nonnegative(),
})
type State = z.output<typeof stateSchema>
type Answer = Pick<z.output<typeof answerSchema>, 'status' | 'body'>

export interface ShopOptions {
  /** 0 for any free port. */
  readonly port: number
  readonly token: string
  /** A JSON file that stores the orders across restarts; without it they are in memory. */
  readonly state?: string
}

export interface Shop {
  readonly url: string
  /** Number of real cancellations and restorations since the state was created. */
  acts(): number
  /** Number of POST requests since this start. */
  posts(): number
  status(order: string): 'open' | 'cancelled' | undefined
  close(): Promise<void>
}

const bodyMaxBytes = 64 * 1024
const keyMaxCharacters = 255

/**
 * Starts the shop on the loopback. Rejects with a sentence when the port or the file is unusable.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  let state = options.state === undefined ? seed() : load(options.state)
  let posts = 0
  const server = createServer((request, response) => {
    if (request.method === 'POST') posts += 1
    receive(request, response, () => {
      const { answer, next } = answerTo(state, options.token, request)
      if (next !== null) {
        // The state is on the disk before the answer is sent.
        if (options.state !== undefined) save(options.state, next)
        state = next
      }
      return answer
    })
  })
  const port = await listen(server, options.port)
  return {
    url: `http://127.0.0.1:${port}`,
    acts: () => state.acts,
    posts: () => posts,
    status: (order) => state.orders[order]?.status,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function seed(): State {
  const orders: readonly (readonly [string, State['orders'][string]['status'], string, number])[] =
    [
      ['42', 'open', 'Rui', 120],
      ['7', 'open', 'Lia', 35.5],
      ['8', 'open', 'Teo', 64],
      ['9', 'cancelled', 'Nina', 18],
      ['1001', 'open', 'Caio', 990],
      ['1002', 'open', 'Eva', 12.9],
    ]
  return {
    orders: Object.fromEntries(
      orders.map(([id, status, customer, total]) => [id, { id, status, customer, total }]),
    ),
    answers: {},
    acts: 0,
  }
}

function load(file: string): State {
  if (!existsSync(file)) return seed()
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new Error(`${file} is not a state of this shop; move it away, or give another --state.`)
  }
}

/** Atomic: a crash leaves either the old file or the new one. */
function save(file: string, state: State): void {
  const beside = `${file}.next`
  const descriptor = openSync(beside, 'w', 0o600)
  try {
    writeSync(descriptor, JSON.stringify(state))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(beside, file)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      const sentence = `Port ${port} is taken; stop what uses it, or choose another with --port.`
      reject(taken ? new Error(sentence) : error)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

/** Answers once the request is complete, so that a truncated one does nothing. */
function receive(request: IncomingMessage, response: ServerResponse, answer: () => Answer): void {
  let bytes = 0
  const send = ({ status, body }: Answer) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
  })
  request.on('end', () => {
    if (bytes > bodyMaxBytes) return send({ status: 413, body: { error: 'too large' } })
    try {
      send(answer())
    } catch (error) {
      console.error(error)
      send({ status: 500, body: { error: 'the state could not be written' } })
    }
  })
}

interface Reply {
  readonly answer: Answer
  /** The state after an act, or null when nothing changed. */
  readonly next: State | null
}

function answerTo(state: State, token: string, request: IncomingMessage): Reply {
  const say = (status: number, body: unknown): Reply => ({ answer: { status, body }, next: null })
  if (!same(request.headers.authorization ?? '', `Bearer ${token}`))
    return say(401, { error: 'unauthorized' })
  const { pathname } = new URL(request.url ?? '/', 'http://shop')
  if (request.method === 'GET' && pathname === '/acts') return say(200, { acts: state.acts })
  const match = /^\/orders\/([A-Za-z0-9_-]{1,64})(?:\/(cancel|restore))?$/.exec(pathname)
  const order = match?.[1] === undefined ? undefined : own(state.orders, match[1])
  if (request.method === 'GET' && match !== null && match[2] === undefined)
    return order === undefined ? say(404, { error: 'no such order' }) : say(200, order)
  if (request.method !== 'POST' || match === null || match[2] === undefined)
    return say(404, { error: 'not found' })
  const key = request.headers['idempotency-key']
  if (Array.isArray(key) || (key ?? '').length > keyMaxCharacters)
    return say(400, { error: 'the Idempotency-Key is too long' })
  const earlier = key === undefined ? undefined : own(state.answers, key)
  if (earlier !== undefined)
    return earlier.request === pathname
      ? say(earlier.status, earlier.body)
      : say(422, { error: 'this Idempotency-Key was used for something else' })
  if (order === undefined) return say(404, { error: 'no such order' })
  const reply = act(state, order, match[2] === 'cancel' ? 'cancelled' : 'open')
  if (key === undefined) return reply
  const answers = { ...state.answers, [key]: { ...reply.answer, request: pathname } }
  return { ...reply, next: { ...(reply.next ?? state), answers } }
}

function act(
  state: State,
  order: State['orders'][string],
  status: State['orders'][string]['status'],
): Reply {
  if (order.status === status)
    return { answer: { status: 409, body: { error: `already ${status}` } }, next: null }
  const body = { ...order, status }
  const orders = { ...state.orders, [order.id]: body }
  return { answer: { status: 200, body }, next: { ...state, orders, acts: state.acts + 1 } }
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** Compares in constant time. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4011' }, state: { type: 'string' } },
  })
  const token = process.env['SHOP_TOKEN'] ?? ''
  if (token === '')
    throw new Error('SHOP_TOKEN is missing; set it to the token that callers must show.')
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535)
    throw new Error(`--port ${values.port} is not a port; give a number up to 65535.`)
  const state = values.state === undefined ? {} : { state: values.state }
  const shop = await startShop({ port, token, ...state })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      shop.close().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  // The caller may stop the shop as soon as it reads this line.
  console.log(`The shop listens on ${shop.url}.`)
}

const script = process.argv[1]
if (script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url))
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
