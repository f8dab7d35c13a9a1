// Enrolment over the real WhatsApp client: the code comes from the person's own phone, number and
// LID.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenEnvironment, openEnvironment } from '../../src/environment/environment.ts'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'
import { madeHome, person } from '../made-home.ts'
import { Linked, silentLog } from './linked.ts'
import { type Phone, wordsOf } from './stand-in/phone.ts'
import type { Way } from './stand-in/stanza.ts'

let linked: Linked
let home: string
let opened: OpenEnvironment
let dora: Phone
let hugo: Phone
let now = Date.parse('2026-01-05T09:00:00Z')

const clock = {
  now: () => {
    now += 10
    linked.now = now
    return now
  },
  pause: async () => undefined,
}

beforeEach(async () => {
  now = Date.parse('2026-01-05T09:00:00Z')
  linked = await Linked.unpaired()
  await linked.link()
  dora = linked.server.person('5511900000004', '400')
  hugo = linked.server.person('5511900000008', '800')
  home = madeHome({
    environment: 'test',
    transport: { kind: 'baileys' },
    people: [person('dora', 'admin', '+5511900000004'), person('hugo', 'admin', '+5511900000008')],
    retention: { evidence: '30d', messages: '30d' },
  })
  const parts = { session: linked.session, log: silentLog, clock }
  const transport = createBaileys(parts, linked.overrides)
  let isOpen = (): void => undefined
  const connected = new Promise<void>((resolve) => {
    isOpen = resolve
  })
  opened = await openEnvironment({
    ...{ home, environment: 'test', version: '0', clock, log: silentLog, variables: {} },
    transport: {
      ...transport,
      start: (listener) =>
        transport.start({
          ...listener,
          link: ({ state }) => (state === 'open' ? isOpen() : undefined),
        }),
    },
  })
  await connected
  close = async () => {
    close = async () => undefined
    await opened.close()
  }
})

afterEach(async () => {
  await close()
  await linked.close()
})

/** Ends the process; a second call does nothing. */
let close = async (): Promise<void> => undefined

async function answerOn(who: Phone, answer: RegExp, since: number): Promise<string> {
  const fits = ({ message }: { message: Parameters<typeof wordsOf>[0] }) =>
    answer.test(wordsOf(message) ?? '')
  const found = await who.received.until(fits, String(answer), since)
  now += 60_000
  return wordsOf(found.message) ?? ''
}

async function ask(who: Phone, text: string, answer: RegExp, way: Way = {}): Promise<string> {
  const since = who.received.items.length
  await linked.server.say(who, text, way)
  return await answerOn(who, answer, since)
}

/** Dora enrols Iris, Hugo approves, and Dora gets the code. */
async function enrol(): Promise<string> {
  await ask(hugo, 'menu', /you may ask/)
  await ask(dora, 'enrol iris +5511900000009 as approver', /1 - Confirm/)
  const [before, earlier] = [hugo.received.items.length, dora.received.items.length]
  await linked.server.say(dora, '1')
  const card = await answerOn(hugo, /- Approve/, before)
  await linked.server.say(hugo, `1 ${/^1 (\w{6}) - Approve$/m.exec(card)?.[1]}`)
  return /: (\w{8})$/m.exec(await answerOn(dora, /this code/, earlier))?.[1] ?? ''
}

const iris = async () => (await opened.storeClient.people()).find((one) => one.id === 'iris')

test('an enrolment code binds the number and LID of the right phone, and is refused from another', async () => {
  const code = await enrol()
  expect(await iris()).toMatchObject({ identifiers: [], suspended: 'not_proven' })
  const mallory = linked.server.person('5511900000666', '666')
  await ask(mallory, code, /wrong or has expired/)
  expect(await iris()).toMatchObject({ identifiers: [], suspended: 'not_proven' })
  const phone = linked.server.person('5511900000009', '900')
  await ask(phone, code, /Welcome, Iris/)
  expect((await iris())?.identifiers).toEqual(['+5511900000009', '900@lid'])
  expect((await iris())?.suspended).toBeUndefined()
  await ask(phone, 'menu', /Iris, you may ask/)
})

