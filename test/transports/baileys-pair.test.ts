// Linking and unlinking an account over the real client: QR code, pairing code, and failures.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { pair, unpair } from '../../src/transports/baileys/pair.ts'
import { gets, Linked, silentLog } from './linked.ts'

let linked: Linked

beforeEach(async () => {
  linked = await Linked.unpaired()
})
afterEach(() => linked.close())

const owner = { kind: 'linked', number: '+15550001111', lid: '900000000001@lid' }
const clock = { now: () => 0, pause: async () => {} }
const parts = () => ({ session: linked.session, log: silentLog, clock })

test('pairing by QR code links the account', async () => {
  const shown: string[] = []
  const onQr = (text: string) => {
    shown.push(text)
    linked.server.scan(text)
  }
  expect(await pair({ ...parts(), onQr }, linked.overrides)).toEqual(owner)
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#/)
  expect(linked.server.companion?.preKeys).toHaveLength(812)
})

test('pairing by a code typed on the phone links the account, without a QR code', async () => {
  const onQr = () => expect.unreachable('a QR code was shown')
  const onCode = (code: string) => {
    expect(code).toMatch(/^[A-Z0-9]{8}$/)
    void linked.server.typeCode(code)
  }
  const phoneNumber = '+1 555 000-1111'
  expect(await pair({ ...parts(), onQr, onCode, phoneNumber }, linked.overrides)).toEqual(owner)
  await linked.start()
  const ana = linked.server.person('5511900000001', '900000000101')
  await linked.server.say(ana, 'hello')
  const { chat } = await linked.listener.hears('hello')
  await linked.send(chat, 'letter-1', 'good morning')
  await gets(ana, 'good morning')
})

test('pairing with a wrong code links nothing', async () => {
  let typed: Promise<string> | undefined
  const onCode = () => {
    typed = linked.server.typeCode('WRONG123').then(
      () => 'linked',
      () => {
        linked.server.cut()
        return 'refused'
      },
    )
  }
  const options = { ...parts(), onQr: () => {}, onCode, phoneNumber: '+15550001111' }
  expect((await pair(options, linked.overrides)).kind).toBe('failed')
  expect(await typed).toBe('refused')
  linked.begin()
  await linked.listener.enters('stopped', 'not_paired')
})

test('pairing times out without a scan, and the next attempt uses new keys', async () => {
  const first: string[] = []
  const overrides = { ...linked.overrides, socket: { ...linked.overrides.socket, qrTimeout: 20 } }
  const options = { ...parts(), onQr: (text: string) => void first.push(text) }
  expect(await pair(options, overrides)).toEqual({ kind: 'failed', cause: 'timed_out' })
  expect(first).toHaveLength(4)
  expect(await linked.pair()).toEqual(owner)
})

test('pairing fails as unreachable when the server cannot be reached', async () => {
  const onQr = () => expect.unreachable('a QR code was shown')
  const overrides = { ...linked.overrides, socketUrl: 'ws://127.0.0.1:9' }
  expect(await pair({ ...parts(), onQr }, overrides)).toEqual({
    kind: 'failed',
    cause: 'unreachable',
  })
})

test('pairing with an account that is removed at once fails, and can be repeated', async () => {
  const onQr = (text: string) => {
    linked.server.scan(text)
    linked.server.faults.refuse = 401
  }
  const failed = { kind: 'failed', cause: 'logged_out' }
  expect(await pair({ ...parts(), onQr }, linked.overrides)).toEqual(failed)
  linked.server.faults.refuse = undefined
  expect(await linked.pair()).toEqual(owner)
})

test('pairing is refused when an account is already linked', async () => {
  await linked.pair()
  expect(await linked.pair()).toEqual({ kind: 'failed', cause: 'already_paired' })
})

test('unpairing tells WhatsApp and wipes the session', async () => {
  await linked.pair()
  expect(await unpair(parts(), linked.overrides)).toEqual({ told: true })
  expect(linked.session.readCredentials()).toBeUndefined()
  const removed = await linked.server.sent.until(
    ({ content }) => Array.isArray(content) && content[0]?.tag === 'remove-companion-device',
    'removal of the device',
  )
  expect(removed.attrs['xmlns']).toBe('md')
  expect(await linked.pair()).toEqual(owner)
})

test('unpairing wipes the session even when WhatsApp refuses', async () => {
  await linked.pair()
  linked.server.faults.refuse = 401
  expect(await unpair(parts(), linked.overrides)).toEqual({ told: false })
  expect(linked.session.readCredentials()).toBeUndefined()
})
