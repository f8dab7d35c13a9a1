// Receiving through the real library: plain text messages are text, and nothing else is.

import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest'
import { arrivalOf } from '../../../src/engine/receive.ts'
import type { Form, InboundMessage } from '../../../src/engine/transport.ts'
import { openSession } from '../../../src/store/session/session.ts'
import type { SessionStore } from '../../../src/store/session/tables.ts'
import { readAccount } from '../../../src/transports/whatsapp-web/account.ts'
import { createWhatsappWeb } from '../../../src/transports/whatsapp-web/whatsapp-web.ts'
import { RecordingEar } from '../recording-ear.ts'
import { type Person, Rig, waiting, webTest } from './rig.ts'

const group = '120363000000000001@g.us'

let rig: Rig
let ana: Person

beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())
beforeEach(() => {
  rig.fresh()
  ana = rig.person()
})

const seconds = () => Math.floor(rig.now / 1_000)
const formsOf = (messages: readonly InboundMessage[]) =>
  messages.map(({ form, text }) => [form, text])

/** Everything received until now; nothing sent later is received earlier. */
async function allHeard(): Promise<readonly InboundMessage[]> {
  await rig.say('the last one')
  await rig.listener.hears('the last one')
  return rig.listener.messages.slice(0, -1)
}

webTest('only plain text messages are text, and captions are not read', async () => {
  const messagesByForm: readonly (readonly [Form, object])[] = [
    ['forward', { isForwarded: true }],
    ['forward', { forwardingScore: 5 }],
    ['voice', { type: 'ptt' }],
    ['voice', { type: 'audio' }],
    ['media', { type: 'image', caption: '1 K7QM2P', directPath: '/x' }],
    ['media', { directPath: '/x', caption: '1 K7QM2P' }],
    ['media', { type: 'sticker' }],
    ['media', { isViewOnce: true }],
    ['poll', { type: 'poll_creation', pollName: '1 K7QM2P' }],
    ['other', { type: 'vcard' }],
    ['other', { type: 'location' }],
    ['other', { type: 'buttons_response' }],
    ['other', { isDynamicReplyButtonsMsg: true }],
    ['other', { type: 'something_new' }],
    ['edit', { type: 'revoked' }],
    ['edit', { latestEditSenderTimestampMs: rig.now }],
  ]
  for (const [, more] of messagesByForm) await rig.say('1 K7QM2P', more)
  expect(formsOf(await allHeard())).toEqual(messagesByForm.map(([form]) => [form, '']))
})

webTest(
  'own messages, broadcasts, newsletters, bots and notifications are not passed on',
  async () => {
    for (const more of [
      { fromMe: true },
      { from: 'status@broadcast', author: ana.address },
      { broadcast: true },
      { isStatusV3: true },
      { from: '120363000000000009@newsletter' },
      { from: '13135550002@bot' },
      { from: '0@c.us' },
      { from: group },
      { type: 'e2e_notification', subtype: 'encrypt' },
      { type: 'notification_template' },
      { type: 'call_log' },
      { type: 'protocol' },
    ]) {
      await rig.say('1 K7QM2P', more)
    }
    await rig.does('vote', { from: '15550001111@c.us', parent: 'POLL0', t: seconds() })
    expect(formsOf(await allHeard())).toEqual([])
    expect(rig.listener.changes).toEqual([])
  },
)

async function changesAfterwards(rig: Rig, { address }: Person): Promise<void> {
  const t = Math.floor(rig.now / 1_000)
  const id = await rig.say('cancel order 42', { from: address })
  await rig.does('edit', id, 'cancel order 43', rig.now + 1)
  await rig.does('react', { from: address, id: 'REACTION1', parent: 'OURS', t })
  await rig.does('react', { from: address, id: 'REACTION2', parent: 'OURS', t, fromMe: true })
  await rig.does('vote', { from: address, parent: 'POLL1', t })
  await rig.does('revoke', id)
}

const changesHeard = [
  ['text', 'cancel order 42'],
  ['edit', ''],
  ['reaction', ''],
  ['poll', ''],
  ['edit', ''],
]

webTest('edits, deletions, reactions and votes are passed on as such', async () => {
  await changesAfterwards(rig, ana)
  const heard = await allHeard()
  expect(formsOf(heard)).toEqual(changesHeard)
  expect(new Set(heard.map(({ from, chat }) => `${from} ${chat}`))).toEqual(
    new Set([`${ana.identifier} ${ana.chat}`]),
  )
  expect(new Set(heard.map(({ id }) => id)).size).toBe(heard.length)
})

