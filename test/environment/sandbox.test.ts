// The sandbox tenant of an environment that holds a canary secret: all rules apply, and nothing
// real happens.

import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { madeHome, person, shopAt } from '../made-home.ts'
import {
  aval,
  canaries,
  chat,
  everythingIn,
  furnish,
  type Home,
  type Message,
  openShop,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
let asked: readonly Message[]
let done: readonly Message[]
let evidence: readonly string[]

/** One request of the sandbox, to its outcome, in dev, where no code is needed. */
beforeAll(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  const ofSandbox = (id: string, role: string) => ({ ...person(id, role), tenant: 'sandbox' })
  const settings = {
    tenants: [{ id: 'acme' }, { id: 'sandbox', sandbox: true }],
    people: [ofSandbox('sam', 'requester'), ofSandbox('sue', 'approver')],
    connectors: shopAt(shop.url),
  }
  madeHome(settings, home.folder)
  const talk = chat(home, 'dev')
  await talk.say('sam', 'cancel order 42')
  asked = await talk.say('sam', '1')
  const token = asked.find((one) => one.to === 'sue')?.token ?? ''
  done = await talk.say('sue', `1 ${token}`)
  await talk.end()
  const { out } = await aval(home, 'audit', '--env', 'dev')
  evidence = out
    .trim()
    .split('\n')
    .map((line) => String(JSON.parse(line).type))
})

afterAll(async () => {
  await shop.close()
  home.remove()
})

test('a sandbox request shows SANDBOX on its card, is approved, and tells its outcome', () => {
  const card = asked.find((one) => one.kind === 'approval_request')
  expect(card?.text).toContain('SANDBOX')
  expect(done.some((one) => one.to === 'sam' && one.kind === 'outcome')).toBe(true)
})

test('a sandbox request leaves all the evidence of a real one', () => {
  for (const type of ['proposed', 'previewed', 'confirmed', 'authorized', 'started', 'succeeded'])
    expect(evidence).toContain(`command.${type}`)
  expect(evidence).toContain('approval.granted')
})

test('a sandbox request resolves no secret and reaches no host', () => {
  expect(shop.tokens.size).toBe(0)
  expect(evidence).not.toContain('secret.loaded')
  expect(everythingIn(home.environment('dev'))).not.toContain(canaries.dev.secret)
})
