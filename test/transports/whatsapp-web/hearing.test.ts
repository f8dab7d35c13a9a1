// What the transport hears through the real library: text and everything else, who is who, and backlog.

import { afterEach, expect } from 'vitest'
import type { Form, Heard } from '../../../src/engine/ports.ts'
import { ana, anaChat, anaNumber, Rig, startOfTime, webTest } from './rig.ts'

const anaLid = '900000000101@lid'
const group = '120363000000000001@g.us'

let rig: Rig

async function open(renamed = false): Promise<Rig> {
  rig = await Rig.open({ linked: true, renamed })
  return rig
}
afterEach(() => rig.close())

const forms = (messages: readonly Heard[]) => messages.map(({ form, text }) => [form, text])

webTest('only plain words are text; nothing that travels with the rest is read', async () => {
  const { ear } = await open()
  const said: readonly (readonly [Form, object])[] = [
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
    ['edit', { latestEditSenderTimestampMs: startOfTime }],
  ]
  for (const [, more] of said) await rig.say('1 K7QM2P', more)
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(forms(ear.messages)).toEqual([
    ...said.map(([form]) => [form, '']),
    ['text', 'the last one'],
  ])
})

webTest('what nobody said to us is not heard', async () => {
  const { ear } = await open()
  for (const more of [
    { fromMe: true },
    { from: 'status@broadcast', author: ana },
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
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(forms(ear.messages)).toEqual([['text', 'the last one']])
  expect(ear.changes).toEqual([])
})

webTest.each([false, true])(
  'an edit, a deletion, a reaction and a vote (renamed: %s)',
  async (it) => {
    const { ear } = await open(it)
    const t = Math.floor(startOfTime / 1_000)
    const id = await rig.say('cancel order 42')
    await ear.hears('cancel order 42')
    await rig.does('edit', id, 'cancel order 43', startOfTime + 1)
    await rig.does('react', { from: ana, id: 'REACTION1', parent: 'OURS', t })
    await rig.does('react', { from: ana, id: 'REACTION2', parent: 'OURS', t, fromMe: true })
    await rig.does('vote', { from: ana, parent: 'POLL1', t })
    await rig.does('revoke', id)
    await rig.say('the last one')
    await ear.hears('the last one')
    expect(forms(ear.messages)).toEqual([
      ['text', 'cancel order 42'],
      ['edit', ''],
      ['reaction', ''],
      ['poll', ''],
      ['edit', ''],
      ['text', 'the last one'],
    ])
    expect(ear.messages.every(({ from, chat }) => from === anaNumber && chat === anaChat)).toBe(
      true,
    )
    expect(new Set(ear.messages.map((one) => one.id)).size).toBe(ear.messages.length)
  },
)

webTest('old reactions and votes, which come again when a page loads, are not heard', async () => {
  const { ear } = await open()
  const t = Math.floor(startOfTime / 1_000) - 10
  await rig.does('react', { from: ana, id: 'REACTION1', parent: 'OURS', t })
  await rig.does('vote', { from: ana, parent: 'POLL1', t })
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(ear.messages).toHaveLength(1)
})

webTest('a message that is decrypted late is heard once, as text', async () => {
  const { ear } = await open()
  const id = await rig.say('', { type: 'ciphertext', subtype: 'x_unavailable_fanout' })
  const late = await rig.say('', { type: 'ciphertext' })
  await rig.does('decrypt', late, 'readable')
  await ear.hears('readable')
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(forms(ear.messages)).toEqual([
    ['text', 'readable'],
    ['text', 'the last one'],
  ])
  expect(id).not.toBe(late)
})

webTest('by LID or by number, it is the same person in the same chat', async () => {
  const { ear } = await open()
  await rig.does('knows', '900000000101', '5511900000001')
  await rig.say('by number')
  await rig.say('by lid', { from: anaLid })
  await ear.hears('by lid')
  for (const heard of ear.messages) {
    expect(heard).toMatchObject({ from: anaNumber, alias: anaLid, chat: anaChat, direct: true })
  }
})

webTest.each([false, true])('who is who is asked of the page (renamed: %s)', async (renamed) => {
  const { ear } = await open(renamed)
  await rig.does('knows', '900000000101', '5511900000001')
  await rig.say('by lid alone', { from: anaLid })
  expect(await ear.hears('by lid alone')).toMatchObject({ from: anaNumber, alias: anaLid })
})

webTest('a pairing of LID and number is remembered when the page has forgotten it', async () => {
  await open()
  await rig.does('knows', '900000000101', '5511900000001')
  await rig.say('first', { from: anaLid })
  await rig.ear.hears('first')
  await rig.restart()
  await rig.say('after a restart', { from: anaLid })
  expect(await rig.ear.hears('after a restart')).toMatchObject({ from: anaNumber })
})

webTest('somebody known only by a LID is that LID', async () => {
  const { ear } = await open()
  await rig.say('a stranger', { from: anaLid, notifyName: 'Beto', verifiedName: 'Beto' })
  const heard = await ear.hears('a stranger')
  expect(heard).toMatchObject({ from: anaLid, chat: anaLid })
  expect(heard.alias).toBeUndefined()
})

webTest(
  'a known LID that comes with another number is reported first, and merged with nobody',
  async () => {
    const { ear } = await open()
    await rig.does('knows', '900000000101', '5511900000001')
    await rig.say('mine', { from: anaLid })
    await ear.hears('mine')
    await rig.does('knows', '900000000666', '5511900000001')
    await rig.say('posing', { from: '900000000666@lid' })
    const posing = await ear.hears('posing')
    expect(posing).toMatchObject({ from: '900000000666@lid', chat: '900000000666@lid' })
    expect(ear.changes).toEqual([
      { identifier: '900000000666@lid', alias: anaNumber, what: 'alias_mismatch' },
    ])
    const order = ear.told.items.map(({ what }) => what)
    expect(order.lastIndexOf('identity')).toBeLessThan(order.lastIndexOf('message'))
  },
)

webTest(
  'a new identity key is reported, and again after a restart if the engine could not write',
  async () => {
    const { ear } = await open()
    ear.identityFails = true
    await rig.say(ana, { type: 'e2e_notification', subtype: 'identity' })
    expect(await ear.learns('key_changed')).toMatchObject({ identifier: anaNumber })
    await rig.restart()
    await rig.ear.learns('key_changed')
    await rig.restart()
    expect(rig.ear.changes).toEqual([])
  },
)

webTest('a changed number rests the rights of both numbers', async () => {
  const { ear } = await open()
  await rig.inPage(`{
    standIn.receive({ from: '${ana}', id: 'N1', t: 1, unheard: true, type: 'notification_template',
      subtype: 'change_number', templateParams: ['5511900000777@c.us', '${ana}'] })
    const note = standIn.find('N1')
    note.to = '5511900000777@c.us'
    note.change('ack', 1)
  }`)
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(ear.changes.map(({ identifier }) => identifier)).toEqual([anaNumber, '+5511900000777'])
})

webTest('in a group the members are told apart, and the same id of two is not one', async () => {
  const { ear } = await open()
  await rig.say('in the group', { from: group, author: ana, id: 'SAME' })
  await rig.say('me too', { from: group, author: '5511900000666@c.us', id: 'SAME' })
  const first = await ear.hears('in the group')
  const second = await ear.hears('me too')
  expect(first).toMatchObject({ from: anaNumber, chat: group, direct: false })
  expect(second).toMatchObject({ from: '+5511900000666', chat: group, direct: false })
  expect(first.id).not.toBe(second.id)
})

webTest(
  'what waited while we were away is heard as backlog, once, and history is not',
  async () => {
    await open()
    await rig.stop()
    rig.now += 600_000
    rig.pages.items.splice(0)
    const before = Math.floor(startOfTime / 1_000)
    await rig.begin({
      onPage: async (page, browser) => {
        await rig.overrides.onPage?.(page, browser)
        await page.evaluateOnNewDocument(`window.addEventListener('load', () => {
        const past = { from: '${ana}', unheard: true }
        standIn.receive({ ...past, id: 'OLD', body: 'before we were linked', t: ${before - 60} })
        standIn.receive({ ...past, id: 'AWAY', body: 'while you were away', t: ${before + 60} })
      })`)
      },
    })
    const waited = await rig.ear.hears('while you were away')
    expect(waited).toMatchObject({ backlog: true, sentAt: startOfTime + 60_000 })
    await rig.say('live')
    expect((await rig.ear.hears('live')).backlog).toBe(false)
    expect(rig.ear.messages).toHaveLength(2)
  },
)

webTest('a quote names our letter; an id that is not ours in this chat names nothing', async () => {
  const { ear } = await open()
  await rig.say('open the chat')
  await ear.hears('open the chat')
  await rig.send(anaChat, 'letter-1', 'which one?')
  const quotedStanzaID = await rig.sent('which one?')
  await rig.say('this one', { quotedStanzaID })
  await rig.say('that one', { quotedStanzaID: 'letter-1' })
  await rig.say('mine', { quotedStanzaID, from: '5511900000666@c.us' })
  expect((await ear.hears('this one')).quotes).toBe('letter-1')
  expect((await ear.hears('that one')).quotes).toBeUndefined()
  expect((await ear.hears('mine')).quotes).toBeUndefined()
})

webTest('no number and no words reach the log', async () => {
  const { lines, ear } = await open()
  await rig.say('secret words', { id: null })
  await rig.say('secret words', { type: 'ciphertext' })
  await rig.say('the last one')
  await ear.hears('the last one')
  expect(JSON.stringify(lines)).not.toMatch(/secret|5511900000001/)
  expect(lines.map(({ sentence }) => sentence)).toContain('a message had a shape that is not known')
})
