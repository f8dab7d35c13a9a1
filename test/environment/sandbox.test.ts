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
/** Types of evidence by tenant, in order. */
let evidence: ReadonlyMap<string, readonly string[]>
/** What the sandbox alone had reached and read. */
let alone: { readonly requests: number; readonly secrets: number }

interface Line {
  readonly type: string
  readonly tenant: string
}

async function readEvidence(): Promise<readonly Line[]> {
  const { out } = await aval(home, 'audit', '--env', 'dev')
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

async function request(talk: ReturnType<typeof chat>, requester: string, approver: string) {
  await talk.say(requester, 'cancel order 42')
  const cards = await talk.say(requester, '1')
  const token = cards.find((one) => one.to === approver)?.token ?? ''
  return { cards, told: await talk.say(approver, `1 ${token}`) }
}

/**
 * One request of the sandbox, to its outcome, in dev, where no code is needed; then the same one of
 * the real tenant.
 */
beforeAll(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  const ofSandbox = (id: string, role: string) => ({ ...person(id, role), tenant: 'sandbox' })
  const settings = {
    tenants: [{ id: 'acme' }, { id: 'sandbox', sandbox: true }],
    people: [
      ...[ofSandbox('sam', 'requester'), ofSandbox('sue', 'approver')],
      ...[person('ana', 'requester'), person('beto', 'approver')],
    ],
    connectors: shopAt(shop.url),
  }
  madeHome(settings, home.folder)
  const sandbox = chat(home, 'dev')
  const played = await request(sandbox, 'sam', 'sue')
  asked = played.cards
  done = played.told
  await sandbox.end()
  const before = await readEvidence()
  const secrets = before.filter((one) => one.type === 'secret.loaded').length
  alone = { requests: shop.tokens.size, secrets }
  const real = chat(home, 'dev')
  await request(real, 'ana', 'beto')
  await real.end()
  const all = await readEvidence()
  const of = (tenant: string) => all.filter((one) => one.tenant === tenant).map((one) => one.type)
  evidence = new Map(['dev:sandbox', 'dev:acme', '-'].map((tenant) => [tenant, of(tenant)]))
})

afterAll(async () => {
  await shop.close()
})

test('a sandbox request shows SANDBOX on its card, is approved, and tells its outcome', () => {
  const card = asked.find((one) => one.kind === 'approval_request')
  expect(card?.text).toContain('SANDBOX')
  expect(done.some((one) => one.to === 'sam' && one.kind === 'outcome')).toBe(true)
})

test('a sandbox request leaves all the evidence of a real one', () => {
  expect(evidence.get('dev:sandbox')).toEqual([
    'command.proposed',
    'command.previewed',
    'command.confirmed',
    'command.authorized',
    'approval.required',
    'approval.requested',
    'approval.granted',
    'command.started',
    'effect.applied',
    'command.succeeded',
  ])
  expect(evidence.get('dev:acme')).toEqual(evidence.get('dev:sandbox'))
})

test('a sandbox request resolves no secret and reaches no host', () => {
  expect(alone).toEqual({ requests: 0, secrets: 0 })
  expect(everythingIn(home.environment('dev'))).not.toContain(canaries.dev.secret)
  // The same request of the real tenant does both.
  expect([...shop.tokens]).toEqual([`Bearer ${canaries.dev.secret}`])
  expect(evidence.get('-')).toContain('secret.loaded')
})
