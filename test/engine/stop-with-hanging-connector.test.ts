// A connector that hangs does not prevent a clean stop; its work is done at the next start.

import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
const variables = { SHOP_TOKEN: 'a-token-for-tests' }

let shop: Server
let home: Outside
let onRequest: (() => void)[] = []
let answers = false
beforeEach(async () => {
  answers = false
  shop = createServer((request, response) => {
    const id = request.url?.split('/')[2] ?? ''
    if (answers) response.end(JSON.stringify({ id, status: 'open', customer: 'Rui', total: 1 }))
    for (const one of onRequest.splice(0)) one()
  })
  const port = await listen(shop)
  home = furnish(`connectors:
  shop: { kind: http, base_url: "http://127.0.0.1:${port}", secrets: { token: "secret://env/SHOP_TOKEN" } }
`)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await closeServer(shop)
  onRequest = []
})

/** Whoever waits for so long waits no time at all; answers how many did. */
function skipTimers(milliseconds: number): () => number {
  const { setTimeout } = globalThis
  let count = 0
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((run, after, ...rest) => {
    if (after === milliseconds) count += 1
    return setTimeout(run, after === milliseconds ? 0 : after, ...rest)
  })
  return () => count
}

it('a stop waits six seconds for a hanging connector; the read is repeated after the next start', async () => {
  const environment = await open(home, morning, variables)
  const waited = skipTimers(6_000)
  const reached = new Promise<void>((resolve) => onRequest.push(resolve))
  const answered = environment.say('ana', 'show order 7')
  await reached
  await environment.close()
  expect(waited()).toBe(1)
  answers = true
  shop.closeAllConnections()
  await answered.catch(() => undefined)
  const again = await open(home, morning + 1_000, variables)
  expect(again.letters.map(({ text }) => text)).toEqual([expect.stringContaining('customer: Rui')])
  expect(await again.found('service.stop')).toHaveLength(1)
  await again.close()
})
