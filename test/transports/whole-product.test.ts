// The whole product over the real WhatsApp client: phones ask, confirm and approve; the shop
// changes once.

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Shop, startShop } from '../../scripts/shop.ts'
import type { Transport } from '../../src/engine/transport.ts'
import { type OpenEnvironment, openEnvironment } from '../../src/environment/environment.ts'
import { openReadOnly } from '../../src/store/file/database.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'
import { madeHome, person, shopAt } from '../made-home.ts'
import { Linked, silentLog } from './linked.ts'
import { type Phone, wordsOf } from './stand-in/phone.ts'

const token = 's3cr3t-shop-token'

let linked: Linked
let shop: Shop
let home: string
let opened: OpenEnvironment
let now = Date.parse('2026-01-05T09:00:00Z')
/** States of the link, in order. */
let causes: string[] = []

/** The clock advances by itself, so that pacing never delays a letter for long. */
const clock = {
  now: () => {
    now += 10
    linked.now = now
    return now
  },
  pause: async () => undefined,
}

const ana = () => phone('5511900000001', '100')
const beto = () => phone('5511900000002', '200')
const dora = () => phone('5511900000004', '400')
const phones = new Map<string, Phone>()

function phone(number: string, lid: string): Phone {
  const known = phones.get(number) ?? linked.server.person(number, lid)
  phones.set(number, known)
  return known
}

beforeEach(async () => {
  now = Date.parse('2026-01-05T09:00:00Z')
  phones.clear()
  causes = []
  linked = await Linked.unpaired()
  await linked.link()
  linked.server.time = () => now
  shop = await startShop({ port: 0, token })
  home = madeHome({
    environment: 'test',
    transport: { kind: 'baileys' },
    people: [
      person('ana', 'requester', '+5511900000001'),
      person('beto', 'approver', '+5511900000002'),
      person('dora', 'admin', '+5511900000004'),
    ],
    connectors: shopAt(shop.url),
    retention: { evidence: '365d', messages: '30d' },
  })
  await open()
})

afterEach(async () => {
  await opened.close()
  await shop.close()
  await linked.close()
})

async function open(): Promise<void> {
  const baileys = createBaileys(
    { session: linked.session, log: silentLog, clock },
    linked.overrides,
  )
  let open = (): void => undefined
  const connected = new Promise<void>((resolve) => {
    open = resolve
  })
  const transport: Transport = {
    ...baileys,
    start: (listener) =>
      baileys.start({
        ...listener,
        link(state) {
          listener.link(state)
          if (state.state === 'open') open()
          causes.push(state.cause ?? state.state)
        },
      }),
  }
  opened = await openEnvironment({
    home,
    environment: 'test',
    version: '0',
    clock,
    log: silentLog,
    transport,
    variables: { SHOP_TOKEN: token },
  })
  await connected
}

/** Types on this phone, and waits for the first matching answer. */
async function ask(who: Phone, text: string, answer: RegExp): Promise<string> {
  const since = who.received.items.length
  await linked.server.say(who, text)
  return answerOn(who, answer, since)
}

async function answerOn(who: Phone, answer: RegExp, since = 0): Promise<string> {
  const found = await who.received.until(
    ({ message }) => answer.test(wordsOf(message) ?? ''),
    String(answer),
    since,
  )
  now += 60_000
  return wordsOf(found.message) ?? ''
}

function tokenOf(card: string): string {
  return /^1 ([2-9A-Z]{6}) - Approve$/m.exec(card)?.[1] ?? 'none'
}

/**
 * Ana requests and confirms; Beto has his card. Everybody has written before, as WhatsApp requires.
 */
async function request(): Promise<string> {
  await ask(ana(), 'menu', /you may ask/)
  await ask(beto(), 'menu', /you may ask/)
  await ask(ana(), 'cancel order 42', /1 - Confirm/)
  const since = beto().received.items.length
  await linked.server.say(ana(), '1')
  return tokenOf(await answerOn(beto(), /1 \w{6} - Approve/, since))
}

function reports() {
  const db = openReadOnly(join(home, 'data', 'test', 'aval.db'), 'test')
  try {
    return verifyFile(db, {
      environment: 'test',
      instance: opened.instance,
      keys: [],
      outside: [],
    })
  } finally {
    db.close()
  }
}

test('an order requested, confirmed and approved on phones is cancelled once', async () => {
  const typed = await request()
  await ask(beto(), `1 ${typed}`, /Done: order 42 is cancelled/)
  await answerOn(ana(), /Done: order 42 is cancelled/)
  expect(shop.status('42')).toBe('cancelled')
  expect(shop.acts()).toBe(1)
  expect(reports().flatMap((one) => one.breaks)).toEqual([])
})

test('delivery and reading of a card leave evidence once each', async () => {
  await request()
  const card = beto().received.items.findLast(({ message }) =>
    /- Approve/.test(wordsOf(message) ?? ''),
  )
  const receiptTypes = async () => {
    const found = await opened.storeClient.audit({ since: 0 })
    return found.map((one) => String(one.artifact['type'])).filter((type) => isReceipt(type))
  }
  // The client answers each receipt once it has told it on; what comes at once it tells as one.
  const answers = () =>
    linked.server.sent.items.filter(
      ({ tag, attrs }) => tag === 'ack' && attrs['class'] === 'receipt' && attrs['id'] === card?.id,
    )
  const twice = async (type?: 'read'): Promise<void> => {
    const before = answers().length
    for (const _ of [1, 2]) await linked.server.receipt(beto(), card?.id ?? '', type)
    await linked.server.sent.until(() => answers().length >= before + 2, 'answered receipts')
    await ask(ana(), 'menu', /you may ask/)
  }
  await twice()
  expect(await receiptTypes()).toEqual(['approval.delivered'])
  await twice('read')
  expect(await receiptTypes()).toEqual(['approval.delivered', 'approval.read'])
})

