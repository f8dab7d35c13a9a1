// Sending through the real library: once, paced, to known chats only, with receipts.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { Receipt } from '../../../src/engine/transport.ts'
import type { TestOverrides } from '../../../src/transports/whatsapp-web/client.ts'
import { type Person, Rig, webTest } from './rig.ts'

let shared: Rig
let ana: Person

beforeAll(async () => {
  shared = await Rig.open()
})
afterAll(() => shared.close())
beforeEach(async () => {
  ana = shared.person()
  await greet(shared)
  shared.fresh()
})

async function greet(rig: Rig, words = 'open the chat'): Promise<void> {
  await rig.say(words, { from: ana.address })
  await rig.listener.hears(words)
}

/** A page of its own, for a test that leaves it unusable. */
async function withOwnRig(
  test: (rig: Rig) => Promise<void>,
  more: TestOverrides = {},
): Promise<void> {
  const rig = new Rig()
  try {
    rig.link()
    await rig.start(more)
    await greet(rig)
    await test(rig)
  } finally {
    await rig.close()
  }
}

const sent = { state: 'sent' }
const fault = (rig: Rig, name: string, value: boolean) =>
  rig.inPage(`standIn.faults.${name} = ${value}`)
const states = (receipts: readonly Receipt[]) => receipts.map(({ id, state }) => `${id} ${state}`)

webTest('receipts are reported in order: acknowledged, delivered and read', async () => {
  expect(await shared.send(ana.chat, 'a-1', 'first words')).toEqual(sent)
  const id = await shared.sent('first words')
  for (const ack of [2, 3]) await shared.does('acknowledge', id, ack)
  await shared.listener.gets('a-1', 'read')
  expect(states(shared.listener.receipts)).toEqual(['a-1 acked', 'a-1 delivered', 'a-1 read'])
})

webTest(
  'characters that a phone would show as formatting are replaced, and the echo is recognised',
  async () => {
    expect(await shared.send(ana.chat, 'm-1', 'owner: _a_ → *b*')).toEqual(sent)
    await shared.sent('owner: ＿a＿ → ＊b＊')
    await shared.listener.gets('m-1', 'acked')
  },
)

webTest('typing is shown, nothing is marked as seen, and no link preview is fetched', async () => {
  const text = 'BEGIN:VCARD https://example.com'
  await shared.send(ana.chat, 'b-1', text)
  expect(shared.told.items.map(({ what }) => what)).toEqual(['typing', 'sent'])
  expect(shared.pauses).toHaveLength(1)
})

webTest('a chat that never wrote gets no letter', async () => {
  const never = { state: 'never', reason: 'never_wrote_to_us' }
  expect(await shared.send(shared.person().chat, 'c-1', 'uninvited')).toEqual(never)
  expect(shared.sendings('uninvited')).toEqual([])
})

webTest('a person who wrote by LID is answered there, and is known by number, too', async () => {
  const beto = shared.person()
  await shared.does('knows', beto.lid, beto.number)
  await shared.say('by lid', { from: beto.alias })
  const { chat } = await shared.listener.hears('by lid')
  expect(chat).toBe(beto.chat)
  await shared.send(chat, 'd-1', 'an answer')
  expect(shared.sendings('an answer')).toMatchObject([{ chat: beto.alias }])
  expect(await shared.send(beto.alias, 'd-2', 'another answer')).toEqual(sent)
})

webTest('two letters with the same text are both sent', async () => {
  await shared.send(ana.chat, 'e-1', 'the same words')
  await shared.send(ana.chat, 'e-2', 'the same words')
  expect(shared.sendings('the same words')).toHaveLength(2)
  expect(states(shared.listener.receipts)).toEqual(['e-1 acked', 'e-2 acked'])
})

webTest('a person gets three letters at once and then one every six seconds', async () => {
  for (const id of ['f-1', 'f-2', 'f-3']) await shared.send(ana.chat, id, `words ${id}`)
  const later = { state: 'later', reason: 'pacing', waitMs: 6_000 }
  expect(await shared.send(ana.chat, 'f-4', 'the fourth')).toEqual(later)
  shared.now += 6_000
  expect(await shared.send(ana.chat, 'f-4', 'the fourth')).toEqual(sent)
})

webTest('a letter that was sent is not sent again, also after a restart', () =>
  withOwnRig(async (rig) => {
    await rig.send(ana.chat, 'letter-1', 'a token K7QM2P')
    await rig.listener.gets('letter-1', 'acked')
    expect(await rig.send(ana.chat, 'letter-1', 'a token K7QM2P')).toEqual(sent)
    await rig.restart()
    expect(await rig.send(ana.chat, 'letter-1', 'a token K7QM2P')).toEqual(sent)
    await rig.listener.gets('letter-1', 'acked')
    expect(rig.sendings('a token K7QM2P')).toHaveLength(1)
    await rig.stop()
    // The engine keeps the words; here nobody asks for them.
    expect(readFileSync(join(rig.folder, 'session.db'), 'latin1')).not.toContain('K7QM2P')
  }),
)

webTest('a letter that the page does not answer is delayed, and longer each time', () =>
  withOwnRig(async (rig) => {
    await fault(rig, 'silent', true)
    const unwritten = { state: 'later', reason: 'not_written' }
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(unwritten)
    const held = { state: 'later', reason: 'pacing', waitMs: 60_000 }
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(held)
    await fault(rig, 'silent', false)
    await fault(rig, 'throws', true)
    rig.now += 60_000
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(unwritten)
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toMatchObject({ waitMs: 120_000 })
    await fault(rig, 'throws', false)
    rig.now += 120_000
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(sent)
    expect(rig.sendings('words')).toHaveLength(1)
    expect(JSON.stringify(rig.lines)).not.toMatch(/words|55119/)
  }),
)

webTest(
  'a letter whose send never returns counts as sent, and is not doubled while in progress',
  () =>
    withOwnRig(
      async (rig) => {
        await fault(rig, 'hangs', true)
        expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(sent)
        expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(sent)
        expect(rig.sendings('words')).toHaveLength(1)
        await fault(rig, 'stuck', true)
        const underWay = { state: 'later', reason: 'under_way' }
        expect(await rig.send(ana.chat, 'letter-2', 'stuck')).toEqual(underWay)
        rig.now += 60_000
        // The same words from the person are not our echo.
        await greet(rig, 'stuck')
        expect(await rig.send(ana.chat, 'letter-2', 'stuck')).toEqual(underWay)
        await rig.inPage('standIn.unstick()')
        await rig.sent('stuck')
        expect(await rig.send(ana.chat, 'letter-2', 'stuck')).toEqual(sent)
        expect(rig.sendings('stuck')).toHaveLength(1)
      },
      { answerWithinMs: 100 },
    ),
)

webTest('a letter that WhatsApp refuses fails, pauses sending, and can be sent again', () =>
  withOwnRig(async (rig) => {
    await fault(rig, 'refused', true)
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(sent)
    await rig.listener.gets('letter-1', 'failed')
    await rig.listener.enters('waiting', 'pacing')
    await fault(rig, 'refused', false)
    rig.now += 60_000
    const since = rig.listener.told.items.length
    expect(await rig.send(ana.chat, 'letter-1', 'words')).toEqual(sent)
    await rig.listener.enters('open', undefined, since)
    expect(rig.sendings('words')).toHaveLength(2)
  }),
)
