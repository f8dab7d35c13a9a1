// A disk that is slow, full or blocked delays letters, and blocks neither the event loop nor the
// order.

import { setImmediate as turn } from 'node:timers/promises'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gets, Linked } from './linked.ts'
import { attribute, type Phone, wordsOf } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let chat: string

beforeEach(async () => {
  ;({ linked, ana, chat } = await Linked.greeted())
  await linked.session.durable()
})
afterEach(async () => {
  linked.disk.failure = undefined
  linked.disk.release()
  await linked.close()
})

/** Long enough for anything that does not wait for the disk. */
async function manyTurns(): Promise<void> {
  for (let count = 0; count < 500; count += 1) await turn()
}

const isReceiptFor = (id: string) => (node: BinaryNode) =>
  node.tag === 'receipt' && attribute(node, 'id') === id

const sessionKeys = () =>
  linked.disk.written.items.flat().filter(({ name, args: [rows] }) => {
    if (name !== 'writeKeys' || !Array.isArray(rows)) return false
    return rows.some((row: { type: string }) => row.type === 'session')
  }).length

test('while the disk is blocked nothing is passed on, acknowledged or sent; then all is, in order', async () => {
  linked.disk.stall()
  await linked.server.say(ana, 'one', { id: 'AAAA1111' })
  await linked.server.say(ana, 'two', { id: 'AAAA2222' })
  const sending = linked.send(chat, 'letter-1', 'an answer')
  // The event loop runs: the client reads, decrypts and encrypts meanwhile.
  await manyTurns()
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello'])
  expect(linked.server.sent.items.some(isReceiptFor('AAAA1111'))).toBe(false)
  expect(ana.received.items.filter(({ message }) => wordsOf(message) === 'an answer')).toEqual([])
  linked.disk.release()
  expect(await sending).toEqual({ state: 'sent' })
  await gets(ana, 'an answer')
  await linked.listener.hears('two')
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello', 'one', 'two'])
  await linked.server.sent.until(isReceiptFor('AAAA1111'), 'receipt')
})

test('a letter leaves only after the keys that it used are on the disk', async () => {
  const group = linked.server.group(ana)
  await linked.server.say(ana, 'in the group', { group })
  await linked.listener.hears('in the group')
  for (const [to, words] of [
    [chat, 'first'],
    [chat, 'second'],
    [group.jid, 'to everybody'],
    [chat, 'third'],
  ] as const) {
    const before = linked.disk.written.items.length
    const arrived = ana.received.until(({ message }) => wordsOf(message) === words, words)
    const atArrival = arrived.then(() => linked.disk.written.items.slice(before).flat())
    linked.now += 60_000
    await linked.send(to, `letter ${words}`, words)
    const keys = (await atArrival).flatMap(({ name, args: [rows] }) =>
      name === 'writeKeys' && Array.isArray(rows) ? rows : [],
    )
    const wanted = to === chat ? 'session' : 'sender-key'
    expect(keys.map(({ type }: { type: string }) => type)).toContain(wanted)
    // What is written after it left moves no key of it.
    const known = sessionKeys()
    await manyTurns()
    await linked.session.durable()
    expect(sessionKeys()).toBe(known)
  }
})

test('a full disk loses no message: it is passed on when the disk accepts it', async () => {
  linked.disk.failure = Object.assign(new Error('database or disk is full'), {
    code: 'SQLITE_FULL',
  })
  await linked.server.say(ana, 'while it is full', { id: 'BBBB1111' })
  await linked.disk.refusals.until(() => true, 'refusal')
  await manyTurns()
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello'])
  expect(linked.server.sent.items.some(isReceiptFor('BBBB1111'))).toBe(false)
  linked.disk.failure = undefined
  await linked.listener.hears('while it is full')
  await linked.server.sent.until(isReceiptFor('BBBB1111'), 'receipt')
  expect(await linked.send(chat, 'letter-1', 'an answer')).toEqual({ state: 'sent' })
  await gets(ana, 'an answer')
})

test('a process that stops with a full disk has acknowledged nothing, and gets the message again', async () => {
  linked.disk.failure = new Error('disk I/O error')
  const node = await linked.server.say(ana, 'nearly lost', { id: 'CCCC1111' })
  await linked.disk.refusals.until(() => true, 'refusal')
  await expect(linked.stop()).rejects.toThrow('disk I/O error')
  expect(linked.server.sent.items.some(isReceiptFor('CCCC1111'))).toBe(false)
  expect(linked.listener.messages.map(({ text }) => text)).not.toContain('nearly lost')
  linked.disk.failure = undefined
  linked.reopen()
  linked.server.deliver(node)
  await linked.start()
  await linked.listener.hears('nearly lost')
})

test('a message of a stranger is passed on only after its chat is stored', async () => {
  const beto = linked.server.person('5511900000002', '900000000102')
  linked.disk.stall('rememberChat')
  await linked.server.say(beto, 'first words', { id: 'DDDD1111' })
  await manyTurns()
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello'])
  expect(linked.server.sent.items.some(isReceiptFor('DDDD1111'))).toBe(false)
  linked.disk.release()
  await linked.listener.hears('first words')
})

test('stop does not wait for a blocked disk', async () => {
  const beto = linked.server.person('5511900000002', '900000000102')
  linked.disk.stall('rememberChat')
  await linked.server.say(beto, 'first words', { id: 'EEEE1111' })
  await manyTurns()
  await linked.transport?.stop()
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello'])
})

test('forgetting a person is reported as done only when it is on the disk', async () => {
  linked.disk.stall()
  let rows: number | undefined
  const forgetting = linked.transport?.forget?.(['+5511900000001']).then((count) => {
    rows = count
  })
  await manyTurns()
  expect(linked.session.aliasOf('+5511900000001')).toBeUndefined()
  expect(rows).toBeUndefined()
  linked.disk.release()
  await forgetting
  expect(rows).toBeGreaterThan(0)
})

test('changes that wait for a slow flush are written together by the next one', async () => {
  linked.disk.stall()
  const flushes = linked.disk.written.items.length
  for (let count = 0; count < 20; count += 1) {
    linked.session.rememberChat(`${count}@s.whatsapp.net`, { wire: 'x@lid', expirySeconds: count })
    await turn()
  }
  const whole = linked.session.durable()
  linked.disk.release()
  await whole
  const batches = linked.disk.written.items.slice(flushes)
  expect(batches.length).toBeLessThanOrEqual(2)
  expect(batches.flat().map(({ args: [one] }) => one)).toContain('19@s.whatsapp.net')
})
