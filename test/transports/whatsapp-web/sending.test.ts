// What the transport sends through the real library: once, paced, to known chats, with its receipts.

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect } from 'vitest'
import type { TestOverrides } from '../../../src/transports/whatsapp-web/client.ts'
import { anaChat, field, Rig, webTest } from './rig.ts'

let rig: Rig

const open = async (renamed = false, more: TestOverrides = {}): Promise<void> => {
  rig = new Rig({ linked: true, renamed })
  rig.link()
  await rig.start(more)
  await rig.say('open the chat')
  await rig.ear.hears('open the chat')
}
beforeEach(() => {
  rig = new Rig()
})
afterEach(() => rig.close())

const fault = (name: string, value: boolean) => rig.inPage(`standIn.faults.${name} = ${value}`)

webTest.each([false, true])(
  'sent, acknowledged, delivered, read (renamed: %s)',
  async (renamed) => {
    await open(renamed)
    expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
    const id = await rig.sent('words')
    for (const ack of [2, 3]) await rig.does('acknowledge', id, ack)
    await rig.ear.gets('letter-1', 'read')
    expect(rig.ear.receipts).toEqual([
      { id: 'letter-1', state: 'acked' },
      { id: 'letter-1', state: 'delivered' },
      { id: 'letter-1', state: 'read' },
    ])
  },
)

webTest('typing is shown, nothing is marked as seen, and no address is fetched', async () => {
  await open()
  await rig.send(anaChat, 'letter-1', 'BEGIN:VCARD https://example.com')
  const what = rig.told.items.map((one) => one.what)
  expect(what).toEqual(['typing', 'sent'])
  expect(rig.pauses).toHaveLength(1)
  const [sending] = rig.sendings('BEGIN:VCARD https://example.com')
  expect(field(sending, 'preview')).toBe('false')
})

webTest('somebody who never wrote to us gets nothing', async () => {
  await open()
  const never = { state: 'never', reason: 'never_wrote_to_us' }
  expect(await rig.send('5511900000009@s.whatsapp.net', 'letter-1', 'words')).toEqual(never)
  expect(rig.sendings('words')).toEqual([])
})

webTest(
  'a person who wrote by LID is answered by number too, in the chat where they wrote',
  async () => {
    await open()
    await rig.does('knows', '900000000102', '5511900000002')
    await rig.say('by lid', { from: '900000000102@lid' })
    const { chat } = await rig.ear.hears('by lid')
    expect(chat).toBe('5511900000002@s.whatsapp.net')
    await rig.send(chat, 'letter-1', 'words')
    expect(rig.sendings('words')).toMatchObject([{ chat: '900000000102@lid' }])
  },
)

webTest('the same letter again is not sent again, also after a restart', async () => {
  await open()
  await rig.send(anaChat, 'letter-1', 'words')
  await rig.ear.gets('letter-1', 'acked')
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await rig.restart()
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await rig.ear.gets('letter-1', 'acked')
  expect(rig.sendings('words')).toHaveLength(1)
})

webTest('two letters with the same words are two', async () => {
  await open()
  await rig.send(anaChat, 'letter-1', 'words')
  await rig.send(anaChat, 'letter-2', 'words')
  expect(rig.sendings('words')).toHaveLength(2)
  await rig.ear.gets('letter-2', 'acked')
})

webTest('when the page answers with nothing, the letter waits, and longer each time', async () => {
  await open()
  await fault('silent', true)
  const unwritten = { state: 'later', reason: 'not_written' }
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual(unwritten)
  const held = { state: 'later', reason: 'pacing', waitMs: 60_000 }
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual(held)
  rig.now += 60_000
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual(unwritten)
  expect(await rig.send(anaChat, 'letter-1', 'words')).toMatchObject({ waitMs: 120_000 })
  await fault('silent', false)
  rig.now += 120_000
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  expect(rig.sendings('words')).toHaveLength(1)
})

webTest('when the page fails, the letter waits, and the log holds no words', async () => {
  await open()
  await fault('throws', true)
  expect(await rig.send(anaChat, 'letter-1', 'secret')).toMatchObject({ reason: 'not_written' })
  expect(JSON.stringify(rig.lines)).not.toContain('secret')
})

webTest('a page that sends and never says so has sent', async () => {
  await open(false, { answerWithinMs: 50 })
  await fault('hangs', true)
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  expect(rig.sendings('words')).toHaveLength(1)
})

webTest('a letter that WhatsApp refuses failed, slows us down, and may be sent again', async () => {
  await open()
  await fault('refused', true)
  await rig.send(anaChat, 'letter-1', 'words')
  await rig.ear.gets('letter-1', 'failed')
  await rig.ear.enters('waiting', 'pacing')
  await fault('refused', false)
  rig.now += 60_000
  const since = rig.ear.told.items.length
  expect(await rig.send(anaChat, 'letter-1', 'words')).toEqual({ state: 'sent' })
  await rig.ear.enters('open', undefined, since)
  expect(rig.sendings('words')).toHaveLength(2)
})

webTest('three at once, then one every six seconds', async () => {
  await open()
  for (const id of ['1', '2', '3']) await rig.send(anaChat, id, `words ${id}`)
  const later = { state: 'later', reason: 'pacing', waitMs: 6_000 }
  expect(await rig.send(anaChat, '4', 'words 4')).toEqual(later)
  rig.now += 6_000
  expect(await rig.send(anaChat, '4', 'words 4')).toEqual({ state: 'sent' })
})

webTest('no text is kept on the disk', async () => {
  await open()
  await rig.send(anaChat, 'letter-1', 'a token K7QM2P')
  await rig.stop()
  expect(readFileSync(`${rig.folder}/session.db`, 'latin1')).not.toContain('K7QM2P')
})
