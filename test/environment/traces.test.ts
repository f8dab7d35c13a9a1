// Traces of a real environment, sent to a collector on the loopback: complete, scoped, and without
// personal data.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, onTestFinished, test } from 'vitest'
import { openLog } from '../../src/engine/observability/log.ts'
import { labelledExporter, openOtlp } from '../../src/engine/observability/otlp.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { openTraces } from '../../src/environment/traces.ts'
import { openCollector } from './collector.ts'
import { homeWithShop, openDev, silent } from './dev-with-shop.ts'
import { canaries, found, furnish, openShop, root, sides, start } from './pair-of-homes.ts'

function listening() {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  return { lines, log: openLog({ environment: 'dev', level: 'warn', write }) }
}

async function openTraced(endpoint: string, log = silent) {
  const home = await homeWithShop({ traces: { endpoint } })
  const traces = await openTraces(home, readSettings(home, 'dev'), '0.0.0', log)
  if (traces === null) throw new Error('Traces are off.')
  const { opened, cards, say } = await openDev(home, 'traces-secret-token', { traces })
  return {
    token: () => cards.find((one) => one !== '') ?? '',
    // As on WhatsApp, where a chat has an address of its own.
    say: (from: string, text: string, id?: string) =>
      say(from, text, { chat: `${from}@lid`, ...(id === undefined ? {} : { id }) }),
    async end() {
      await opened.close()
      await traces.close()
    },
  }
}

test('one trace covers the message, its settling, the effect and every letter', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const dev = await openTraced(collector.url)
  await dev.say('ana', 'cancel order 42')
  await dev.say('ana', '1')
  await dev.say('beto', `1 ${dev.token()}`)
  await dev.end()
  expect(new Set(collector.paths)).toEqual(new Set(['POST /v1/traces']))
  const spans = collector.spans()
  const apply = spans.find((one) => one.attributes['aval.act'] === 'apply')
  const trace = spans.filter((one) => one.traceId === apply?.traceId)
  const first = trace.find((one) => one.name === 'message')
  expect(first?.parentSpanId ?? '').toBe('')
  for (const one of trace) if (one !== first) expect(one.parentSpanId, one.name).toBe(first?.spanId)
  expect(new Set(trace.map((one) => one.name))).toEqual(
    new Set(['message', 'settle', 'effect', 'delivery']),
  )
  expect(apply?.attributes).toMatchObject({
    'aval.operation': 'shop.orders.cancel',
    'aval.tenant': 'dev:acme',
    'aval.outcome': 'done',
  })
  const kinds = trace.map((one) => one.attributes['aval.kind'])
  for (const kind of ['preview', 'approval_request', 'outcome']) expect(kinds).toContain(kind)
  const events = trace.map((one) => one.attributes['aval.event'])
  for (const event of ['message', 'planned', 'finished']) expect(events).toContain(event)
})

test('each span names its environment, and no phone, text, token or secret', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const dev = await openTraced(collector.url)
  await dev.say('ana', 'cancel order CANARY77', 'message-77')
  await dev.say('ana', '1')
  const token = dev.token()
  await dev.say('+5511988887777', 'CANARY77 hello')
  await dev.say('beto', `2 ${token} because of CANARY77`)
  await dev.end()
  const spans = collector.spans()
  expect(spans.length).toBeGreaterThan(8)
  for (const { resource } of spans)
    expect(resource).toMatchObject({
      'deployment.environment.name': 'dev',
      'deployment.environment': 'dev',
      'service.name': 'aval',
    })
  for (const secret of ['CANARY77', token, '98888', '90000', 'traces-secret-token', 'message-77'])
    expect(collector.text()).not.toContain(secret)
  for (const person of ['ana', 'beto', 'Ana', 'Beto'])
    expect(collector.text()).not.toMatch(new RegExp(`\\b${person}\\b`))
})

