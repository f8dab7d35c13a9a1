// A message that WhatsApp refused as too fast is sent once more, also when the refusal comes before
// we noted that it was handed over.

import { rmSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MovedClock, movedClock } from '../../src/cli/clock.ts'
import type { Ear, Heard, Transport } from '../../src/engine/transport.ts'
import { type OpenEnvironment, openEnvironment } from '../../src/environment/environment.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { madeHome, person } from '../made-home.ts'

const silence = (): void => {}
const morning = Date.parse('2026-01-05T09:00:00Z')

let clock: MovedClock & { readonly pause: () => Promise<void> }
let home: string
let opened: OpenEnvironment
/** Texts in the order of sending. */
let handed: string[]
/** Called while the first letter is being sent. */
let meanwhile: (ear: Ear, letter: string) => Promise<void>

beforeEach(async () => {
  handed = []
  clock = { ...movedClock(morning), pause: async () => undefined }
  home = madeHome({ environment: 'test', people: [person('ana', 'requester')] })
  const heard: { ear?: Ear } = {}
  const transport: Transport = {
    ...simulatedTransport('jsonl', silence),
    start: async (ear) => {
      heard.ear = ear
    },
    async send({ id, text }) {
      handed.push(text)
      if (handed.length === 1 && heard.ear !== undefined) await meanwhile(heard.ear, id)
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
  rmSync(home, { recursive: true, force: true })
})

const saying = (id: string, text: string): Heard => ({
  ...{ id, from: 'ana', chat: 'ana', direct: true, form: 'text', text },
  ...{ sentAt: morning, backlog: false },
})

test.each([
  ['before it is noted, and settled before', true],
  ['before it is noted, and settled after', false],
])('refused %s', async (_, settled) => {
  meanwhile = async (ear, letter) => {
    ear.receipt({ id: letter, state: 'unsent', error: '429' })
    // What is heard takes the receipts along into its own transaction.
    if (settled) await ear.message(saying('m2', 'help'))
  }
  await opened.engine.ear.message(saying('m1', 'status'))
  await opened.engine.idle()
  expect(handed.filter((text) => text === handed[0])).toHaveLength(2)
  expect((await opened.desk.standing()).queued).toBe(0)
})

test.each([
  ['for good', 'failed', '463', 0],
  ['a day after it was written', 'unsent', '429', 86_400_001],
] as const)('what was refused %s is not sent again', async (_, state, error, afterMs) => {
  meanwhile = async (ear, letter) => {
    clock.moveTo(morning + afterMs)
    ear.receipt({ id: letter, state, error })
  }
  await opened.engine.ear.message(saying('m1', 'status'))
  await opened.engine.idle()
  expect(handed).toHaveLength(1)
  expect((await opened.desk.standing()).queued).toBe(0)
})
