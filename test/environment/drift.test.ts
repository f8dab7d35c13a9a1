// Policies and commands that changed without a new version: found at the next start, reported, and
// in prod locked (DESR VIII).

import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  avalHere,
  chat,
  furnish,
  type Home,
  openShop,
  root,
  type Side,
  sides,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const pack = join('flows', 'policies', 'strong-1.0.0.yaml')
let home: Home
let shop: Awaited<ReturnType<typeof openShop>>

beforeEach(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  mkdirSync(join(home.folder, 'flows', 'policies'), { recursive: true })
  cpSync(join(root, pack), join(home.folder, pack))
})
afterEach(async () => {
  await shop.close()
})

/** What is said when ana requests an effect. */
async function ask(side: Side): Promise<string> {
  const talk = chat(home, side)
  const answers = await talk.say('ana', 'cancel order 42')
  await talk.end()
  return answers
    .filter((one) => one.to === 'ana')
    .map((one) => one.kind)
    .join(' ')
}

const bindings = (side: Side) => bodies(side, 'policy.bound')

/** Whether each start ran under the recorded policy. */
const aligned = async (side: Side) =>
  (await bodies(side, 'alignment.checked')).map((one) => one['aligned'])

async function bodies(side: Side, type: string): Promise<readonly Record<string, unknown>[]> {
  const { out } = await avalHere(home, 'audit', '--env', side, '--type', type)
  const lines = out.split('\n').filter((one) => one !== '')
  return lines.map((one) => JSON.parse(one).body)
}

test.each(sides)('%s records pack, version, profile and digest when it starts', async (side) => {
  expect(await ask(side)).toBe('preview')
  const profile = side === 'prod' ? 'HAPF-Operational' : 'HAPF-Strong'
  expect(await bindings(side)).toMatchObject([
    { pack: 'strong', version: '1.0.0', profile, digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test('a pack that changed under its version locks prod until it is restored', async () => {
  expect(await ask('prod')).toBe('preview')
  appendFileSync(join(home.folder, pack), '# one byte more\n')
  expect(await ask('prod')).toBe('refusal')
  expect(shop.tokens.size).toBe(1)
  cpSync(join(root, pack), join(home.folder, pack))
  expect(await ask('prod')).toBe('preview')
  expect(await aligned('prod')).toEqual([true, false, true])
})

test('a pack that changed under its version is used in dev, and its change is in the evidence', async () => {
  expect(await ask('dev')).toBe('preview')
  appendFileSync(join(home.folder, pack), '# one byte more\n')
  expect(await ask('dev')).toBe('preview')
  const digests = (await bindings('dev')).map((one) => one['digest'])
  expect(new Set(digests).size).toBe(2)
  expect(await ask('dev')).toBe('preview')
  expect(await aligned('dev')).toEqual([true, false, true])
})

test('what waits under a pack that changed while nothing ran ends at the start, and all asked hear it', async () => {
  const before = chat(home, 'dev')
  await before.say('ana', 'cancel order 42')
  const cards = await before.say('ana', '1')
  await before.end()
  const asked = cards.filter((one) => one.token !== undefined).map((one) => one.to)
  expect(asked).toEqual(['canary', 'carla'])
  appendFileSync(join(home.folder, pack), '# one byte more\n')
  const after = chat(home, 'dev')
  const news = await after.say('dora', 'pending')
  await after.end()
  const told = news.filter((one) => one.text.includes('The action or the policy changed meanwhile'))
  expect(told.map((one) => one.to).toSorted()).toEqual(['ana', ...asked])
  expect(news.map((one) => one.text).join('\n')).toContain('Nothing is open for you.')
  const [rejected, ...more] = await bodies('dev', 'command.rejected')
  expect([rejected?.['reason'], more]).toEqual(['policy_changed', []])
  const begun = (await bodies('dev', 'command.started')).map((one) => one['name'])
  expect(begun).not.toContain(rejected?.['name'])
})

describe('a file of a command that was edited between two starts', () => {
  const command = join('flows', 'commands', 'order.cancel.yaml')
  const own = () => join(home.folder, command)
  beforeEach(() => {
    mkdirSync(join(home.folder, 'flows', 'commands'), { recursive: true })
    cpSync(join(root, command), own())
  })

  /** What the admins are told at the start, before any request. */
  async function newsOf(side: Side): Promise<readonly string[]> {
    const talk = chat(home, side)
    const first = await talk.say('ana', 'help')
    await talk.end()
    return first.filter((one) => one.kind === 'notice').map((one) => `${one.to}: ${one.text}`)
  }
  const starts = (side: Side) => bodies(side, 'alignment.checked')

  test.each(sides)('is reported to the admins of %s, and is in its evidence', async (side) => {
    expect(await newsOf(side)).toEqual([])
    const digest = /^[0-9a-f]{64}$/
    const before = await starts(side)
    expect(before).toMatchObject([{ aligned: true }])
    expect(before[0]?.['changed']).toContainEqual({
      ...{ what: 'command order.cancel', before: null, now: expect.stringMatching(digest) },
    })
    appendFileSync(own(), '# one byte more\n')
    const news = await newsOf(side)
    expect(news).toEqual([
      expect.stringContaining('Changed since the last start: command order.cancel.'),
    ])
    expect((await starts(side)).at(-1)).toEqual({
      aligned: false,
      why: 'definition_changed',
      changed: [
        {
          what: 'command order.cancel',
          before: expect.stringMatching(digest),
          now: expect.stringMatching(digest),
        },
      ],
    })
    expect(await newsOf(side)).toEqual([])
    expect((await starts(side)).at(-1)).toEqual({ aligned: true })
  })

  test('is named with four others at most, and further ones are counted', async () => {
    const folder = join(home.folder, 'flows', 'commands')
    expect(await newsOf('dev')).toEqual([])
    for (const name of readdirSync(join(root, 'flows', 'commands')).slice(0, 6))
      writeFileSync(
        join(folder, name),
        `${readFileSync(join(root, 'flows', 'commands', name), 'utf8')}# one byte more\n`,
      )
    expect(await newsOf('dev')).toEqual([
      expect.stringMatching(/(command [a-z.-]+, ){4}command [a-z.-]+ and 1 more\./),
    ])
  })
})
