// `aval lockdown`, for when WhatsApp is down: of everything or of a part, for a time, with
// evidence.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { writeRunState } from '../../src/environment/run-state.ts'
import { avalHere, chat, furnish, type Home, openShop } from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
beforeEach(async () => {
  shop = await openShop()
  home = furnish(shop.url)
})
afterEach(async () => {
  await shop.close()
})

const lockdown = (...args: readonly string[]) =>
  avalHere(home, 'lockdown', ...args, '--env', 'prod')

async function bodiesOf(type: string): Promise<readonly Record<string, unknown>[]> {
  const { out } = await avalHere(home, 'audit', '--env', 'prod', '--type', type)
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line).body)
}

test('a lockdown of a part for two hours refuses its commands in chat, and no others', async () => {
  const on = await lockdown('on', 'bad', 'deploy', '--as', 'dora', '--class', 's2', '--for', '2h')
  expect(on.code).toBe(0)
  expect(on.out).toMatch(/^PROD: open\nlocked down: class S2, by dora, until 20\S+Z: bad deploy\n$/)
  const talk = chat(home, 'prod')
  const messages = await talk.say('ana', 'cancel order 42')
  expect(messages.filter((one) => one.kind === 'notice').length).toBeGreaterThan(1)
  const refused = messages.find((one) => one.kind === 'refusal')
  expect(refused?.text).toContain('A lockdown covers this.')
  const [answer] = await talk.say('ana', 'show order 42')
  expect(answer).toMatchObject({ kind: 'answer' })
  const [status] = await talk.say('ana', 'lockdown status')
  expect(status?.text).toMatch(
    /^PROD · LOCKDOWN of class S2 since .* by Dora, until .*: bad deploy/,
  )
  await talk.end()
  expect(await bodiesOf('lockdown.on')).toMatchObject([
    { part: 'class', of: 'S2', reason: 'bad deploy', until: expect.stringMatching(/Z$/) },
  ])
  const status2 = await lockdown('status', '--json')
  expect(JSON.parse(status2.out)).toMatchObject({
    environment: 'prod',
    kind: 'open',
    parts: [{ part: 'class', of: 'S2', by: 'dora' }],
  })
})

test('a lockdown of everything for an hour shows its end, and lifting it waits for approval', async () => {
  const on = await lockdown('on', 'stolen phone', '--as', 'dora', '--for', '1h')
  expect(on.code).toBe(0)
  expect(on.out).toMatch(/^PROD: locked down since 20\S+Z by dora, until 20\S+Z: stolen phone\n$/)
  const off = await lockdown('off', '--as', '+55 11 90000-0004')
  expect(off.code).toBe(0)
  expect(off.out).toContain('locked down')
  expect(off.out).toMatch(/^(C-\w{4,}) asks for its end, and waits for approval in chat: show \1$/m)
  expect(await bodiesOf('lockdown.off')).toEqual([])
})

const later = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

/** The environment's own time, which never goes back, is two hours ahead of the machine's. */
const ahead: Readonly<Record<string, () => Promise<void>>> = {
  async 'its newest evidence'() {
    const before = chat(home, 'prod', later(120))
    await before.say('ana', 'menu')
    await before.end()
  },
  async 'the process that runs it'() {
    const [since, at, reached] = [0, Date.now(), Date.parse(later(120))]
    const link = { state: 'open' } as const
    writeRunState(home.folder, 'prod', { pid: 1, since, at, reached, link })
  },
}

test.each(Object.keys(ahead))(
  'a lockdown for a time lasts that long by the time of %s, ahead of a clock set back',
  async (what) => {
    await ahead[what]?.()
    const on = await lockdown('on', 'bad', 'deploy', '--as', 'dora', '--for', '30m')
    expect(on.out).toMatch(/^PROD: locked down since /)
    for (const [minutes, isLocked] of [
      [125, true],
      [155, false],
    ] as const) {
      const talk = chat(home, 'prod', later(minutes))
      const [status] = (await talk.say('dora', 'lockdown status')).filter(
        (one) => one.kind === 'answer',
      )
      await talk.end()
      expect(status?.text.includes('LOCKDOWN since')).toBe(isLocked)
    }
  },
)

test('a lockdown of prod leaves dev open, and its status says by whom and why', async () => {
  await lockdown('on', 'stolen phone', '--as', 'dora')
  const prod = await lockdown('status')
  expect(prod.out).toMatch(/ since 20\S+Z by dora, until it is lifted: stolen phone\n$/)
  const dev = await avalHere(home, 'lockdown', 'status', '--env', 'dev')
  expect(dev.out).toBe('DEV: open\n')
})

