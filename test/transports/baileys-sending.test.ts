// Sending over the real Baileys client: receipts, retries, refusals and pacing.

import type { proto } from '@whiskeysockets/baileys'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wireIdOf } from '../../src/transports/baileys/outbound.ts'
import { gets, Linked } from './linked.ts'
import { attribute, type Phone } from './stand-in/phone.ts'

let linked: Linked
let ana: Phone
let chat: string

beforeEach(async () => {
  ;({ linked, ana, chat } = await Linked.greeted())
})
afterEach(() => linked.close())

/** The client's acknowledgement of a receipt, which comes after it was processed. */
async function acknowledged(id: string): Promise<void> {
  await linked.server.sent.until(
    (node) =>
      node.tag === 'ack' && attribute(node, 'class') === 'receipt' && attribute(node, 'id') === id,
    'answer to the receipt',
  )
}

const writtenAs = (id: string) =>
  linked.server.sent.items.filter(
    (node) => node.tag === 'message' && attribute(node, 'id') === wireIdOf(id),
  )

test('receipts are reported by the id of the letter: acknowledged, delivered and read', async () => {
  await linked.send(chat, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  expect(wireId).toBe(wireIdOf('letter-1'))
  expect(await linked.listener.gets('letter-1', 'acked')).toEqual({
    id: 'letter-1',
    state: 'acked',
  })
  await linked.server.receipt(ana, wireId)
  await linked.listener.gets('letter-1', 'delivered')
  await linked.server.receipt(ana, wireId, 'read')
  await linked.listener.gets('letter-1', 'read')
})

test('characters that a phone would show as formatting are replaced', async () => {
  await linked.send(chat, 'letter-1', 'owner: _a_ → *b*')
  expect(await gets(ana, 'owner: ＿a＿ → ＊b＊')).toBe(wireIdOf('letter-1'))
})

test('a receipt from a chat that did not get the letter is ignored', async () => {
  const mallory = linked.server.person('5511900000666', '900000000666')
  await linked.send(chat, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  await linked.server.receipt(mallory, wireId, 'read')
  await linked.server.receipt(ana, wireId)
  await linked.listener.gets('letter-1', 'delivered')
  expect(linked.listener.receipts.map(({ state }) => state)).toEqual(['acked', 'delivered'])
})

test('receipts of members are reported for a letter to a group', async () => {
  const group = linked.server.group(ana)
  await linked.server.say(ana, 'in the group', { group })
  await linked.listener.hears('in the group')
  await linked.send(group.jid, 'letter-1', 'to everybody')
  const wireId = await gets(ana, 'to everybody')
  await linked.server.receipt(ana, wireId, undefined, { group })
  await linked.listener.gets('letter-1', 'delivered')
  await linked.server.receipt(ana, wireId, 'read', { group })
  await linked.listener.gets('letter-1', 'read')
})

test('a chat that never wrote gets no letter', async () => {
  linked.server.person('5511900000002', '900000000102')
  const never = { state: 'never', reason: 'never_wrote_to_us' }
  expect(await linked.send('5511900000002@s.whatsapp.net', 'letter-1', 'hi')).toEqual(never)
  expect(await linked.send('120363000000000000@g.us', 'letter-2', 'hi')).toEqual(never)
  expect(await linked.send('status@broadcast', 'letter-3', 'hi')).toEqual(never)
  expect(linked.server.sent.items.filter(({ tag }) => tag === 'message')).toEqual([])
})

test('a letter for which no device is known is not sent, and can be sent later', async () => {
  linked.server.faults.noDevices = true
  const later = { state: 'later', reason: 'not_written' }
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual(later)
  expect(writtenAs('letter-1')).toEqual([])
  linked.server.faults.noDevices = false
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await gets(ana, 'words')
})

test('typing is shown while sending, and the account never appears online', async () => {
  await linked.send(chat, 'letter-1', 'words')
  const typing = await linked.server.sent.until(({ tag }) => tag === 'chatstate', 'typing')
  expect(typing.content).toMatchObject([{ tag: 'composing' }])
  expect(linked.pauses.at(-1)).toBe(400)
  const online = linked.server.sent.items.filter(
    (node) => node.tag === 'presence' && attribute(node, 'type') === 'available',
  )
  expect(online).toEqual([])
})

test('a person gets three letters at once and then one every six seconds', async () => {
  for (const id of ['1', '2', '3']) {
    expect(await linked.send(chat, id, `words ${id}`)).toEqual({ state: 'sent' })
  }
  const later = { state: 'later', reason: 'pacing', waitMs: 6_000 }
  expect(await linked.send(chat, '4', 'words 4')).toEqual(later)
  linked.now += 6_000
  expect(await linked.send(chat, '4', 'words 4')).toEqual({ state: 'sent' })
  await gets(ana, 'words 4')
})

test('an acknowledged letter is not sent again, even after a restart', async () => {
  await linked.send(chat, 'letter-1', 'words')
  await linked.listener.gets('letter-1', 'acked')
  await linked.restart()
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await linked.listener.gets('letter-1', 'acked')
  expect(writtenAs('letter-1')).toHaveLength(1)
})

test('a letter that was never acknowledged is sent again under the same id', async () => {
  linked.server.faults.noAck = true
  await linked.send(chat, 'letter-1', 'words')
  await gets(ana, 'words')
  linked.server.faults.noAck = false
  await linked.restart()
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await linked.listener.gets('letter-1', 'acked')
  expect(writtenAs('letter-1')).toHaveLength(2)
})

test('error 463 fails the letter and stops sending until a person intervenes', async () => {
  linked.server.faults.ackError = '463'
  await linked.send(chat, 'letter-1', 'words')
  expect(await linked.listener.gets('letter-1', 'failed')).toMatchObject({ error: '463' })
  await linked.listener.enters('stopped', 'restricted')
  linked.server.faults.ackError = undefined
  linked.now += 86_400_000
  const later = { state: 'later', reason: 'restricted' }
  expect(await linked.send(chat, 'letter-2', 'more words')).toEqual(later)
  await linked.server.say(ana, 'do you hear me?')
  await linked.listener.hears('do you hear me?')
  const since = linked.listener.told.items.length
  linked.server.cut()
  await linked.listener.enters('stopped', 'restricted', since)
})

test('error 429 pauses sending for a minute, and the end of the pause is reported', async () => {
  linked.server.faults.ackError = '429'
  await linked.send(chat, 'letter-1', 'words')
  await linked.listener.gets('letter-1', 'unsent')
  await linked.listener.enters('waiting', 'pacing')
  linked.server.faults.ackError = undefined
  linked.now += 59_000
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual({
    state: 'later',
    reason: 'pacing',
    waitMs: 1_000,
  })
  linked.now += 1_000
  const since = linked.listener.told.items.length
  expect(await linked.send(chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await linked.listener.enters('open', undefined, since)
})

test('a phone that could not decrypt gets the same text again, also after a restart', async () => {
  await linked.send(chat, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  await linked.restart()
  const before = ana.received.items.length
  await linked.server.receipt(ana, wireId, 'retry')
  const again = await ana.received.until(({ id }) => id === wireId, 'the same id', before)
  expect(again.message.extendedTextMessage?.text).toBe('words')
})

test('a request to resend with another identity key is refused and reported', async () => {
  await linked.send(chat, 'letter-1', 'a token')
  const wireId = await gets(ana, 'a token')
  ana.reinstall()
  linked.listener.identityFails = true
  await linked.server.receipt(ana, wireId, 'retry', { keys: true })
  expect(await linked.listener.learns('key_changed')).toMatchObject({
    identifier: '900000000101@lid',
  })
  await acknowledged(wireId)
  expect(writtenAs('letter-1')).toHaveLength(1)
  // The engine could not write it, so it is reported again.
  await linked.restart()
  await linked.listener.learns('key_changed')
})

test('a request to resend with the same identity key is answered', async () => {
  await linked.send(chat, 'letter-1', 'words')
  const wireId = await gets(ana, 'words')
  await linked.server.receipt(ana, wireId, 'retry', { keys: true })
  await acknowledged(wireId)
  expect(writtenAs('letter-1')).toHaveLength(2)
  expect(linked.listener.changes).toEqual([])
})

test('a letter to one person is not resent to another who requests it', async () => {
  const mallory = linked.server.person('5511900000666', '900000000666')
  await linked.server.say(mallory, 'hello from mallory')
  await linked.listener.hears('hello from mallory')
  await linked.send(chat, 'letter-1', 'a token')
  const wireId = await gets(ana, 'a token')
  await linked.server.receipt(mallory, wireId, 'retry')
  await acknowledged(wireId)
  expect(writtenAs('letter-1')).toHaveLength(1)
  expect(mallory.received.items).toEqual([])
})

test('a request to resend an unknown message is ignored', async () => {
  await linked.server.receipt(ana, '3EB0000000000000000000', 'retry')
  await acknowledged('3EB0000000000000000000')
  expect(linked.server.sent.items.filter(({ tag }) => tag === 'message')).toEqual([])
})

test('letters to a chat with disappearing messages disappear, too', async () => {
  const contextInfo = { expiration: 604_800 }
  const wrapped = { extendedTextMessage: { text: 'it will vanish', contextInfo } }
  await linked.server.say(ana, { ephemeralMessage: { message: wrapped } })
  expect((await linked.listener.hears('it will vanish')).form).toBe('text')
  await linked.send(chat, 'letter-1', 'so will this')
  expect(expiryOf(await messageWith('so will this'))).toBe(604_800)
  await linked.server.say(ana, { protocolMessage: { type: 3, ephemeralExpiration: 0 } })
  await linked.server.say(ana, 'it will stay')
  await linked.listener.hears('it will stay')
  await linked.send(chat, 'letter-2', 'so shall this')
  expect(expiryOf(await messageWith('so shall this'))).toBe(0)
})

async function messageWith(text: string): Promise<proto.IMessage> {
  const id = await gets(ana, text)
  return (await ana.received.until((one) => one.id === id, text)).message
}

function expiryOf(message: proto.IMessage): number {
  const inner = message.ephemeralMessage?.message ?? message
  return inner.extendedTextMessage?.contextInfo?.expiration ?? 0
}

test('a quote names the letter only if that was sent to the same chat', async () => {
  await linked.send(chat, 'letter-1', 'which one?')
  const stanzaId = await gets(ana, 'which one?')
  const mallory = linked.server.person('5511900000666', '900000000666')
  const quote = (text: string, id: string) => ({
    extendedTextMessage: { text, contextInfo: { stanzaId: id, participant: 'x@lid' } },
  })
  await linked.server.say(ana, quote('this one', stanzaId))
  await linked.server.say(ana, quote('that one', 'letter-1'))
  await linked.server.say(mallory, quote('mine', stanzaId))
  expect((await linked.listener.hears('this one')).quotes).toBe('letter-1')
  expect((await linked.listener.hears('that one')).quotes).toBe('not-ours')
  expect((await linked.listener.hears('mine')).quotes).toBe('not-ours')
})

test.each(['a person', 'a group'])(
  'a send to %s that hangs does not delay other chats',
  async (who) => {
    const beto = linked.server.person('5511900000002', '900000000102')
    await linked.server.say(beto, 'hello too')
    const { chat: other } = await linked.listener.hears('hello too')
    const group = linked.server.group(ana)
    await linked.server.say(ana, 'in the group', { group })
    await linked.listener.hears('in the group')
    for (const [to, id] of [
      [chat, 'first'],
      [other, 'second'],
    ] as const)
      await linked.send(to, id, id)
    await gets(beto, 'second')
    // Ana needs a new session, in the middle of sending.
    linked.session.writeKeys([{ type: 'session', id: '900000000101_1.0', value: null }], [], 0)
    const hanging = who === 'a group' ? group.jid : chat
    linked.server.faults.silentAbout = who === 'a group' ? group.jid.slice(0, 18) : '900000000101'
    linked.now += 60_000
    const slow = linked.send(hanging, 'slow', 'this one hangs')
    const quick = linked.send(other, 'quick', 'this one does not')
    expect(await Promise.race([slow, quick])).toEqual({ state: 'sent' })
    await gets(beto, 'this one does not')
    linked.server.cut()
    expect(await slow).toEqual({ state: 'later', reason: 'not_written' })
  },
)