function isReceipt(type: string): boolean {
  return /^approval\.(delivered|read|undelivered)$/.test(type)
}

test('a letter refused as too fast is sent again after the pause, under its id and once', async () => {
  await ask(ana(), 'status', /TEST/)
  // The server notes a stanza once the phone has it.
  await new Promise(setImmediate)
  const [heard, written] = [ana().received.items.length, linked.server.sent.items.length]
  linked.server.faults.ackError = '429'
  await linked.server.say(ana(), 'menu')
  while (!causes.includes('pacing')) await new Promise(setImmediate)
  linked.server.faults.ackError = undefined
  // The retry comes by the clock on the wall, the end of the rest by ours.
  now += 61_000
  await answerOn(ana(), /you may ask/, heard)
  await ask(ana(), 'status', /TEST/)
  await new Promise(setImmediate)
  const ids = linked.server.sent.items
    .slice(written)
    .flatMap(({ tag, attrs }) => (tag === 'message' ? [attrs['id']] : []))
  expect(ids).toHaveLength(3)
  expect(ids[0]).toBe(ids[1])
  await opened.engine.idle()
  expect((await opened.storeClient.standing()).queued).toBe(0)
})

test('a token is refused from another person, and after its use', async () => {
  const typed = await request()
  await ask(ana(), `1 ${typed}`, /not yours/)
  expect(shop.acts()).toBe(0)
  await ask(beto(), `1 ${typed}`, /Done/)
  await ask(beto(), `1 ${typed}`, /already/)
  expect(shop.acts()).toBe(1)
})

test('a redelivered answer, or one under the same id with other content, changes nothing', async () => {
  const typed = await request()
  const node = await linked.server.say(beto(), `2 ${typed} too risky`, { id: 'ABCD1234' })
  await answerOn(ana(), /too risky/)
  linked.server.deliver(node)
  await linked.server.say(beto(), `1 ${typed}`, { id: 'ABCD1234' })
  await ask(beto(), 'status', /TEST/)
  expect(shop.acts()).toBe(0)
  expect(shop.status('42')).toBe('open')
})

test('a card can be answered after a restart', async () => {
  const typed = await request()
  await opened.close()
  await linked.stop()
  linked.reopen()
  await open()
  await ask(beto(), `1 ${typed}`, /Done: order 42 is cancelled/)
  expect(shop.acts()).toBe(1)
})

test('a lockdown between the card and the answer prevents the effect', async () => {
  const typed = await request()
  await ask(dora(), 'lockdown on bad deploy', /1 - Confirm/)
  await ask(dora(), '1', /lockdown is on/)
  await ask(beto(), `1 ${typed}`, /lockdown/i)
  expect(shop.acts()).toBe(0)
})

test('a phone with a new identity key approves nothing, and its person is suspended', async () => {
  const typed = await request()
  await ask(dora(), 'menu', /you may ask/)
  beto().reinstall()
  await linked.server.say(beto(), `1 ${typed}`)
  await answerOn(dora(), /key of Beto changed/)
  await ask(dora(), 'status', /TEST/)
  const people = await opened.storeClient.people()
  expect(people.find((one) => one.id === 'beto')?.suspended).toBe('identity_changed')
  expect(shop.acts()).toBe(0)
})

test('a voice note and a forwarded text approve nothing, and are answered', async () => {
  const typed = await request()
  await linked.server.say(beto(), { audioMessage: { ptt: true } })
  await answerOn(beto(), /Voice notes never/)
  await linked.server.say(beto(), {
    extendedTextMessage: { text: `1 ${typed}`, contextInfo: { isForwarded: true } },
  })
  await answerOn(beto(), /Forwarded messages never/)
  expect(shop.acts()).toBe(0)
})

test('a reaction to the card approves nothing, is answered, and leaves the token valid', async () => {
  const typed = await request()
  const card = beto().received.items.findLast(({ message }) =>
    /- Approve/.test(wordsOf(message) ?? ''),
  )
  expect(card?.id).toMatch(/\w{10,}/)
  const key = { remoteJid: '15550001111@s.whatsapp.net', fromMe: false, id: card?.id ?? '' }
  for (const text of ['👍', '1', '']) {
    const since = beto().received.items.length
    await linked.server.say(beto(), { reactionMessage: { key, text } })
    await answerOn(beto(), /Reactions never confirm or approve/, since)
  }
  expect(shop.acts()).toBe(0)
  const of = async (type: string) => opened.storeClient.audit({ type })
  expect(await of('approval.granted')).toEqual([])
  const refused = (await of('message.refused')).map(({ artifact, body }) => [
    artifact['actor'],
    body?.['form'],
  ])
  expect(refused).toEqual(Array(3).fill(['beto', 'reaction']))
  await ask(beto(), `1 ${typed}`, /Done: order 42 is cancelled/)
  expect(shop.acts()).toBe(1)
})
