// A received message is stored together with the keys that decrypted it until the engine has taken
// it.

import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inFlightMost } from '../../src/transports/baileys/pending-messages.ts'
import { Linked } from './linked.ts'
import { attribute, type Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone

beforeEach(async () => {
  linked = await Linked.open()
  ana = linked.server.person('5511900000001', '900000000101')
})
afterEach(async () => {
  vi.useRealTimers()
  await linked.close()
})

/** From now on the engine accepts nothing. */
function refuse(): void {
  linked.listener.taking = Promise.reject(new Error('the engine cannot write'))
  linked.listener.taking.catch(() => undefined)
}

async function turns(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await turn()
}

const isReceiptFor = (id: string) => (node: BinaryNode) =>
  node.tag === 'receipt' && attribute(node, 'id') === id

test('a message that the engine did not take is passed on again as backlog at the next start', async () => {
  await linked.server.say(ana, 'taken')
  await linked.listener.hears('taken')
  refuse()
  await linked.server.say(ana, 'one', { id: 'AAAA1111' })
  await linked.server.say(ana, 'two')
  const { id } = await linked.listener.hears('one')
  await linked.listener.hears('two')
  await linked.restart()
  const again = linked.listener.messages
  expect(again.map(({ text, backlog }) => [text, backlog])).toEqual([
    ['one', true],
    ['two', true],
  ])
  expect(again[0]?.id).toBe(id)
  await linked.restart()
  expect(linked.listener.messages).toEqual([])
})

test('a message that the engine refused is passed on again every minute until it is taken', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  refuse()
  await linked.server.say(ana, 'one', { id: 'AAAA1111' })
  await linked.server.say(ana, 'two')
  await linked.listener.hears('two')
  await turns()
  const heard = () => linked.listener.messages.map(({ text, backlog }) => [text, backlog])
  vi.advanceTimersByTime(60_000)
  await linked.listener.hearsThat(({ text, backlog }) => text === 'two' && backlog, 'two again')
  await turns()
  linked.listener.taking = Promise.resolve()
  vi.advanceTimersByTime(60_000)
  const late = [
    ['one', true],
    ['two', true],
  ]
  expect(heard()).toEqual([['one', false], ['two', false], ...late])
  await turns()
  expect(heard()).toEqual([['one', false], ['two', false], ...late, ...late])
  expect(new Set(linked.listener.messages.map(({ id }) => id)).size).toBe(2)
  for (let count = 0; count < 3; count += 1) vi.advanceTimersByTime(60_000)
  await turns()
  expect(linked.listener.messages).toHaveLength(6)
  expect(linked.session.heardNotes()).toEqual([])
})

test('a message of a forgotten person is not passed on again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  refuse()
  await linked.server.say(ana, 'about to be forgotten')
  await linked.listener.hears('about to be forgotten')
  await turns()
  await linked.transport?.forget?.(['+5511900000001'])
  vi.advanceTimersByTime(60_000)
  await turns()
  expect(linked.listener.messages).toHaveLength(1)
})

test('a contradiction that was not reported is reported again before its message', async () => {
  const mallory = linked.server.person('5511900000666', '900000000666')
  await linked.server.say(ana, 'mine')
  await linked.listener.hears('mine')
  refuse()
  await linked.server.say(mallory, 'posing', { alias: ana.numberJid })
  await linked.listener.hears('posing')
  await linked.restart()
  const reports = linked.listener.told.items.filter(({ what }) => what !== 'link')
  expect(reports).toMatchObject([
    { what: 'identity', change: { what: 'alias_mismatch', identifier: '900000000666@lid' } },
    { what: 'message', message: { text: 'posing', from: '900000000666@lid' } },
  ])
})

test('a message and the key it used are stored in one write, in direct chats and in groups', async () => {
  const group = linked.server.group(ana)
  for (const [words, way, key] of [
    ['to you', {}, 'session'],
    ['to everybody', { group }, 'sender-key'],
  ] as const) {
    await linked.server.say(ana, words, way)
    await linked.listener.hears(words)
    const writes = linked.disk.written.items.flat().flatMap(({ name, args: [rows] }) => {
      if (name !== 'writeKeys' || !Array.isArray(rows)) return []
      return [rows.map(({ type, value }: { type: string; value: string }) => ({ type, value }))]
    })
    const writeOfMessage = writes.find((rows) =>
      rows.some(({ type, value }) => type === 'heard' && value.includes(words)),
    )
    expect(writeOfMessage?.map(({ type }) => type)).toContain(key)
  }
})

test('the text of a taken message is nowhere on the disk a minute later', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  const onDisk = () =>
    [linked.file, `${linked.file}-wal`]
      .map((path) => readFileSync(path, 'latin1'))
      .some((bytes) => bytes.includes('SECRET-WORDS'))
  let accept = (): void => undefined
  linked.listener.taking = new Promise((resolve) => {
    accept = resolve
  })
  await linked.server.say(ana, 'SECRET-WORDS')
  await linked.listener.hears('SECRET-WORDS')
  expect(onDisk()).toBe(true)
  accept()
  await linked.listener.taking
  await turn()
  vi.advanceTimersByTime(60_000)
  await linked.session.durable()
  expect(onDisk()).toBe(false)
})

test('forgetting a person deletes stored messages of that person', async () => {
  refuse()
  await linked.server.say(ana, 'about to be forgotten')
  await linked.listener.hears('about to be forgotten')
  expect(linked.session.heardNotes()).toHaveLength(1)
  await linked.transport?.forget?.(['+5511900000001'])
  expect(linked.session.heardNotes()).toEqual([])
})

test('a stored message that cannot be parsed is deleted, and receiving continues', async () => {
  linked.session.writeKeys([{ type: 'heard', id: '1', value: '{"heard":"nonsense"}' }], [], 0)
  await linked.restart()
  expect(linked.session.heardNotes()).toEqual([])
  await linked.server.say(ana, 'hello')
  await linked.listener.hears('hello')
})

test('beyond a number of untaken messages no further one is acknowledged or passed on', async () => {
  let accept = (): void => undefined
  linked.listener.taking = new Promise((resolve) => {
    accept = resolve
  })
  for (let count = 0; count <= inFlightMost; count += 1)
    await linked.server.say(ana, `message ${count}`, { id: `M${count}` })
  await linked.listener.hears(`message ${inFlightMost - 1}`)
  for (let count = 0; count < 500; count += 1) await turn()
  expect(linked.listener.messages).toHaveLength(inFlightMost)
  expect(linked.server.sent.items.some(isReceiptFor(`M${inFlightMost}`))).toBe(false)
  accept()
  await linked.listener.hears(`message ${inFlightMost}`)
  await linked.server.sent.until(isReceiptFor(`M${inFlightMost}`), 'receipt')
})
