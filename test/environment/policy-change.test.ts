// `aval policy diff` and `aval policy replay`, on real packs and on recorded requests.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  avalHere,
  chat,
  everythingIn,
  furnish,
  type Home,
  openShop,
  root,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home

/** Three are asked in dev; a pack of this home wants approval for S1, and none for S2. */
beforeAll(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  const folder = join(home.folder, 'flows', 'policies')
  mkdirSync(folder, { recursive: true })
  const text = readFileSync(join(root, 'flows', 'policies', 'strong-1.0.0.yaml'), 'utf8')
    .replace('version: 1.0.0', 'version: 2.0.0')
    .replace('approvers: { S2: 1, S3: 1, R3: 1 }', 'approvers: { S3: 1, R3: 1 }')
    .replace('approvers: { S2: 1, S3: 2, R3: 2 }', 'approvers: { S2: 3, S3: 2, R3: 2 }')
    .replace('expires: 30m', 'expires: 45m')
    .replace('observer: []', 'observer: []\n  guest: []')
  writeFileSync(join(folder, 'strong-2.0.0.yaml'), text)
  const talk = chat(home, 'dev')
  await talk.say('ana', 'cancel order 1')
  await talk.say('ana', 'cancel order 2')
  await talk.say('ana', 'show order 2')
  await talk.say('dora', 'lockdown status')
  await talk.end()
})
afterAll(async () => {
  await shop.close()
})

const replay = (...args: readonly string[]) =>
  avalHere(home, 'policy', 'replay', '--env', 'dev', ...args)

test('policy diff names each differing field, before and after, and nothing else', async () => {
  const ran = await avalHere(home, 'policy', 'diff', 'strong-1.0.0', 'strong-2.0.0')
  expect(ran.code).toBe(0)
  expect(ran.out.trim().split('\n')).toEqual([
    'approvals.destructive.expires: 1800000 → 2700000',
    'profiles.HAPF-Operational.approvers.S2: 1 → 3',
    'profiles.HAPF-Strong.approvers.S2: 1 → nothing',
    'roles.guest: nothing → []',
    '4 settings of strong-1.0.0 differ in strong-2.0.0.',
  ])
  const same = await avalHere(home, 'policy', 'diff', 'strong-1.0.0', 'strong-1.0.0', '--json')
  expect(JSON.parse(same.out)).toMatchObject({
    from: { pack: 'strong', version: '1.0.0', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    changes: [],
  })
  const named = await avalHere(home, 'policy', 'diff', 'strong-1.0.0', 'careful-1.0.0', '--json')
  expect(JSON.parse(named.out).changes).toContainEqual({
    field: 'freezes.weekend.classes',
    before: null,
    after: '["S3"]',
  })
})

test('policy replay decides recorded requests again under another pack and profile', async () => {
  const own = await replay('--pack', 'strong-2.0.0', '--days', '30')
  expect(own.code).toBe(0)
  expect(own.out).toContain('strong 1.0.0, HAPF-Strong → strong 2.0.0, HAPF-Strong, over 30 days')
  expect(own.out).toContain('2 of 2 requests would no longer need approval')
  const strict = await replay('--pack', 'strong-2.0.0', '--profile', 'HAPF-Operational', '--json')
  expect(JSON.parse(strict.out)).toMatchObject({
    environment: 'dev',
    days: 7,
    replayed: 2,
    needMoreApprovers: 2,
    newlyRefused: 0,
    capped: false,
    to: { version: '2.0.0', profile: 'HAPF-Operational' },
  })
  const same = await replay('--pack', 'strong-1.0.0', '--json')
  const none = { newlyNeedApproval: 0, needMoreApprovers: 0, noLongerNeedApproval: 0 }
  expect(JSON.parse(same.out)).toMatchObject({ replayed: 2, ...none, newlyRefused: 0 })
})

test('policy replay ignores requests older than the given days', async () => {
  const later = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const ran = await replay('--pack', 'strong-2.0.0', '--days', '2', '--at', later, '--json')
  expect(JSON.parse(ran.out)).toMatchObject({ replayed: 0 })
})

test('policy replay writes nothing, and refuses an environment that has not run', async () => {
  const before = everythingIn(home.environment('dev'))
  await replay('--pack', 'strong-2.0.0')
  expect(everythingIn(home.environment('dev'))).toBe(before)
  const ran = await avalHere(home, 'policy', 'replay', '--env', 'prod', '--pack', 'strong-2.0.0')
  expect(ran.code).toBe(1)
  expect(ran.err).toContain('prod has not run yet')
  expect(everythingIn(home.environment('prod'))).toBe('')
})

test.each([
  [['policy', 'diff', 'strong-1.0.0'], 2, 'Name two packs'],
  [['policy', 'diff', 'strong-1.0.0', 'gone-1.0.0'], 1, 'There is no valid pack gone-1.0.0'],
  [['policy', 'replay', '--env', 'dev'], 2, 'Name a pack'],
  [['policy', 'replay', '--env', 'dev', '--pack', 'strong-2.0.0', '--days', '0'], 2, '--days'],
  [['policy', 'replay', '--env', 'dev', '--pack', 'strong-2.0.0', '--profile', 'X'], 2, 'one of'],
  [['policy', 'replay', '--pack', 'strong-2.0.0'], 2, 'Say which environment'],
])('%j exits %d and names the fix', async (args, code, sentence) => {
  const ran = await avalHere(home, ...args)
  expect(ran.code).toBe(code)
  expect(ran.err).toContain(sentence)
})
