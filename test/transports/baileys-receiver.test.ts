// Receiving over the real Baileys client: backlog, loss, duplicates, groups and identities.

import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InboundMessage } from '../../src/engine/transport.ts'
import { maxForged } from '../../src/transports/baileys/receiver.ts'
import { gets, Linked } from './linked.ts'
import { attribute, type Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let mallory: Phone

beforeEach(async () => {
  linked = await Linked.open()
  ana = linked.server.person('5511900000001', '900000000101')
  mallory = linked.server.person('5511900000666', '900000000666')
})
afterEach(() => linked.close())

test('a paired client receives and sends, also after a restart from its session file', async () => {
  await linked.server.say(ana, 'hello')
  const { chat } = await linked.listener.hears('hello')
  expect(await linked.send(chat, 'letter-1', 'good morning')).toEqual({ state: 'sent' })
  await gets(ana, 'good morning')
  await linked.restart()
  await linked.server.say(ana, 'still there?')
  expect((await linked.listener.hears('still there?')).chat).toBe(chat)
  expect(await linked.send(chat, 'letter-2', 'yes')).toEqual({ state: 'sent' })
  await gets(ana, 'yes')
})

test('messages that waited while the client was offline are marked as backlog, live ones are not', async () => {
  await linked.transport?.stop()
  await linked.server.say(ana, 'while you were away', { at: 1_600_000_000 })
  await linked.start()
  const waited = await linked.listener.hears('while you were away')
  expect(waited).toMatchObject({ backlog: true, sentAt: 1_600_000_000_000, form: 'text' })
  await linked.server.say(ana, 'live')
  expect((await linked.listener.hears('live')).backlog).toBe(false)
})

test('a redelivered message is acknowledged again, and neither passed on nor requested again', async () => {
  const group = linked.server.group(ana)
  const first = await linked.server.say(ana, 'first words', { id: 'AAAA1111' })
  const { chat } = await linked.listener.hears('first words')
  // From here on ana's phone knows that we have its first key.
  await linked.send(chat, 'letter-1', 'an answer')
  await gets(ana, 'an answer')
  const later = await linked.server.say(ana, 'later words', { id: 'AAAA2222' })
  const inGroup = await linked.server.say(ana, 'in the group', { group, id: 'AAAA3333' })
  await linked.listener.hears('in the group')
  const before = linked.listener.messages.length
  for (const end of ['same line', 'next line']) {
    for (const node of [first, later, inGroup]) {
      const since = linked.server.sent.items.length
      linked.server.deliver(node)
      const about = ({ attrs }: typeof node) => attrs['id'] === node.attrs['id']
      const found = await linked.server.sent.until(about, 'receipt', since)
      expect([found.tag, found.attrs['type']]).toEqual(['receipt', 'inactive'])
    }
    const lines = linked.listener.told.items.length
    if (end === 'same line') linked.server.cut()
    if (end === 'same line') await linked.listener.enters('open', undefined, lines)
  }
  expect(linked.listener.messages).toHaveLength(before)
})

test('an acknowledged message is passed on, also while Baileys holds the offline batch back', async () => {
  await linked.transport?.stop()
  const { attrs } = await linked.server.say(ana, 'nearly lost')
  linked.server.faults.holdOfflineMarker = true
  linked.begin()
  const received = (node: { tag: string; attrs: Record<string, string> }) =>
    node.tag === 'receipt' && node.attrs['id'] === attrs['id']
  await linked.server.sent.until(received, 'receipt')
  expect((await linked.listener.hears('nearly lost')).backlog).toBe(true)
  // What Baileys tells of it at the end is the same once more.
  linked.server.faults.holdOfflineMarker = false
  linked.server.cut()
  await linked.listener.enters('open')
  expect(linked.listener.messages).toHaveLength(1)
})

test('a message encrypted again under the same id keeps that id, even with other content', async () => {
  await linked.server.say(ana, 'cancel order 42', { id: 'AAAA1111' })
  await linked.server.say(ana, 'cancel order 43', { id: 'AAAA1111' })
  const [first, second] = [
    await linked.listener.hears('cancel order 42'),
    await linked.listener.hears('cancel order 43'),
  ]
  expect(second.id).toBe(first.id)
})

test('the same id from another person is another message', async () => {
  await linked.server.say(ana, 'from ana', { id: 'AAAA1111' })
  await linked.server.say(mallory, 'from mallory', { id: 'AAAA1111' })
  const [one, other] = [
    await linked.listener.hears('from ana'),
    await linked.listener.hears('from mallory'),
  ]
  expect(other.id).toBe(one.id)
  // The engine looks at both.
  expect(other.from).not.toBe(one.from)
})

test('an undecryptable message does not use up the id for its readable resend', async () => {
  await linked.server.say(ana, 'hello')
  const { chat } = await linked.listener.hears('hello')
  await linked.send(chat, 'letter-1', 'good morning')
  await gets(ana, 'good morning')
  await linked.server.say(ana, 'unreadable', { id: 'BBBB2222', garbled: true })
  const asked = (node: { tag: string; attrs: Record<string, string> }) =>
    node.tag === 'receipt' && node.attrs['type'] === 'retry' && node.attrs['id'] === 'BBBB2222'
  await linked.server.sent.until(asked, 'retry request')
  await linked.server.say(ana, 'readable', { id: 'BBBB2222' })
  expect((await linked.listener.hears('readable')).id).toBe('BBBB2222')
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['hello', 'readable'])
})

