// Parts that need no browser: missing dependencies, the meaning of page states, and the types of
// the library.

import { describe, expect, test, vi } from 'vitest'
import type { Client, Message } from 'whatsapp-web.js'
import { waitBefore } from '../../../src/transports/whatsapp/attempts.ts'
import {
  findChromium,
  refuseWithoutSandbox,
} from '../../../src/transports/whatsapp-web/chromium.ts'
import { afterState } from '../../../src/transports/whatsapp-web/disconnects.ts'
import { parseMessage, readMessage } from '../../../src/transports/whatsapp-web/inbound.ts'
import type { WebClient } from '../../../src/transports/whatsapp-web/library.ts'
import { createWhatsappWeb } from '../../../src/transports/whatsapp-web/whatsapp-web.ts'
import { RecordingEar } from '../recording-ear.ts'
import { Rig } from './rig.ts'

describe('a missing dependency is named with the fix', () => {
  test('when it is the package', async () => {
    const rig = new Rig()
    const lost = Object.assign(new Error('no such package'), { code: 'ERR_MODULE_NOT_FOUND' })
    const loadLibrary = (): Promise<never> => Promise.reject(lost)
    const transport = createWhatsappWeb(rig.options, { loadLibrary })
    await expect(transport.start(new RecordingEar())).rejects.toThrow(/npm ci --include=optional/)
    await rig.close()
  })

  test('when it is another package of that name', async () => {
    const rig = new Rig()
    const transport = createWhatsappWeb(rig.options, { loadLibrary: async () => ({}) })
    await expect(transport.start(new RecordingEar())).rejects.toThrow(/run npm ci/)
    await rig.close()
  })

  test('when it is the browser', () => {
    expect(() => findChromium(undefined, () => false)).toThrow(/apt-get install chromium/)
    expect(() => findChromium('/nowhere/chromium', () => false)).toThrow('/nowhere/chromium')
    expect(findChromium(undefined, (path) => path.endsWith('/google-chrome'))).toMatch(/chrome$/)
  })

  test('when it is the sandbox of the browser', () => {
    expect(() => refuseWithoutSandbox([], 0)).toThrow(/user of its own/)
    refuseWithoutSandbox([], 1000)
    refuseWithoutSandbox(['--no-sandbox'], 0)
  })

  test('when it is the sandbox, before the library is loaded', async () => {
    const root = vi.spyOn(process, 'getuid').mockReturnValue(0)
    const rig = new Rig()
    const transport = createWhatsappWeb({ ...rig.options, executablePath: process.execPath })
    await expect(transport.start(new RecordingEar())).rejects.toThrow(/user of its own/)
    root.mockRestore()
    await rig.close()
  })
})

test('the page of WhatsApp is neither read from the disk nor stored there', async () => {
  const rig = new Rig()
  rig.link()
  const asked: unknown[] = []
  class Client {
    constructor(options: unknown) {
      asked.push(options)
      throw new Error('no further')
    }
  }
  const options = { ...rig.options, executablePath: process.execPath }
  const transport = createWhatsappWeb(options, {
    loadLibrary: async () => ({ default: { Client, MessageMedia: class {} } }),
    extraArguments: ['--no-sandbox'],
  })
  await expect(transport.start(new RecordingEar())).rejects.toThrow('no further')
  expect(asked).toMatchObject([{ webVersionCache: { type: 'none' } }])
  await rig.close()
  await transport.stop()
})

describe('page states', () => {
  test.each([
    ['CONNECTED', { act: 'connected' }],
    ['OPENING', { act: 'wait', cause: 'network' }],
    ['CONFLICT', { act: 'stop', cause: 'replaced', account: 'kept' }],
    ['LOGOUT', { act: 'stop', cause: 'logged_out', account: 'void' }],
    ['TOS_BLOCK', { act: 'stop', cause: 'forbidden', account: 'void' }],
    ['SMB_TOS_BLOCK', { act: 'stop', cause: 'forbidden', account: 'void' }],
    ['DEPRECATED_VERSION', { act: 'stop', cause: 'client_too_old', account: 'kept' }],
    ['UNPAIRED_IDLE', { act: 'renew', cause: 'qr_stale' }],
    ['PROXYBLOCK', { act: 'renew', cause: 'network' }],
    ['SOMETHING_NEW', { act: 'renew', cause: 'unknown' }],
  ])('the state %s means %j', (state, after) => {
    expect(afterState(state)).toEqual(after)
  })

  test('waits double up to a minute, and jitter takes at most half', () => {
    expect([0, 1, 2, 5, 99].map((attempt) => waitBefore(2_000, attempt, 0))).toEqual([
      2_000, 4_000, 8_000, 60_000, 60_000,
    ])
    expect(waitBefore(2_000, 1, 0.999)).toBeGreaterThanOrEqual(2_000)
  })
})

describe('addresses in messages of the page', () => {
  test.each([
    ['as text', '5511900000001@c.us'],
    ['in parts', { server: 'c.us', user: '5511900000001', _serialized: '5511900000001@c.us' }],
    ['renamed', { server: 'c.us', user: '5511900000001', $1: '5511900000001@c.us' }],
    ['whole only', { _serialized: '5511900000001@c.us' }],
  ])('are read %s', (_, from) => {
    const data = parseMessage({
      id: { id: 'A', fromMe: false },
      type: 'chat',
      body: 'hi',
      t: 5,
      from,
    })
    expect(data && readMessage(data)).toMatchObject({
      sender: '5511900000001@c.us',
      chat: '5511900000001@c.us',
      sentAt: 5_000,
    })
  })
})

test('the published types of the library still have the members that are used', () => {
  const ours = (client: Client): Pick<WebClient, 'initialize' | 'destroy' | 'sendMessage'> => client
  const id = (message: Message): string => message.id.id
  expect([typeof ours, typeof id]).toEqual(['function', 'function'])
})
