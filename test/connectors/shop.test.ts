// The demo shop: it needs its token, acts once for each key, and keeps all its records.

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Shop, startShop } from '../../scripts/shop.ts'
import { freshFolder } from '../fresh-folder.ts'
import { token } from './fixtures.ts'

let folder: string
let shop: Shop
beforeEach(async () => {
  folder = freshFolder()
  shop = await startShop({ port: 0, token, state: join(folder, 'shop.json') })
})
afterEach(async () => {
  await shop.close()
})

async function ask(method: string, path: string, key?: string, bearer = token) {
  const headers: Record<string, string> = { authorization: `Bearer ${bearer}` }
  if (key !== undefined) headers['idempotency-key'] = key
  const response = await fetch(shop.url + path, { method, headers })
  return [response.status, await response.json()]
}
const order = { id: '42', status: 'open', customer: 'Rui', total: 120 }

it('the shop shows an order only with the token', async () => {
  expect(await ask('GET', '/orders/42')).toEqual([200, order])
  expect((await ask('GET', '/orders/43'))[0]).toBe(404)
  expect((await ask('GET', '/orders/constructor'))[0]).toBe(404)
  expect((await ask('GET', '/orders/42', undefined, 'wrong'))[0]).toBe(401)
  expect((await ask('POST', '/orders/42/cancel', 'k', ''))[0]).toBe(401)
  expect(shop.status('42')).toBe('open')
})

it('the shop cancels and restores once for each key, and repeats its earlier answer', async () => {
  const cancelled = [200, { ...order, status: 'cancelled' }]
  expect(await ask('POST', '/orders/42/cancel', 'a')).toEqual(cancelled)
  expect((await ask('POST', '/orders/42/cancel', 'b'))[0]).toBe(409)
  expect(await ask('POST', '/orders/42/restore', 'c')).toEqual([200, order])
  expect(await ask('POST', '/orders/42/cancel', 'a')).toEqual(cancelled)
  expect((await ask('POST', '/orders/7/cancel', 'a'))[0]).toBe(422)
  expect(shop.status('42')).toBe('open')
  expect(await ask('GET', '/acts')).toEqual([200, { acts: 2 }])
  expect(shop.posts()).toBe(5)
})

it('the shop keeps orders, keys and acts across a restart, and leaves no partial file', async () => {
  await ask('POST', '/orders/42/cancel', 'a')
  await shop.close()
  shop = await startShop({ port: 0, token, state: join(folder, 'shop.json') })
  expect(shop.status('42')).toBe('cancelled')
  expect((await ask('POST', '/orders/42/cancel', 'a'))[0]).toBe(200)
  expect(shop.acts()).toBe(1)
  expect(readdirSync(folder)).toEqual(['shop.json'])
  expect(JSON.parse(readFileSync(join(folder, 'shop.json'), 'utf8'))).toMatchObject({ acts: 1 })
})

it('the shop says when its port is taken or its file is malformed', async () => {
  const port = Number(new URL(shop.url).port)
  await expect(startShop({ port, token })).rejects.toThrow(`Port ${port} is taken`)
  const state = join(folder, 'broken.json')
  writeFileSync(state, '{"orders":')
  await expect(startShop({ port: 0, token, state })).rejects.toThrow('is not a state of this shop')
})

it('the shop runs as a script, says where it listens, and stops at a signal', async () => {
  const file = fileURLToPath(new URL('../../scripts/shop.ts', import.meta.url))
  const start = (secret: string) =>
    spawn(process.execPath, ['--import', 'tsx', file, '--port', '0'], {
      env: { ...process.env, SHOP_TOKEN: secret },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  const run = start('t')
  const line = await new Promise<string>((resolve) => {
    run.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))
  })
  expect(line).toMatch(/^The shop listens on http:\/\/127\.0\.0\.1:\d+\.\n$/)
  const ended = new Promise((resolve) => run.once('exit', resolve))
  run.kill('SIGTERM')
  expect(await ended).toBe(0)
  const refused = start('')
  const words: string[] = []
  refused.stderr.on('data', (chunk: Buffer) => words.push(chunk.toString()))
  expect(await new Promise((resolve) => refused.once('close', resolve))).toBe(1)
  expect(words.join('')).toContain('SHOP_TOKEN is missing')
}, 20_000)
