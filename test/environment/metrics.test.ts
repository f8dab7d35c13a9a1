// Metrics of a real environment agree with the evidence, and name nobody.

import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../../src/cli/simulated/clock.ts'
import { openLog } from '../../src/engine/observability/log.ts'
import { createMeter, openMetricsType } from '../../src/engine/observability/metrics.ts'
import { openMetricsServer } from '../../src/engine/observability/metrics-server.ts'
import { openEnvironment } from '../../src/environment/environment.ts'
import { parseInput, simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person, shopAt } from '../made-home.ts'
import { openShop } from './pair-of-homes.ts'

const morning = Date.parse('2026-01-05T09:00:00Z')
async function openDev() {
  const shop = await openShop()
  onTestFinished(shop.close)
  const home = madeHome({
    people: [
      person('ana', 'requester', '+5511900000001'),
      person('beto', 'approver', '+5511900000002'),
    ],
    connectors: shopAt(shop.url),
  })
  const clock = manualClock(morning)
  const meter = createMeter('dev')
  const cards: string[] = []
  const opened = await openEnvironment({
    home,
    environment: 'dev',
    version: '0.0.0',
    clock,
    log: openLog({ environment: 'dev', level: 'silent' }),
    transport: simulatedTransport('jsonl', (letter) => void cards.push(letter.token ?? '')),
    variables: { SHOP_TOKEN: 'metrics-secret-token' },
    meter,
  })
  onTestFinished(() => opened.close())
  let messages = 0
  return {
    read: () => meter.read(opened.storeClient),
    storeClient: opened.storeClient,
    meter,
    cards,
    async say(from: string, text: string) {
      messages += 1
      const input = parseInput(JSON.stringify({ from, text }), clock.now(), () => `m${messages}`)
      if (input.kind === 'heard') await opened.engine.listener.message(input.heard)
      await opened.engine.idle()
    },
  }
}

/** The value of one series; null when there is none. */
function value(
  text: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): number | null {
  const line = text
    .split('\n')
    .filter((one) => one.startsWith(`${name}{`))
    .find((one) =>
      Object.entries(labels).every(([label, wanted]) => one.includes(`${label}="${wanted}"`)),
    )
  return line === undefined ? null : Number(line.split(' ').at(-1))
}

test('metrics count messages, commands, approvals and refusals once, however often they are read', async () => {
  const dev = await openDev()
  await dev.say('ana', 'cancel order 42')
  await dev.say('ana', '1')
  await dev.read()
  const token = dev.cards.find((one) => one !== '') ?? ''
  await dev.say('ana', `1 ${token}`)
  await dev.say('beto', `1 ${token}`)
  await dev.say('+5511988887777', 'hello, who is there?')
  await dev.read()
  const text = await dev.read()
  expect(value(text, 'aval_events_total', { kind: 'message', result: 'settled' })).toBe(5)
  for (const outcome of ['proposed', 'confirmed', 'authorized', 'started', 'succeeded'])
    expect(value(text, 'aval_commands_total', { class: 'S2', outcome }), outcome).toBe(1)
  expect(value(text, 'aval_approvals_total', { outcome: 'granted' })).toBe(1)
  expect(
    value(text, 'aval_refusals_total', { what: 'message.refused', why: 'unknown_sender' }),
  ).toBe(1)
  expect(value(text, 'aval_settle_seconds_count', { kind: 'message' })).toBe(5)
  expect(value(text, 'aval_outbox_depth', {})).toBe(0)
  expect(value(text, 'aval_locked', {})).toBe(0)
})

test('each scrape of metrics reads only new evidence, also with two at once', async () => {
  const dev = await openDev()
  let read = 0
  const source = {
    standing: dev.storeClient.standing,
    lastPosition: dev.storeClient.lastPosition,
    async writtenAfter(position: number, most: number) {
      const records = await dev.storeClient.writtenAfter(position, most)
      read += records.length
      return records
    },
  }
  await dev.meter.read(source)
  const opening = await dev.storeClient.lastPosition()
  expect(read).toBe(opening)
  await dev.say('ana', 'cancel order 42')
  await Promise.all([dev.meter.read(source), dev.meter.read(source)])
  const text = await dev.meter.read(source)
  expect(value(text, 'aval_commands_total', { outcome: 'proposed' })).toBe(1)
  expect(await dev.storeClient.lastPosition()).toBeGreaterThan(opening)
  read = 0
  await dev.meter.read(source)
  expect(read).toBe(0)
})

test('metrics count from the start of the process, whatever the store held before', async () => {
  const dev = await openDev()
  await dev.say('ana', 'cancel order 42')
  const later = createMeter('dev')
  await later.begin(dev.storeClient)
  await dev.say('ana', '2')
  const text = await later.read(dev.storeClient)
  expect(value(text, 'aval_evidence_total', { type: 'command.proposed' })).toBeNull()
  expect(value(text, 'aval_commands_total', { class: 'earlier', outcome: 'rejected' })).toBe(1)
})

test('each series of metrics names the environment, and no person, phone, order or secret', async () => {
  const dev = await openDev()
  await dev.say('ana', 'cancel order CANARY77')
  await dev.say('ana', '1')
  await dev.say('+5511988887777', 'CANARY77')
  const text = await dev.read()
  const series = text.split('\n').filter((one) => one !== '' && !one.startsWith('#'))
  expect(series.length).toBeGreaterThan(20)
  for (const one of series) expect(one).toContain('environment="dev"')
  expect(text.trimEnd()).toMatch(/# EOF$/)
  for (const foreign of ['ana', 'beto', '98888', 'CANARY77', 'metrics-secret-token'])
    expect(series.join('\n')).not.toContain(foreign)
})

interface Answer {
  readonly status: number
  readonly type: string | undefined
  readonly text: string
}

function ask(port: number, path: string, host: string, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host } })
    asked.on('response', (response) => {
      let text = ''
      response.on('data', (data) => {
        text += String(data)
      })
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          text,
        }),
      )
    })
    asked.on('error', reject).end()
  })
}

test('the metrics server answers one path on the loopback, and refuses foreign Host headers', async () => {
  const door = await openMetricsServer(0, async () => 'aval_up{environment="dev"} 1\n# EOF\n')
  onTestFinished(door.close)
  const answer = await ask(door.port, '/metrics', `127.0.0.1:${door.port}`)
  expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('# EOF') })
  expect(answer.type).toBe(openMetricsType)
  expect((await ask(door.port, '/metrics', 'evil.example')).status).toBe(403)
  expect((await ask(door.port, '/', 'localhost')).status).toBe(404)
  expect((await ask(door.port, '/metrics', 'localhost', 'POST')).status).toBe(404)
})

test('the metrics server answers 503 when the store fails', async () => {
  const door = await openMetricsServer(0, async () => Promise.reject(new Error('gone')))
  onTestFinished(door.close)
  expect((await ask(door.port, '/metrics', 'localhost')).status).toBe(503)
})
