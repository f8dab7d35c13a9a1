// Letters that the server did not get: each is returned to the engine, and none waits for a broken
// connection.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSendBackoff } from '../../src/transports/whatsapp/send-backoff.ts'
import { gets, Linked } from './linked.ts'
import type { Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let chat: string

beforeEach(async () => {
  ;({ linked, ana, chat } = await Linked.greeted())
})

afterEach(() => linked.close())

const unsent = () =>
  linked.listener.receipts.filter(({ state }) => state === 'unsent').map(({ id }) => id)

test('a letter without acknowledgement is returned to the engine after a reconnect', async () => {
  await linked.send(chat, 'letter-1', 'first')
  await linked.listener.gets('letter-1', 'acked')
  linked.server.faults.noAck = true
  await linked.send(chat, 'letter-2', 'second')
  await gets(ana, 'second')
  expect(unsent()).toEqual([])
  linked.server.faults.noAck = false
  const since = linked.listener.told.items.length
  linked.server.cut()
  await linked.listener.enters('open', undefined, since)
  expect(unsent()).toEqual(['letter-2'])
  await linked.send(chat, 'letter-2', 'second')
  await linked.listener.gets('letter-2', 'acked')
})

test('a letter without acknowledgement is returned to the engine after a restart', async () => {
  linked.server.faults.noAck = true
  await linked.send(chat, 'letter-1', 'words')
  linked.server.faults.noAck = false
  await linked.restart()
  expect(unsent()).toEqual(['letter-1'])
})

test.each(['408', '429', '500', '503'])(
  'a letter refused with %s is returned to the engine, and fails the fifth time',
  async (code) => {
    linked.server.faults.ackError = code
    for (let times = 1; times <= 5; times += 1) {
      linked.now += 3_600_000 * 24
      await linked.send(chat, 'letter-1', 'words')
      const state = times < 5 ? 'unsent' : 'failed'
      await linked.listener.told.until(
        () => linked.listener.receipts.length === times,
        'receipt',
        linked.listener.told.items.length - 1,
      )
      expect(linked.listener.receipts.at(-1)).toEqual({ id: 'letter-1', state, error: code })
    }
  },
)

test.each(['463', '479'])('a letter refused with %s fails at once', async (code) => {
  linked.server.faults.ackError = code
  await linked.send(chat, 'letter-1', 'words')
  expect(await linked.listener.gets('letter-1', 'failed')).toMatchObject({ error: code })
  expect(unsent()).toEqual([])
})

/** A letter on its way that waits for the server to say which devices its reader has. */
async function letterInProgress() {
  linked.server.faults.noAnswers = true
  const since = linked.server.sent.items.length
  const sending = linked.send(chat, 'letter-1', 'words')
  await linked.server.sent.until(({ attrs }) => attrs['xmlns'] === 'usync', 'question', since)
  // In an object: what an async function returns would be awaited.
  return { sending }
}

test('a letter that waits for an answer of the server is returned when the connection breaks', async () => {
  const { sending } = await letterInProgress()
  linked.server.cut()
  expect(await sending).toEqual({ state: 'later', reason: 'not_written' })
}, 10_000)

test('a letter that waits for an answer of the server does not delay the stop', async () => {
  const { sending } = await letterInProgress()
  await linked.stop()
  expect(await sending).toEqual({ state: 'later', reason: 'not_written' })
}, 10_000)

test('letters refused together pause sending for one minute, and the next refusal for two', () => {
  let now = 0
  const backoff = createSendBackoff(
    () => now,
    () => undefined,
  )
  for (const _ of Array.from({ length: 10 })) backoff.refused('429')
  expect(backoff.reason()).toEqual({ reason: 'pacing', waitMs: 60_000 })
  now = 60_000
  expect(backoff.reason()).toBeUndefined()
  backoff.refused('429')
  expect(backoff.reason()).toEqual({ reason: 'pacing', waitMs: 120_000 })
})
