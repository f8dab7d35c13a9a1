// A message that WhatsApp refused as too fast is sent once more, also when the refusal comes before
// we noted that it was handed over.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ManualClock, manualClock } from '../../src/cli/simulated/clock.ts'
import type { InboundMessage, Transport, TransportListener } from '../../src/engine/transport.ts'
import { type OpenEnvironment, openEnvironment } from '../../src/environment/environment.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person } from '../made-home.ts'

const silence = (): void => {}
const morning = Date.parse('2026-01-05T09:00:00Z')

let clock: ManualClock & { readonly pause: () => Promise<void> }
let home: string
let opened: OpenEnvironment
/** Texts in the order of sending. */
let sentTexts: string[]
/** Called while the first letter is being sent. */
let meanwhile: (listener: TransportListener, letter: string) => Promise<void>

beforeEach(async () => {
  sentTexts = []
  clock = { ...manualClock(morning), pause: async () => undefined }
  home = madeHome({ environment: 'test', people: [person('ana', 'requester')] })
  const heard: { listener?: TransportListener } = {}
  const transport: Transport = {
    ...simulatedTransport('jsonl', silence),
    start: async (listener) => {
      heard.listener = listener
    },
    async send({ id, text }) {
      sentTexts.push(text)
      if (sentTexts.length === 1 && heard.listener !== undefined)
        await meanwhile(heard.listener, id)
      return { state: 'sent' }
    },
  }
  const log = { info: silence, warn: silence, error: silence }
  opened = await openEnvironment({
    ...{ home, environment: 'test', version: '0', clock, log, transport, variables: {} },
  })
})
afterEach(async () => {
  await opened.close()
})

const saying = (id: string, text: string): InboundMessage => ({
  ...{ id, from: 'ana', chat: 'ana', direct: true, form: 'text', text },
  ...{ sentAt: morning, backlog: false },
})

test.each([
  ['its receipt is written before its mark', true],
  ['its receipt is written after its mark', false],
])('a letter that WhatsApp refused as too fast is sent once more: %s', async (_, settled) => {
  meanwhile = async (listener, letter) => {
    listener.receipt({ id: letter, state: 'unsent', error: '429' })
    // What is heard takes the receipts along into its own transaction.
    if (settled) await listener.message(saying('m2', 'help'))
  }
  await opened.engine.listener.message(saying('m1', 'status'))
  await opened.engine.idle()
  expect(sentTexts.filter((text) => text === sentTexts[0])).toHaveLength(2)
  expect((await opened.storeClient.standing()).queued).toBe(0)
})

test.each([
  ['for good', 'failed', '463', 0],
  ['a day after it was written', 'unsent', '429', 86_400_001],
] as const)('a letter refused %s is not sent again', async (_, state, error, afterMs) => {
  meanwhile = async (listener, letter) => {
    clock.moveTo(morning + afterMs)
    listener.receipt({ id: letter, state, error })
  }
  await opened.engine.listener.message(saying('m1', 'status'))
  await opened.engine.idle()
  expect(sentTexts).toHaveLength(1)
  expect((await opened.storeClient.standing()).queued).toBe(0)
})
