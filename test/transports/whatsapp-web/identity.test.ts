// Identities through the real library: numbers and LIDs, contradictions, and changed keys.

import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { type Person, Rig, webTest } from './rig.ts'

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

webTest(
  'messages by LID and by phone number come from the same person in the same chat',
  async () => {
    await rig.does('knows', ana.lid, ana.number)
    await rig.say('by number', { from: ana.address })
    await rig.say('by lid', { from: ana.alias })
    await rig.listener.hears('by lid')
    for (const heard of rig.listener.messages) {
      const { identifier: from, alias, chat } = ana
      expect(heard).toMatchObject({ from, alias, chat, direct: true })
    }
    expect(rig.listener.messages).toHaveLength(2)
  },
)

webTest(
  'a sender known only by LID is identified by that LID, whatever display name it has',
  async () => {
    await rig.say('a stranger', { from: ana.alias, notifyName: 'Beto', verifiedName: 'Beto' })
    const heard = await rig.listener.hears('a stranger')
    expect(heard).toMatchObject({ from: ana.alias, chat: ana.alias })
    expect(heard.alias).toBeUndefined()
  },
)

webTest(
  'a LID that claims the number of another LID is reported before its message, and not merged',
  async () => {
    const mallory = rig.person()
    await rig.does('knows', ana.lid, ana.number)
    await rig.say('mine', { from: ana.alias })
    await rig.listener.hears('mine')
    await rig.does('knows', mallory.lid, ana.number)
    await rig.say('posing', { from: mallory.alias })
    const posing = await rig.listener.hears('posing')
    expect(posing).toMatchObject({ from: mallory.alias, chat: mallory.alias })
    expect(rig.listener.changes).toEqual([
      { identifier: mallory.alias, alias: ana.identifier, what: 'alias_mismatch' },
    ])
    const order = rig.listener.told.items.map(({ what }) => what)
    expect(order.lastIndexOf('identity')).toBeLessThan(order.lastIndexOf('message'))
  },
)

webTest('a change of number is reported for both numbers', async () => {
  const now = rig.person()
  await rig.inPage(`{
    standIn.receive({ from: '${ana.address}', id: 'N1', t: 1, unheard: true,
      type: 'notification_template', subtype: 'change_number',
      templateParams: ['${now.address}', '${ana.address}'] })
    const note = standIn.find('N1')
    note.to = '${now.address}'
    note.change('ack', 1)
  }`)
  await rig.say('the last one')
  await rig.listener.hears('the last one')
  const both = rig.listener.changes.map(({ identifier }) => identifier)
  expect(both).toEqual([ana.identifier, now.identifier])
})

webTest('a new identity key is reported before the next message of its owner', async () => {
  await rig.say(ana.address, { type: 'e2e_notification', subtype: 'identity', from: ana.address })
  await rig.say('from a new telephone', { from: ana.address })
  await rig.listener.hears('from a new telephone')
  expect(rig.listener.changes).toEqual([{ identifier: ana.identifier, what: 'key_changed' }])
  const order = rig.listener.told.items.map(({ what }) => what)
  expect(order.indexOf('identity')).toBeLessThan(order.indexOf('message'))
})

webTest(
  'aliases, and changes that the engine could not write, are kept across a restart',
  async () => {
    const other = await Rig.open()
    other.listener.identityFails = true
    await other.does('knows', ana.lid, ana.number)
    await other.say('first', { from: ana.alias })
    await other.listener.hears('first')
    await other.say(ana.address, { type: 'e2e_notification', subtype: 'identity' })
    await other.listener.learns('key_changed')
    await other.restart()
    const again = { identifier: ana.identifier, alias: ana.alias }
    expect(await other.listener.learns('key_changed')).toMatchObject(again)
    // This page knows no numbers of LIDs.
    await other.say('after a restart', { from: ana.alias })
    expect(await other.listener.hears('after a restart')).toMatchObject({ from: ana.identifier })
    await other.restart()
    expect(other.listener.changes).toEqual([])
    await other.close()
  },
)