webTest('a page from before July 2026 is understood, too', async () => {
  const old = await Rig.open({ linked: true, before2026: true })
  await old.does('knows', ana.lid, ana.number)
  await changesAfterwards(old, ana)
  await old.say('by lid', { from: ana.alias })
  expect(await old.listener.hears('by lid')).toMatchObject({
    from: ana.identifier,
    alias: ana.alias,
  })
  expect(formsOf(old.listener.messages)).toEqual([...changesHeard, ['text', 'by lid']])
  expect(await old.send(ana.chat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await old.listener.gets('letter-1', 'acked')
  await old.close()
})

webTest(
  'old reactions, votes and edits that come again with a page load are not passed on',
  async () => {
    const old = { t: seconds() - 86_400 }
    await rig.does('react', { from: ana.address, id: 'REACTION3', parent: 'OURS', ...old })
    await rig.does('vote', { from: ana.address, parent: 'POLL2', ...old })
    await rig.say('cancel order 43', { latestEditSenderTimestampMs: 1, ...old })
    expect(await allHeard()).toEqual([])
  },
)

webTest('a message that is decrypted late is passed on once, as text', async () => {
  const id = await rig.say('', { type: 'ciphertext' })
  expect(await allHeard()).toEqual([])
  rig.fresh()
  await rig.does('decrypt', id, 'readable')
  expect(formsOf(await allHeard())).toEqual([['text', 'readable']])
})

webTest('members of a group are distinguished, even if two messages have the same id', async () => {
  const mallory = rig.person()
  await rig.say('in the group', { from: group, author: ana.address, id: 'SAME' })
  await rig.say('me too', { from: group, author: mallory.address, id: 'SAME' })
  const [first, second] = await allHeard()
  expect(first).toMatchObject({ from: ana.identifier, chat: group, direct: false })
  expect(second).toMatchObject({ from: mallory.identifier, chat: group, direct: false })
  const key = (heard: InboundMessage | undefined) =>
    heard === undefined ? undefined : arrivalOf(heard, 'whatsapp', 0, 'event').inbox?.key
  expect(key(first)).toMatch(/^[0-9a-f]{64}$/)
  expect(key(first)).not.toBe(key(second))
})

webTest('a quote names the letter only if that was sent to the same chat', async () => {
  const mallory = rig.person()
  await rig.say('open the chat', { from: ana.address })
  await allHeard()
  await rig.send(ana.chat, 'letter-1', 'which one?')
  const quotedStanzaID = await rig.sent('which one?')
  rig.fresh()
  await rig.say('this one', { quotedStanzaID, from: ana.address })
  await rig.say('that one', { quotedStanzaID: 'letter-1', from: ana.address })
  await rig.say('mine', { quotedStanzaID, from: mallory.address })
  const heard = await allHeard()
  expect(heard.map(({ quotes }) => quotes)).toEqual(['letter-1', 'not-ours', 'not-ours'])
})

webTest('messages that waited are passed on as backlog, and history is not', async () => {
  const other = await Rig.open()
  await other.stop()
  const [page, sentAt] = [waiting(other, ana), other.now + 60_000]
  other.now += 600_000
  await other.start(page)
  const waited = await other.listener.hears('while you were away')
  expect(waited).toMatchObject({ backlog: true, sentAt })
  await other.say('live')
  expect((await other.listener.hears('live')).backlog).toBe(false)
  expect(other.listener.messages).toHaveLength(2)
  await other.close()
})

webTest('after a crash before the backlog is taken, the next start reads it again', async () => {
  const other = new Rig()
  other.link()
  const before = other.now
  const page = waiting(other, ana)
  other.now += 600_000
  const opened: SessionStore[] = []
  const openHere = async (file: string) => {
    const session = openSession(file)
    opened.push(session)
    return { session, close: async () => session.close() }
  }
  let accept = (): void => {}
  const taken = new Promise<void>((resolve) => {
    accept = resolve
  })
  const listener = new RecordingEar()
  const slowEar = {
    ...{
      receipt: listener.receipt.bind(listener),
      identity: listener.identity.bind(listener),
      link: listener.link.bind(listener),
    },
    message: async (heard: InboundMessage) => {
      await listener.message(heard)
      await taken
    },
  }
  const transport = createWhatsappWeb(
    { ...other.options, openSession: openHere },
    { ...other.overrides, ...page },
  )
  await transport.start(slowEar)
  await listener.hears('while you were away')
  const reached = () => opened.map((session) => readAccount(session)?.openedAt)
  for (let count = 0; count < 500; count += 1) await turn()
  expect(reached()).toEqual([before])
  accept()
  await vi.waitFor(() => expect(reached()).toEqual([other.now]))
  await transport.stop()
  await other.close()
})

webTest('no number and no text is logged', async () => {
  await rig.say('secret words', { from: ana.address, id: null })
  await rig.say('secret words', { from: ana.address, type: 'ciphertext' })
  await allHeard()
  expect(JSON.stringify(rig.lines)).not.toMatch(/secret|55119/)
  expect(rig.lines.map(({ sentence }) => sentence)).toContain(
    'a message had a shape that is not known',
  )
})