test('messages by LID and by phone number come from the same person in the same chat', async () => {
  const who = { from: '+5511900000001', alias: '900000000101@lid' }
  const where = { chat: '5511900000001@s.whatsapp.net', direct: true }
  const ways = [
    ['by lid', {}],
    ['by number', { by: 'number' }],
    ['by lid alone', { alias: null }],
  ] as const
  for (const [text, way] of ways) {
    await linked.server.say(ana, text, way)
    expect(await linked.listener.hears(text)).toMatchObject({ ...who, ...where })
  }
  await linked.restart()
  await linked.server.say(ana, 'after a restart', { alias: null })
  expect(await linked.listener.hears('after a restart')).toMatchObject(who)
  expect(linked.listener.changes).toEqual([])
})

test('a message keeps its id when an alias of its sender is learnt before the redelivery', async () => {
  await linked.server.say(ana, 'by number alone', { id: 'AAAA1111', by: 'number', alias: null })
  const { id } = await linked.listener.hears('by number alone')
  await linked.server.say(ana, 'by both', { id: 'AAAA1111' })
  expect(await linked.listener.hears('by both')).toMatchObject({ id, alias: '900000000101@lid' })
})

test('a sender known only by LID is identified by that LID', async () => {
  await linked.server.say(ana, 'a stranger', { alias: null })
  const heard = await linked.listener.hears('a stranger')
  expect(heard).toMatchObject({ from: '900000000101@lid', chat: '900000000101@lid' })
  expect(heard.alias).toBeUndefined()
})

test('a phone number that only Baileys knows is used, unless it contradicts a known LID', async () => {
  const mapping = { type: 'lid-mapping', id: '900000000101_reverse', value: '"5511900000001"' }
  linked.session.writeKeys([mapping], [], 0)
  await linked.server.say(ana, 'by lid alone', { alias: null })
  expect((await linked.listener.hears('by lid alone')).from).toBe('+5511900000001')
  linked.session.writeKeys([{ ...mapping, id: '900000000666_reverse' }], [], 0)
  await linked.server.say(mallory, 'posing', { alias: null })
  expect((await linked.listener.hears('posing')).from).toBe('900000000666@lid')
})

test('a LID that claims the number of another LID is reported before its message, and not merged', async () => {
  await linked.server.say(ana, 'mine')
  await linked.listener.hears('mine')
  await linked.server.say(mallory, 'posing', { alias: ana.numberJid })
  const posing = await linked.listener.hears('posing')
  expect(posing).toMatchObject({ from: '900000000666@lid', chat: '900000000666@lid' })
  expect(posing.alias).toBeUndefined()
  expect(linked.listener.changes).toEqual([
    { identifier: '900000000666@lid', alias: '+5511900000001', what: 'alias_mismatch' },
  ])
  const order = linked.listener.told.items.map(({ what }) => what)
  expect(order.lastIndexOf('identity')).toBeLessThan(order.lastIndexOf('message'))
  await linked.server.say(ana, 'mine again')
  expect((await linked.listener.hears('mine again')).from).toBe('+5511900000001')
})

test('a new identity key is reported before the message that brought it', async () => {
  await linked.server.say(ana, 'before')
  await linked.listener.hears('before')
  ana.reinstall()
  await linked.server.say(ana, 'from a new telephone')
  await linked.listener.hears('from a new telephone')
  expect(linked.listener.changes).toEqual([
    { identifier: '900000000101@lid', alias: '+5511900000001', what: 'key_changed' },
  ])
  const order = linked.listener.told.items.map(({ what }) => what)
  expect(order.indexOf('identity')).toBeLessThan(order.lastIndexOf('message'))
})

test('a change of identity key that the engine could not write is reported again after a restart', async () => {
  await linked.server.say(ana, 'before')
  await linked.listener.hears('before')
  linked.listener.identityFails = true
  ana.reinstall()
  await linked.server.say(ana, 'from a new telephone')
  await linked.listener.hears('from a new telephone')
  await linked.restart()
  await linked.listener.learns('key_changed')
  await linked.restart()
  expect(linked.listener.changes).toEqual([])
})

