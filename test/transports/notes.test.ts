// A received message is stored together with the keys that decrypted it, until the engine has it,
// and no longer.

import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onTheWayMost } from '../../src/transports/baileys/notes.ts'
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
  linked.ear.taking = Promise.reject(new Error('the engine cannot write'))
  linked.ear.taking.catch(() => undefined)
}

async function turns(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await turn()
}

const isReceiptFor = (id: string) => (node: BinaryNode) =>
  node.tag === 'receipt' && attribute(node, 'id') === id

test('what the engine did not take is heard again at the next start, as late, until it is taken', async () => {
  await linked.server.say(ana, 'taken')
  await linked.ear.hears('taken')
  refuse()
  await linked.server.say(ana, 'one', { id: 'AAAA1111' })
  await linked.server.say(ana, 'two')
  const { id } = await linked.ear.hears('one')
  await linked.ear.hears('two')
  await linked.restart()
  const again = linked.ear.messages
  expect(again.map(({ text, backlog }) => [text, backlog])).toEqual([
    ['one', true],
    ['two', true],
  ])
  expect(again[0]?.id).toBe(id)
  await linked.restart()
  expect(linked.ear.messages).toEqual([])
})

test('what the engine refused is heard again by itself within a minute, as late, until it is taken', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  refuse()
  await linked.server.say(ana, 'one', { id: 'AAAA1111' })
  await linked.server.say(ana, 'two')
  await linked.ear.hears('two')
  await turns()
  const heard = () => linked.ear.messages.map(({ text, backlog }) => [text, backlog])
  vi.advanceTimersByTime(60_000)
  await linked.ear.hearsThat(({ text, backlog }) => text === 'two' && backlog, 'two again')
  await turns()
  linked.ear.taking = Promise.resolve()
  vi.advanceTimersByTime(60_000)
  const late = [
    ['one', true],
    ['two', true],
  ]
  expect(heard()).toEqual([['one', false], ['two', false], ...late])
  await turns()
  expect(heard()).toEqual([['one', false], ['two', false], ...late, ...late])
  expect(new Set(linked.ear.messages.map(({ id }) => id)).size).toBe(2)
  for (let count = 0; count < 3; count += 1) vi.advanceTimersByTime(60_000)
  await turns()
  expect(linked.ear.messages).toHaveLength(6)
  expect(linked.session.heardNotes()).toEqual([])
})

test('who was forgotten is not heard again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  refuse()
  await linked.server.say(ana, 'about to be forgotten')
  await linked.ear.hears('about to be forgotten')
  await turns()
  await linked.transport?.forget?.(['+5511900000001'])
  vi.advanceTimersByTime(60_000)
  await turns()
  expect(linked.ear.messages).toHaveLength(1)
})

test('a contradiction that was not told is told again, before its message', async () => {
  const mallory = linked.server.person('5511900000666', '900000000666')
  await linked.server.say(ana, 'mine')
  await linked.ear.hears('mine')
  refuse()
  await linked.server.say(mallory, 'posing', { alias: ana.numberJid })
  await linked.ear.hears('posing')
  await linked.restart()
  const told = linked.ear.told.items.filter(({ what }) => what !== 'link')
  expect(told).toMatchObject([
    { what: 'identity', change: { what: 'alias_mismatch', identifier: '900000000666@lid' } },
    { what: 'message', message: { text: 'posing', from: '900000000666@lid' } },
  ])
})

test('the note and the used key are written in one piece, in direct chats and in groups', async () => {
  const group = linked.server.group(ana)
  for (const [words, way, key] of [
    ['to you', {}, 'session'],
    ['to everybody', { group }, 'sender-key'],
  ] as const) {
    await linked.server.say(ana, words, way)
    await linked.ear.hears(words)
    const writes = linked.disk.written.items.flat().flatMap(({ name, args: [rows] }) => {
      if (name !== 'writeKeys' || !Array.isArray(rows)) return []
      return [rows.map(({ type, value }: { type: string; value: string }) => ({ type, value }))]
    })
    const noting = writes.find((rows) =>
      rows.some(({ type, value }) => type === 'heard' && value.includes(words)),
    )
    expect(noting?.map(({ type }) => type)).toContain(key)
  }
})

test('the words of a message that the engine has are nowhere on the disk a minute later', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  await linked.restart()
  const onDisk = () =>
    [linked.file, `${linked.file}-wal`]
      .map((path) => readFileSync(path, 'latin1'))
      .some((bytes) => bytes.includes('SECRET-WORDS'))
  let take = (): void => undefined
  linked.ear.taking = new Promise((resolve) => {
    take = resolve
  })
  await linked.server.say(ana, 'SECRET-WORDS')
  await linked.ear.hears('SECRET-WORDS')
  expect(onDisk()).toBe(true)
  take()
  await linked.ear.taking
  await turn()
  vi.advanceTimersByTime(60_000)
  await linked.session.durable()
  expect(onDisk()).toBe(false)
})

test('who is forgotten is forgotten there too', async () => {
  refuse()
  await linked.server.say(ana, 'about to be forgotten')
  await linked.ear.hears('about to be forgotten')
  expect(linked.session.heardNotes()).toHaveLength(1)
  await linked.transport?.forget?.(['+5511900000001'])
  expect(linked.session.heardNotes()).toEqual([])
})

test('a note that cannot be read is left behind, and stops nothing', async () => {
  linked.session.writeKeys([{ type: 'heard', id: '1', value: '{"heard":"nonsense"}' }], [], 0)
  await linked.restart()
  expect(linked.session.heardNotes()).toEqual([])
  await linked.server.say(ana, 'hello')
  await linked.ear.hears('hello')
})

test('while the engine takes nothing, only so much is acknowledged; then it goes on', async () => {
  let take = (): void => undefined
  linked.ear.taking = new Promise((resolve) => {
    take = resolve
  })
  for (let count = 0; count <= onTheWayMost; count += 1)
    await linked.server.say(ana, `message ${count}`, { id: `M${count}` })
  await linked.ear.hears(`message ${onTheWayMost - 1}`)
  for (let count = 0; count < 500; count += 1) await turn()
  expect(linked.ear.messages).toHaveLength(onTheWayMost)
  expect(linked.server.sent.items.some(isReceiptFor(`M${onTheWayMost}`))).toBe(false)
  take()
  await linked.ear.hears(`message ${onTheWayMost}`)
  await linked.server.sent.until(isReceiptFor(`M${onTheWayMost}`), 'receipt')
})
