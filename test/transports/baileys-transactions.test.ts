// Closed connections hold no memory, however many there were.

import { AsyncResource } from 'node:async_hooks'
import { addTransactionCapability, DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys'
import { expect, test, vi } from 'vitest'
import { releasable } from '../../src/transports/baileys/transactions.ts'
import { Linked } from './linked.ts'
import { Happenings } from './stand-in/waiting.ts'

/** Node marks each new promise and timer once for each storage that is enabled. */
const marks = () => Object.getOwnPropertySymbols(new AsyncResource('probe')).length

test('a new connection replaces the state of the one before, also in AsyncLocalStorage', async () => {
  const linked = await Linked.open()
  const phone = linked.server.person('5511900000001', '700000000001')
  const speaks = async (words: string) => {
    await linked.server.say(phone, words)
    await linked.listener.hears(words)
  }
  await speaks('first')
  const before = marks()
  expect(before).toBeGreaterThan(0)
  for (const words of ['second', 'third', 'fourth']) {
    const since = linked.listener.told.items.length
    linked.server.streamError('515')
    await linked.listener.enters('open', undefined, since)
    await speaks(words)
  }
  await vi.waitFor(() => expect(marks()).toBe(before))
  await linked.close()
})

test('a transaction in progress when its connection closes is still written as a whole', async () => {
  const before = marks()
  const written: unknown[] = []
  const store = { get: () => ({}), set: (rows: object) => void written.push(rows) }
  const keys = addTransactionCapability(store, DEFAULT_CONNECTION_CONFIG.logger, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 1,
  })
  const count = { underWay: 0 }
  const release = releasable(keys, count)
  const [begun, gate] = [new Happenings('the work'), new Happenings('the gate')]
  const working = keys.transaction(async () => {
    await keys.set({ session: { one: Buffer.from('1') } })
    begun.add('begun')
    await gate.until(() => true, 'sign')
    await keys.set({ session: { two: Buffer.from('2') } })
    return keys.get('session', ['one'])
  }, 'somebody')
  await begun.until(() => true, 'sign')
  release()
  expect(count.underWay).toBe(1)
  gate.add('go on')
  expect(await working).toEqual({ one: Buffer.from('1') })
  expect(count.underWay).toBe(0)
  expect(written).toEqual([{ session: { one: Buffer.from('1'), two: Buffer.from('2') } }])
  expect(marks()).toBe(before)
})
