// A proxy before the real demo shop that fails on demand.

import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { startShop } from '../../scripts/shop.ts'
import { closeServer, listen } from '../../src/engine/listen.ts'

/**
 * `busy` and `broken` do not reach the shop; with `lost` the shop acts and its answer is lost; with
 * `strayed` a question is answered about order 7, whatever was asked.
 */
export type Trouble = 'busy' | 'broken' | 'lost' | 'strayed'
export type Moment = 'asked' | 'acted'

export interface ShopFront {
  readonly url: string
  /** The next `count` requests fail like this, after `after` others. */
  trouble(trouble: Trouble, count: number, after: number): void
  gone(): Promise<void>
  back(): Promise<void>
  /**
   * Called once, when the shop is asked to act or has acted; from then on no request is answered.
   */
  atNextAct(moment: Moment, run: () => Promise<void>): void
  /** Resumes answering: the caller that got no answers is gone. */
  revive(): void
  /** One line: which orders changed, how often it acted, how often it was asked. */
  summary(): string
  close(): Promise<void>
}

const orders = ['42', '7', '8', '9', '1001', '1002'] as const
const statuses: Readonly<Record<number, string>> = { 500: 'broken', 503: 'busy' }

/** Both listen on the loopback, on free ports; the proxy keeps its port while the shop is down. */
export async function startShopFront(token: string): Promise<ShopFront> {
  const shop = await startShop({ port: 0, token })
  const before = new Map(orders.map((order) => [order, shop.status(order)]))
  const troubles: (Trouble | null)[] = []
  let waiting: { readonly moment: Moment; readonly run: () => Promise<void> } | null = null
  let silent = false
  let asked = 0

  async function moment(now: Moment, incoming: IncomingMessage): Promise<void> {
    if (incoming.method !== 'POST' || waiting?.moment !== now) return
    const { run } = waiting
    waiting = null
    silent = true
    await run()
  }

  async function serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (silent) return void incoming.socket.destroy()
    asked += 1
    await moment('asked', incoming)
    if (silent) return void incoming.socket.destroy()
    const trouble = troubles.shift()
    if (trouble === 'busy') return void refuse(answer, 503)
    if (trouble === 'broken') return void refuse(answer, 500)
    if (trouble === 'strayed' && incoming.method === 'GET') incoming.url = '/orders/7'
    const { status, body } = await pass(shop.url, incoming)
    await moment('acted', incoming)
    if (silent || trouble === 'lost') return void incoming.socket.destroy()
    answer.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

  const server = createServer((incoming, answer) => {
    serve(incoming, answer).catch(() => incoming.socket.destroy())
  })
  const port = await listen(server)
  return {
    url: `http://127.0.0.1:${port}`,
    trouble: (trouble, count, after) =>
      troubles.push(...Array<null>(after).fill(null), ...Array<Trouble>(count).fill(trouble)),
    gone: () => closeServer(server),
    back: async () => void (await listen(server, port)),
    atNextAct(at, run) {
      waiting = { moment: at, run }
    },
    revive() {
      silent = false
    },
    summary() {
      if (asked === 0) return 'never asked'
      const changed = orders
        .filter((order) => shop.status(order) !== before.get(order))
        .map((order) => `${order} ${shop.status(order)}`)
      return [...changed, count(shop.acts(), 'act'), `asked ${count(asked, 'time')}`].join(', ')
    },
    async close() {
      await closeServer(server)
      await shop.close()
    },
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function refuse(answer: ServerResponse, status: number): void {
  const body = JSON.stringify({ error: statuses[status] })
  answer.writeHead(status, { 'content-type': 'application/json' }).end(body)
}

function pass(url: string, incoming: IncomingMessage): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers } = incoming
    const outgoing = request(url + (incoming.url ?? ''), { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.on('error', reject)
    incoming.pipe(outgoing)
  })
}
