// The connection of the real Baileys client: how it is made, breaks, is restored or ends for good.

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBaileys } from '../../src/transports/baileys/baileys.ts'
import { checkedUrl } from '../../src/transports/baileys/client.ts'
import { steadyMs } from '../../src/transports/whatsapp/attempts.ts'
import { Linked, silentLog } from './linked.ts'

let linked: Linked

beforeEach(async () => {
  linked = await Linked.unpaired()
})
afterEach(() => linked.close())

async function open(): Promise<void> {
  await linked.link()
  await linked.start()
}

test('the link is stopped without a linked account, and nothing connects', async () => {
  linked.begin()
  await linked.listener.enters('stopped', 'not_paired')
  expect(linked.server.connections).toBe(0)
})

test('the link reconnects at once after close code 515', async () => {
  await open()
  linked.pauses.length = 0
  const since = linked.listener.told.items.length
  linked.server.streamError('515')
  await linked.listener.enters('open', undefined, since)
  expect(linked.pauses).toEqual([0])
})

test.each(['408', '500', '503'])(
  'the link reconnects after a second on close code %s',
  async (code) => {
    await open()
    linked.pauses.length = 0
    const since = linked.listener.told.items.length
    linked.server.streamError(code)
    await linked.listener.enters('waiting', 'network', since)
    await linked.listener.enters('open', undefined, since)
    expect(linked.pauses).toEqual([1_000])
  },
)

test('the link reconnects after a cut, and a stable connection resets the waiting time', async () => {
  await open()
  linked.pauses.length = 0
  for (const _ of ['once', 'twice']) {
    const since = linked.listener.told.items.length
    linked.now += steadyMs
    linked.server.cut()
    await linked.listener.enters('open', undefined, since)
  }
  expect(linked.pauses).toEqual([1_000, 1_000])
})

test.each([
  ['that asks for a restart again and again', '515', [0, 0, 0, 8_000, 16_000]],
  ['that breaks as soon as it is open', '503', [1_000, 2_000, 4_000, 8_000, 16_000]],
])('a connection %s is retried after longer and longer waits', async (_, code, waits) => {
  await open()
  linked.pauses.length = 0
  for (const _ of waits) {
    const since = linked.listener.told.items.length
    linked.server.streamError(code)
    await linked.listener.enters('open', undefined, since)
  }
  expect(linked.pauses).toEqual(waits)
})

test('a server that does not answer is retried after longer and longer waits', async () => {
  await linked.link()
  linked.pauses.length = 0
  linked.server.faults.mute = true
  const pause = async (milliseconds: number) => {
    linked.pauses.push(milliseconds)
    if (linked.pauses.length === 3) linked.server.faults.mute = false
  }
  const socket = { ...linked.overrides.socket, connectTimeoutMs: 100 }
  await linked.start({ socket, pause })
  expect(linked.pauses).toEqual([1_000, 2_000, 4_000])
})

test('close code 440: the link stops, because another client uses the session', async () => {
  await open()
  const connections = linked.server.connections
  linked.pauses.length = 0
  linked.server.streamError('440')
  await linked.listener.enters('stopped', 'replaced')
  expect(linked.pauses).toEqual([])
  expect(linked.server.connections).toBe(connections)
  expect(linked.session.ended()).toBeUndefined()
  expect((await linked.send('5511900000001@s.whatsapp.net', 'letter-1', 'hi')).state).toBe('never')
})

test.each([
  ['401', 'logged_out'],
  ['403', 'forbidden'],
])(
  'close code %s: the link stops with %s, and the next start does not connect',
  async (code, cause) => {
    await linked.link()
    linked.server.faults.refuse = Number(code)
    linked.begin()
    await linked.listener.enters('stopped', cause)
    expect(linked.session.ended()).toBe(cause)
    expect(linked.session.readCredentials()).toBeDefined()
    const connections = linked.server.connections
    linked.begin()
    await linked.listener.enters('stopped', cause)
    expect(linked.server.connections).toBe(connections)
  },
)

test('a stream error 401 when the device is removed ends the session', async () => {
  await open()
  linked.server.streamError('401')
  await linked.listener.enters('stopped', 'logged_out')
  expect(linked.session.ended()).toBe('logged_out')
})

