// Sent texts are kept only as long as a phone may ask for them again.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { graceMs } from '../../src/store/session/sent.ts'
import { gets, Linked } from './linked.ts'
import type { Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let chat: string

beforeEach(async () => {
  ;({ linked, ana, chat } = await Linked.greeted())
})
afterEach(async () => {
  vi.useRealTimers()
  await linked.close()
})

/** Sends a text, which ana's phone reports as received. */
async function delivered(): Promise<string> {
  await linked.send(chat, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  await linked.server.receipt(ana, wireId)
  await linked.listener.gets('letter-1', 'delivered')
  return wireId
}

/** The client's acknowledgement of a receipt, which comes after it was processed. */
async function requestResend(wireId: string): Promise<number> {
  const before = ana.received.items.length
  await linked.server.receipt(ana, wireId, 'retry')
  await linked.server.sent.until(
    ({ tag, attrs }) => tag === 'ack' && attrs['type'] === 'retry' && attrs['id'] === wireId,
    'answer to the request',
  )
  return ana.received.items.length - before
}

test('a sent text is resent to another device of the person for a short time after delivery', async () => {
  const wireId = await delivered()
  linked.now += graceMs - 1
  await linked.restart()
  expect(await requestResend(wireId)).toBe(1)
})

test('a sent text is erased after that time, and not resent even to its person', async () => {
  const wireId = await delivered()
  linked.now += graceMs
  await linked.restart()
  expect(linked.session.sent(wireId)).toMatchObject({ text: null, letterId: 'letter-1' })
  expect(await requestResend(wireId)).toBe(0)
})

test('a text sent to a group is kept after one member has received it', async () => {
  const group = linked.server.group(ana)
  await linked.server.say(ana, 'in the group', { group })
  await linked.listener.hears('in the group')
  await linked.send(group.jid, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  await linked.server.receipt(ana, wireId, undefined, { group })
  await linked.listener.gets('letter-1', 'delivered')
  linked.session.sweep(linked.now + graceMs)
  expect(linked.session.sent(wireId)?.text).toBe('words')
})

test('sent texts are erased by a timer, without further messages', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  const wireId = await delivered()
  linked.now += graceMs
  expect(linked.session.sent(wireId)?.text).toBe('words')
  vi.advanceTimersByTime(60_000)
  expect(linked.session.sent(wireId)?.text).toBeNull()
})