test('an expired enrolment code is refused, also before a clock tick', async () => {
  const code = await enrol()
  now += 31 * 60_000
  const phone = linked.server.person('5511900000009', '900')
  await ask(phone, code, /wrong or has expired/)
  expect(await iris()).toMatchObject({ identifiers: [], suspended: 'not_proven' })
})

test('a new account on the same number is accepted only after a new enrolment code', async () => {
  const old = linked.server.person('5511900000009', '900')
  await ask(old, await enrol(), /Welcome, Iris/)
  const phone = linked.server.person('5511900000009', '901')
  await ask(phone, 'menu', /serves enrolled people only/)
  expect((await iris())?.suspended).toBe('identity_changed')
  await ask(phone, await enrol(), /Welcome, Iris/)
  await ask(phone, 'menu', /Iris, you may ask/)
  await ask(phone, 'status', /TEST/)
  expect(linked.session.aliasOf('+5511900000009')).toBe('901@lid')
  expect((await iris())?.suspended).toBeUndefined()
})

test('restoring rights after a false alarm does not accept the LID that claimed the number', async () => {
  const phone = linked.server.person('5511900000009', '900')
  await ask(phone, await enrol(), /Welcome, Iris/)
  const mallory = linked.server.person('5511900000666', '666')
  const posing = { alias: phone.numberJid }
  const since = dora.received.items.length
  await linked.server.say(mallory, 'menu', posing)
  await answerOn(dora, /key of Iris changed/, since)
  await restored(/number or key changed\s→ in force/)
  expect((await iris())?.suspended).toBeUndefined()
  expect(linked.session.aliasOf('+5511900000009')).toBe('900@lid')
})

/** Dora requests it, and Hugo approves. */
async function restored(change: RegExp): Promise<void> {
  expect(await ask(dora, 'restore rights of iris', /1 - Confirm/)).toMatch(change)
  const before = hugo.received.items.length
  await linked.server.say(dora, '1')
  const card = await answerOn(hugo, /- Approve/, before)
  await ask(hugo, `1 ${/^1 (\w{6}) - Approve$/m.exec(card)?.[1]}`, /Done/)
}

const hidden = { alias: null } as const

test('an enrolment with a hidden number suspends the rights until the number is shown', async () => {
  const code = await enrol()
  const phone = linked.server.person('5511900000009', '900')
  const since = dora.received.items.length
  await ask(phone, code, /Your rights are suspended until/, hidden)
  await answerOn(dora, /does not show from which number/, since)
  expect(await iris()).toMatchObject({ identifiers: ['900@lid'], suspended: 'number_unseen' })
  expect((await iris())?.proven).toBeUndefined()
  await ask(phone, 'menu', /rights are suspended/, hidden)
  await ask(dora, 'enrol jane +5511900000009', /already enrolled/)
  await ask(phone, 'menu', /Welcome, Iris/)
  const { identifiers, suspended, proven } = (await iris()) ?? {}
  expect(identifiers?.toSorted()).toEqual(['+5511900000009', '900@lid'])
  expect([suspended, proven]).toEqual([undefined, '+5511900000009'])
  await ask(phone, 'menu', /Iris, you may ask/)
})

test('a LID with another number stays suspended until admins restore its rights', async () => {
  const code = await enrol()
  const mallory = linked.server.person('5511900000666', '666')
  await ask(mallory, code, /Your rights are suspended until/, hidden)
  await ask(mallory, 'menu', /rights are suspended/)
  expect((await iris())?.suspended).toBe('number_unseen')
  await restored(/number hidden by WhatsApp\s→ in force/)
  expect(await iris()).toMatchObject({ identifiers: ['666@lid'] })
  expect((await iris())?.suspended).toBeUndefined()
})

test('an enrolled person is not written to first, and a used code is nowhere on the disk', async () => {
  const code = await enrol()
  const phone = linked.server.person('5511900000009', '900')
  expect(phone.received.items).toEqual([])
  await ask(phone, code, /Welcome, Iris/)
  const evidence = JSON.stringify(await opened.storeClient.audit({ since: 0 }))
  expect(evidence).not.toContain(code)
  await close()
  const folder = join(home, 'data', 'test')
  for (const name of readdirSync(folder).filter((one) => one.startsWith('aval.db')))
    expect(readFileSync(join(folder, name)).includes(code), name).toBe(false)
})