test('a message that arrives twice starts one trace', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const dev = await openTraced(collector.url)
  await dev.say('ana', 'menu', 'twice')
  await dev.say('ana', 'menu', 'twice')
  await dev.end()
  const spans = collector.spans()
  const about = (name: string) =>
    spans.filter((one) => one.name === name && one.attributes['aval.event'] === 'message')
  expect(about('message')).toHaveLength(1)
  expect(about('settle').map((one) => one.attributes['aval.result'])).toEqual([
    'settled',
    'repeated',
  ])
})

test('a failing collector does not delay the environment, and is reported once', async () => {
  const collector = await openCollector(500)
  onTestFinished(collector.close)
  const { lines, log } = listening()
  const dev = await openTraced(collector.url, log)
  await dev.say('ana', 'menu')
  await dev.end()
  expect(lines.filter((one) => one.includes('does not take them'))).toHaveLength(1)
  expect(collector.paths.length).toBeGreaterThan(0)
  const gone = await openCollector()
  await gone.close()
  const lonely = await openTraced(gone.url)
  await lonely.say('ana', 'menu')
  const before = performance.now()
  await lonely.end()
  expect(performance.now() - before).toBeLessThan(8_000)
})

test('a span without the label of its environment, or with another one, is not exported', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const { lines, log } = listening()
  const label = 'deployment.environment.name'
  const resources = [
    { 'service.name': 'nameless' },
    { 'service.name': 'half', [label]: 'dev' },
    { 'service.name': 'liar', [label]: 'prod', 'deployment.environment': 'prod' },
    { 'service.name': 'own', [label]: 'dev', 'deployment.environment': 'dev' },
  ]
  for (const resource of resources) {
    const exporter = labelledExporter(
      'dev',
      new OTLPTraceExporter({ url: `${collector.url}/v1/traces` }),
      log,
    )
    const provider = new TracerProvider({
      resource: resourceFromAttributes(resource),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    })
    provider.getTracer('test').startSpan('settle').end()
    await provider.forceFlush()
    await provider.shutdown()
  }
  expect(collector.spans().map((one) => one.resource['service.name'])).toEqual(['own'])
  expect(lines.filter((one) => one.includes('"refused":1'))).toHaveLength(3)
})

test('two processes with one collector label their spans, and send no canary value', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const shop = await openShop()
  onTestFinished(shop.close)
  const traces = `traces: { endpoint: "${collector.url}/v1/traces" }\n`
  const home = furnish(shop.url, { dev: traces, prod: traces })
  const running = await start(home)
  expect(await running.stop()).toBe(0)
  const labels = collector.spans().map((one) => one.resource['deployment.environment.name'])
  expect([...new Set(labels)].toSorted()).toEqual([...sides])
  for (const side of sides) expect(found(collector.text(), side)).toEqual([])
  expect(collector.text()).not.toContain(canaries.prod.secret)
})

test('attributes that are not in a fixed vocabulary are replaced by a placeholder', async () => {
  const collector = await openCollector()
  onTestFinished(collector.close)
  const url = `${collector.url}/v1/traces`
  const traces = openOtlp({ environment: 'dev', version: '0', instance: 'i', url, log: silent })
  const attributes = {
    a: '+5511900000001',
    b: 'cancel order 42',
    c: '492013',
    d: 'approval_request',
  }
  traces.record({ name: 'settle', root: null, from: 1, to: 2, attributes, failed: false })
  await traces.close()
  const [span] = collector.spans()
  expect(span?.attributes).toEqual({ a: 'other', b: 'other', c: 'other', d: 'approval_request' })
})

test('the tracing library is not imported statically', () => {
  const importers = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /from '[^']*\/otlp\.ts'/.test(readFileSync(join(root, 'src', file), 'utf8')))
  expect(importers).toEqual([])
})

test.each(['http://user:pass@127.0.0.1:1', 'http://127.0.0.1:1/?key=1'])(
  'the address %s for traces is refused, by its field',
  async (endpoint) => {
    await expect(openTraced(endpoint)).rejects.toThrow(/traces\.endpoint/)
  },
)
