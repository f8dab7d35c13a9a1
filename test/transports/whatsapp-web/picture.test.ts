// A message with a picture through the real library: one image whose caption is the text, or the
// text alone.

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { letterTo } from '../letter.ts'
import { type Person, Rig, webTest } from './rig.ts'

let rig: Rig
let ana: Person

beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())
beforeEach(async () => {
  ana = rig.person()
  await rig.say('open the chat', { from: ana.address })
  await rig.listener.hears('open the chat')
  rig.fresh()
  await fault('noUpload', false)
  await fault('brokenAfterMedia', false)
})

const png = Uint8Array.from({ length: 3_000 }, (_, index) => index % 251)
const digest = createHash('sha256').update(png).digest('hex')
const fault = (name: string, value: boolean) => rig.inPage(`standIn.faults.${name} = ${value}`)

const withPicture = async (id: string, text: string) =>
  await rig.transport?.send({ ...letterTo(ana.chat, id, text), picture: { png } })

webTest(
  'a letter with a picture is sent as an image of these bytes with the text as caption',
  async () => {
    expect(await withPicture('a-1', 'three requests')).toEqual({ state: 'sent' })
    const id = await rig.sent('three requests')
    expect(rig.sendings('three requests')).toMatchObject([{ type: 'image', uploaded: digest }])
    await rig.does('acknowledge', id, 2)
    await rig.listener.gets('a-1', 'delivered')
    // Known again by the id that its echo told.
    expect(await withPicture('a-1', 'three requests')).toEqual({ state: 'sent' })
    expect(rig.sendings('three requests')).toHaveLength(1)
  },
)

webTest(
  'a letter with a picture is sent as text when the upload fails, or the text is too long',
  async () => {
    await fault('noUpload', true)
    expect(await withPicture('b-1', 'only words')).toEqual({ state: 'sent' })
    expect(rig.sendings('only words')).toHaveLength(1)
    expect(rig.sendings('only words')).not.toMatchObject([{ type: 'image' }])
    await fault('noUpload', false)
    const long = 'a'.repeat(1_025)
    expect(await withPicture('b-2', long)).toEqual({ state: 'sent' })
    expect(rig.sendings(long)).not.toMatchObject([{ type: 'image' }])
    await rig.listener.gets('b-2', 'acked')
  },
)

webTest('an image that was sent before the page failed is not sent again as text', async () => {
  await fault('brokenAfterMedia', true)
  expect(await withPicture('c-1', 'sent once')).toEqual({ state: 'sent' })
  expect(rig.sendings('sent once')).toMatchObject([{ type: 'image' }])
  expect(await withPicture('c-1', 'sent once')).toEqual({ state: 'sent' })
  expect(rig.sendings('sent once')).toHaveLength(1)
})