test('lifting the lockdown of a part waits for approval in chat', async () => {
  await lockdown('on', 'odd answers', '--as', 'dora', '--connector', 'shop')
  const off = await lockdown('off', '--as', 'dora', '--connector', 'shop')
  expect(off.out).toContain('locked down: connector shop')
  const talk = chat(home, 'prod')
  const pending = await talk.say('dora', 'pending')
  await talk.end()
  const answer = pending.find((one) => one.kind === 'answer')
  expect(answer?.text).toContain('lockdown off connector shop')
})

test('lifting is requested only for what is locked; for anything else it exits 1', async () => {
  expect((await lockdown('on', 'bad', '--as', 'dora', '--class', 'S2')).code).toBe(0)
  for (const wrong of [[], ['--class', 'S3'], ['--tenant', 'acme']]) {
    const off = await lockdown('off', '--as', 'dora', ...wrong)
    expect(off).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing is locked there'),
    })
  }
  expect((await lockdown('off', '--as', 'dora', '--class', 's2')).code).toBe(0)
  expect((await lockdown('on', 'bad', '--as', 'dora', '--tenant', 'acme')).code).toBe(0)
  expect((await lockdown('off', '--as', 'dora', '--tenant', 'acme')).code).toBe(0)
  const asked = (await bodiesOf('command.proposed')).map((one) => one.command)
  expect(asked.filter((one) => String(one).endsWith('lift'))).toHaveLength(2)
  expect(asked).not.toContain('lockdown.off')
})

test('lifting exits 1 when nothing is locked, or the person may not ask for it', async () => {
  const nothing = await lockdown('off', '--as', 'dora')
  expect(nothing).toMatchObject({ code: 1, out: 'PROD: open\n' })
  expect(nothing.err).toContain('Not requested: nothing is locked there.')
  await lockdown('on', 'stolen phone', '--as', 'dora')
  const ana = await lockdown('off', '--as', 'ana')
  expect(ana.code).toBe(1)
  expect(ana.err).toContain('Not requested: ana may not')
})

test('a lockdown by somebody without the right, or of an unknown part, locks nothing and exits 1', async () => {
  for (const args of [
    ['--as', 'ana', '--class', 'S2'],
    ['--as', 'dora', '--connector', 'bank'],
    ['--as', 'dora', '--class', 'S9'],
    ['--as', 'ana'],
  ]) {
    const ran = await lockdown('on', 'why', ...args)
    expect(ran.code, args.join(' ')).toBe(1)
    expect(ran.out, args.join(' ')).toBe('PROD: open\n')
  }
  const stranger = await lockdown('on', 'why', '--as', 'nobody')
  expect(stranger.code).toBe(1)
  expect(stranger.err).toContain('nobody is not enrolled in prod')
  expect(await bodiesOf('lockdown.on')).toEqual([])
})

test('doctor names who could lift a lockdown that too few are left to lift, until it can be lifted', async () => {
  const file = join(home.environment('prod'), 'environment.yaml')
  const people = readFileSync(file, 'utf8').replace(
    /(id: canary,.*roles: \[)approver/g,
    '$1observer',
  )
  writeFileSync(file, people)
  await lockdown('on', 'stolen phone', '--as', 'dora')
  const doctor = async () => (await avalHere(home, 'doctor', '--env', 'prod')).out
  const way =
    'aval people admin NAME --env prod, for somebody enrolled who then approves: lockdown off'
  const stuck =
    'lockdown: The lockdown by dora has no end, and too few people of acme could lift it.'
  expect(await doctor()).toContain(`warning ${stuck} → ${way}\n`)
  const off = await lockdown('off', '--as', 'dora')
  expect(off).toMatchObject({ code: 1, err: expect.stringContaining('too few others may approve') })
  const admin = await avalHere(home, 'people', 'admin', 'canary', '--env', 'prod')
  expect(admin.out).toBe(
    'PROD: Prodencia Canary is an admin now. The evidence and every admin say so.\n',
  )
  expect(await doctor()).not.toContain(stuck)
  const another = await avalHere(home, 'people', 'admin', 'ana', '--env', 'prod')
  expect(another).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was done') })
  expect(await avalHere(home, 'verify', '--env', 'prod')).toMatchObject({ code: 0 })
})

test.each([
  [['on', 'why', '--as', 'dora', '--class', 'S2', '--tenant', 'acme'], 'Name one of'],
  [['on', 'why', '--as', 'dora', '--for', 'ever'], '--for takes a length of time'],
  [['on', 'why', '--as', 'dora', '--for', '0h'], '--for takes a length of time'],
  [['on', '--as', 'dora', '--class', 'S2'], 'Say why'],
  [['off', '--as', 'dora', '--for', '2h'], '--for is for lockdown on'],
  [['on', 'why', '--class', 'S2'], 'Say which admin asks'],
  [['on', 'why', '--as', 'dora', '--class', ''], '--class needs a value'],
])('lockdown with the wrong usage %j exits 2 and names the fix', async (args, sentence) => {
  const ran = await lockdown(...args)
  expect(ran.code).toBe(2)
  expect(ran.err).toContain(sentence)
})
