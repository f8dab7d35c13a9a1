// Dev and prod as real processes, and attempts to get from one into the other.

import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  anasPhone,
  aval,
  canaries,
  chat,
  everythingIn,
  found,
  furnish,
  type Home,
  openShop,
  other,
  type Side,
  sides,
} from './pair-of-homes.ts'

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let shop: Awaited<ReturnType<typeof openShop>>
let home: Home
let outputs: Readonly<Record<Side, string>>
let replayed: Awaited<ReturnType<ReturnType<typeof chat>['say']>>

/** Both run; each has an open request, and dev's token is typed in prod and the reverse. */
beforeAll(async () => {
  shop = await openShop()
  home = furnish(shop.url)
  const dev = chat(home, 'dev')
  const prod = chat(home, 'prod')
  const token = async (side: Side, talk: typeof dev) => {
    await talk.say('ana', `cancel order ${canaries[side].order}`)
    const cards = await talk.say('ana', '1')
    const card = cards.find((one) => one.to === 'canary' && one.token !== undefined)
    if (card?.token === undefined) throw new Error(`No card in ${side}: ${JSON.stringify(cards)}`)
    return card.token
  }
  const ofDev = await token('dev', dev)
  await token('prod', prod)
  replayed = await prod.say('canary', `1 ${ofDev}`)
  outputs = { dev: (await dev.end()).said, prod: (await prod.end()).said }
})

afterAll(async () => {
  await shop.close()
})

test('a token of dev is refused in prod, and leaves evidence there', async () => {
  expect(replayed.map((one) => [one.to, one.kind])).toContainEqual(['canary', 'refusal'])
  expect(replayed.some((one) => one.kind === 'outcome')).toBe(false)
  const { out } = await aval(home, 'audit', '--env', 'prod', '--type', 'auth.denied')
  expect(out.trim().split('\n')).not.toEqual([''])
  const granted = await aval(home, 'audit', '--env', 'prod', '--type', 'approval.granted')
  expect(granted.out).toBe('')
})

test('an approver of dev is a stranger in prod, even with a valid token of a card', async () => {
  const apart = furnish(shop.url)
  const talk = chat(apart, 'prod')
  await talk.say('ana', `cancel order ${canaries.prod.order}`)
  const cards = await talk.say('ana', '1')
  const token = cards.find((one) => one.token !== undefined)?.token ?? ''
  expect(token).toMatch(/^\w{6}$/)
  const answers = await talk.say(canaries.dev.phone, `1 ${token}`)
  await talk.end()
  const { out } = await aval(apart, 'audit', '--env', 'prod', '--type', 'approval.granted')
  expect(answers.map((one) => [one.to, one.kind])).toEqual([[canaries.dev.phone, 'refusal']])
  expect(out).toBe('')
})

test('nobody in dev can name a tenant of prod, and the attempt leaves evidence', async () => {
  const talk = chat(home, 'dev')
  const answers = await talk.say('ana', `cancel order ${canaries.dev.order} prod:acme`)
  await talk.end()
  expect(answers.map((one) => [one.to, one.kind])).toEqual([['ana', 'refusal']])
  expect(answers[0]?.text).toContain('prod:acme')
  const { out } = await aval(home, 'audit', '--env', 'dev', '--type', 'message.refused')
  expect(out).toContain('tenant')
})

test('one phone number in both environments is two people', async () => {
  const talk = chat(home, 'prod')
  const answer = await talk.say(anasPhone, 'pending')
  await talk.end()
  expect(answer.map((one) => one.to)).toEqual(['ana'])
  expect(found(JSON.stringify(answer), 'dev')).toEqual([])
  expect(JSON.stringify(answer)).toContain('PROD')
})

test.each(sides)('the messages of %s contain nothing of the other environment', (side) => {
  expect(found(outputs[side], side)).toContain(canaries[side].order)
  expect(found(outputs[side], other(side))).toEqual([])
})

test.each(sides)('each artifact of %s names its own environment and tenants only', async (side) => {
  const { out } = await aval(home, 'audit', '--env', side)
  const lines = out.trim().split('\n')
  expect(lines.length).toBeGreaterThan(5)
  for (const line of lines) {
    const artifact: { system: { environment: string }; tenant: string } = JSON.parse(line)
    expect(artifact.system.environment).toBe(side)
    expect(artifact.tenant).toMatch(new RegExp(`^(-|${side}:[a-z]+)$`))
  }
  expect(found(out, side)).toContain(canaries[side].order)
  expect(found(out, other(side))).toEqual([])
})

test('each connector is called with the secret of its own environment', () => {
  const tokens = [...shop.tokens].join(' ')
  expect(tokens).toContain(canaries.dev.secret)
  expect(tokens).toContain(canaries.prod.secret)
  expect(shop.tokens.size).toBe(2)
})

test.each(sides)(
  'the folder of %s contains no canary of the other environment, and no secret',
  (side) => {
    const everything = everythingIn(home.environment(side))
    expect(found(everything, side)).toEqual(
      expect.arrayContaining([canaries[side].order, canaries[side].person, canaries[side].phone]),
    )
    expect(everything).not.toContain(canaries[side].secret)
    expect(found(everything, other(side))).toEqual([])
  },
)

test.each(sides)(
  'nothing opens with the database of the other environment in the folder of %s',
  async (side) => {
    const swapped = furnish(shop.url)
    rmSync(swapped.environment(side), { recursive: true })
    cpSync(home.environment(other(side)), swapped.environment(side), { recursive: true })
    const settings = join('data', side, 'environment.yaml')
    cpSync(join(home.folder, settings), join(swapped.folder, settings))
    const sentence = `belongs to the environment ${other(side)}, not to ${side}`
    for (const command of [['audit'], ['verify'], ['people', 'list'], ['chat', '--jsonl']]) {
      const ran = await aval(swapped, ...command, '--env', side)
      expect(ran.code, command.join(' ')).toBe(1)
      expect(ran.err, command.join(' ')).toContain(sentence)
      expect(ran.out, command.join(' ')).toBe('')
    }
    const doctor = await aval(swapped, 'doctor', '--env', side)
    expect(doctor.code).toBe(1)
    expect(doctor.out).toContain(sentence)
    expect(found(doctor.out, other(side))).toEqual([])
  },
)

test('settings of dev in the folder of prod are refused by file and fix', async () => {
  const swapped = furnish(shop.url)
  cpSync(
    join(swapped.environment('dev'), 'environment.yaml'),
    join(swapped.environment('prod'), 'environment.yaml'),
  )
  const ran = await aval(swapped, 'chat', '--jsonl', '--env', 'prod')
  expect(ran.code).toBe(1)
  expect(ran.err).toMatch(/environment\.yaml: environment says dev.*correct one of them/)
})