test('close code 405: the link stops, because the client is too old, and keeps the account', async () => {
  await linked.link()
  linked.server.faults.refuse = 405
  linked.begin()
  await linked.listener.enters('stopped', 'client_too_old')
  expect(linked.session.ended()).toBeUndefined()
})

test('the link stops with an error when no new connection can be made', async () => {
  await open()
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  linked.server.cut()
  await linked.listener.enters('stopped', 'broken')
  vi.unstubAllEnvs()
})

test('stop ends a wait, and nothing connects afterwards', async () => {
  await linked.link()
  const waits: AbortSignal[] = []
  const pause = (_: number, signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      waits.push(signal)
      signal.addEventListener('abort', () => reject(signal.reason))
    })
  await linked.start({ pause })
  linked.server.streamError('503')
  await linked.listener.enters('waiting', 'network')
  const connections = linked.server.connections
  await linked.transport?.stop()
  expect(waits.map(({ aborted }) => aborted)).toEqual([true])
  expect(linked.server.connections).toBe(connections)
})

test('stop does not wait for a server that does not close the connection', async () => {
  await open()
  linked.server.deafen()
  const started = performance.now()
  await linked.transport?.stop()
  expect(performance.now() - started).toBeLessThan(4_000)
})

test('stop while a connection is being opened ends it', async () => {
  await linked.link()
  linked.server.faults.mute = true
  const connections = linked.server.connections
  linked.begin()
  await linked.listener.enters('connecting')
  const started = performance.now()
  await linked.transport?.stop()
  expect(performance.now() - started).toBeLessThan(4_000)
  expect(linked.server.connections).toBeLessThanOrEqual(connections + 1)
})

test('stop before the library is loaded prevents any connection', async () => {
  await linked.link()
  const connections = linked.server.connections
  const clock = { now: () => 0, pause: async () => {} }
  const options = { session: linked.session, log: silentLog, clock }
  const transport = createBaileys(options, linked.overrides)
  const started = transport.start(linked.listener)
  await transport.stop()
  await started
  expect(linked.listener.links).toEqual([])
  expect(linked.server.connections).toBe(connections)
})

test('stop waits for a message that the engine is still writing', async () => {
  await open()
  const ana = linked.server.person('5511900000001', '900000000101')
  let finish = (): void => {}
  const durable = new Promise<void>((resolve) => {
    finish = resolve
  })
  const remember = linked.listener.message.bind(linked.listener)
  linked.listener.message = async (heard) => {
    await remember(heard)
    await durable
  }
  await linked.server.say(ana, 'hello')
  await linked.listener.hears('hello')
  const since = linked.server.farewells.items.length
  let stopped = false
  const stopping = linked.transport?.stop().then(() => {
    stopped = true
  })
  await linked.server.farewells.until(() => true, 'end of the connection', since)
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
  expect(stopped).toBe(false)
  finish()
  await stopping
})

test('an engine that fails to take a message does not end the process', async () => {
  await open()
  const ana = linked.server.person('5511900000001', '900000000101')
  const remember = linked.listener.message.bind(linked.listener)
  linked.listener.message = async (heard) => {
    await remember(heard)
    throw new Error('no space left')
  }
  await linked.server.say(ana, 'hello')
  await linked.server.say(ana, 'hello again')
  await linked.listener.hears('hello')
  await linked.listener.hears('hello again')
})

test('the link accepts only addresses of WhatsApp over TLS, or of the loopback', () => {
  expect(checkedUrl('wss://web.whatsapp.com/ws/chat', {})).toBe('wss://web.whatsapp.com/ws/chat')
  for (const url of [
    'ws://web.whatsapp.com/ws/chat',
    'wss://web.whatsapp.com.example.org/ws',
    'wss://notwhatsapp.com/ws',
    'wss://example.org/ws',
  ]) {
    expect(() => checkedUrl(url, {})).toThrow('is not WhatsApp')
  }
  const unsafe = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
  expect(() => checkedUrl('wss://web.whatsapp.com/ws/chat', unsafe)).toThrow('unset it')
  const clock = { now: () => 0, pause: async () => {} }
  const options = { session: linked.session, log: silentLog, clock }
  expect(() => createBaileys(options, { socketUrl: 'ws://example.org' })).toThrow('is not WhatsApp')
})
