// Metrics of a real environment agree with the evidence, and name nobody.

import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createMeter, openMetricsType } from '../../src/engine/observability/metrics.ts'
import { openMetricsServer } from '../../src/engine/observability/metrics-server.ts'
import { homeWithShop, openDev } from './dev-with-shop.ts'

async function openMetered() {
  const meter = createMeter('dev')
  const dev = await openDev(await homeWithShop(), 'metrics-secret-token', { meter })
  onTestFinished(() => dev.opened.close())
  const { storeClient } = dev.opened
  return { ...dev, meter, storeClient, read: () => meter.read(storeClient) }
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
  const dev = await openMetered()
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
  const dev = await openMetered()
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
  const dev = await openMetered()
  await dev.say('ana', 'cancel order 42')
  const later = createMeter('dev')
  await later.begin(dev.storeClient)
  await dev.say('ana', '2')
  const text = await later.read(dev.storeClient)
  expect(value(text, 'aval_evidence_total', { type: 'command.proposed' })).toBeNull()
  expect(value(text, 'aval_commands_total', { class: 'earlier', outcome: 'rejected' })).toBe(1)
})

test('each series of metrics names the environment, and no person, phone, order or secret', async () => {
  const dev = await openMetered()
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