test('edits and deletions are never text, whoever sends them', async () => {
  const sent = await linked.server.say(ana, 'cancel order 42')
  await linked.listener.hears('cancel order 42')
  const key = { remoteJid: ana.lidJid, fromMe: false, id: attribute(sent, 'id') }
  const editedMessage = { conversation: 'cancel order 43' }
  const attempts = [
    { type: 14, key, editedMessage },
    { type: 0, key },
  ]
  for (const person of [mallory, ana]) {
    for (const protocolMessage of attempts) {
      const found = await linked.server.say(person, { protocolMessage })
      const mine = ({ id }: InboundMessage) => id === attribute(found, 'id')
      const heard = await linked.listener.hearsThat(mine, 'edit')
      expect(heard).toMatchObject({ form: 'edit', text: '', from: `+${person.number}` })
    }
  }
  expect(linked.listener.messages.filter(({ form }) => form === 'text')).toHaveLength(1)
})

test('a message without encryption is never text', async () => {
  await linked.server.say(ana, '1 K7QM2P', { plaintext: true })
  const heard = await linked.listener.hearsThat(({ form }) => form === 'other', 'forged message')
  expect(heard).toMatchObject({ from: '+5511900000001', text: '' })
})

test('a flood of messages without encryption makes none of them text', async () => {
  const first = linked.server.say(ana, '1 K7QM2P', { plaintext: true, id: 'FIRST' })
  const flood = Array.from({ length: maxForged + 1 }, () =>
    linked.server.say(mallory, 'noise', { plaintext: true }),
  )
  await Promise.all([first, ...flood])
  await linked.listener.hearsThat(({ id }) => id === 'FIRST', 'the first one')
  expect(linked.listener.messages.filter(({ form }) => form === 'text')).toEqual([])
})

test('newsletters are ignored, and do not count as messages without encryption', async () => {
  const node = await linked.server.say(mallory, 'news', { plaintext: true })
  for (let count = 0; count <= maxForged; count += 1)
    linked.server.deliver({
      ...node,
      attrs: { ...node.attrs, id: `NEWS${count}`, from: '120363000000000001@newsletter' },
    })
  await linked.server.say(ana, 'an ordinary message')
  await linked.listener.hears('an ordinary message')
  // The one message without encryption that is no newsletter is Mallory's.
  expect(linked.listener.messages.map(({ form, text }) => [form, text])).toEqual([
    ['other', ''],
    ['text', 'an ordinary message'],
  ])
})

test('the chat history sent to a new device is not passed on as messages', async () => {
  const since = Math.floor(linked.now / 1_000) - 60
  const history = proto.HistorySync.encode({
    syncType: 0,
    conversations: [
      {
        id: ana.numberJid,
        messages: [
          {
            message: {
              key: { remoteJid: ana.numberJid, fromMe: false, id: 'OLD1' },
              message: { conversation: '1 K7QM2P' },
              messageTimestamp: since,
            },
          },
        ],
      },
    ],
    phoneNumberToLidMappings: [{ pnJid: ana.numberJid, lidJid: ana.lidJid }],
  }).finish()
  const historySyncNotification = {
    syncType: 0,
    initialHistBootstrapInlinePayload: deflateSync(history),
  }
  const { server } = linked
  await server.say(server.owner, { protocolMessage: { type: 5, historySyncNotification } })
  const handed = ({ tag, attrs }: { tag: string; attrs: Record<string, string> }) =>
    tag === 'receipt' && attrs['type'] === 'hist_sync'
  await server.sent.until(handed, 'receipt for the history')
  // It was read: whom the number belongs to is known from it alone.
  await server.say(ana, 'afterwards', { alias: null })
  expect((await linked.listener.hears('afterwards')).from).toBe('+5511900000001')
  expect(linked.listener.messages.map(({ text }) => text)).toEqual(['afterwards'])
})

test('protocol messages of strangers are not passed on', async () => {
  const spoof = { protocolMessage: { type: 5, historySyncNotification: { syncType: 0 } } }
  await linked.server.say(mallory, spoof)
  await linked.server.say(ana, 'afterwards')
  await linked.listener.hears('afterwards')
  expect(linked.listener.messages).toHaveLength(1)
})

test('messages in a group come from the member that sent them, and the group gets answers', async () => {
  const group = linked.server.group(ana, mallory)
  await linked.server.say(ana, 'in the group', { group, id: 'CCCC3333' })
  await linked.server.say(mallory, 'me too', { group, id: 'CCCC3333' })
  const found = await linked.listener.hears('in the group')
  expect(found).toMatchObject({ from: '+5511900000001', chat: group.jid, direct: false })
  const other = await linked.listener.hears('me too')
  expect(other).toMatchObject({ from: '+5511900000666', chat: group.jid })
  expect(await linked.send(group.jid, 'letter-1', 'to everybody')).toEqual({ state: 'sent' })
  await Promise.all([gets(ana, 'to everybody'), gets(mallory, 'to everybody')])
})
