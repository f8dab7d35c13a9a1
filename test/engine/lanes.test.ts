// Messages to several chats at once: a chat that hangs or must wait delays no other chat.

import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { createDelivery } from '../../src/engine/deliver.ts'
import { delayedMarksClient } from '../../src/engine/store-client/delayed-marks.ts'
import { storeClientOver } from '../../src/engine/store-client/store-client.ts'
import { createTasks } from '../../src/engine/tasks.ts'
import type { Letter, SendResult } from '../../src/engine/transport.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { rulesFor, shippedLanguages } from '../model/content.ts'

afterEach(() => void vi.useRealTimers())

interface Queued {
  notBefore: number
  readonly position: number
}

/** Letters are named after their chat: `ana1`, `ana2`, `beto1`. */
function makeOutbox(names: readonly string[], chatsAtOnce = 4) {
  const queue = new Map<string, Queued>()
  const add = (id: string) => queue.set(id, { notBefore: 0, position: queue.size + 1 })
  for (const id of names) add(id)
  const begun: string[] = []
  const answers = new Map<string, (sending: SendResult) => void>()
  const state: { now: number; asked: number; marks: Promise<void> } = {
    ...{ now: 1, asked: 0, marks: Promise.resolve() },
  }
  const storeClient = delayedMarksClient(
    storeClientOver(
      async ({ name, args }) => {
        if (name === 'outgoing') state.asked += 1
        if (name === 'outgoing')
          return [...queue]
            .filter(([, { position }]) => position > Number(args[1]))
            .slice(0, Number(args[0]))
            .map(([id, { notBefore, position }]) => ({
              ...{ id, position, attempts: 0, notBefore, recipient: null },
              speech: { to: id.replace(/\d+$/, ''), kind: 'notice', locale: 'en', lines: [] },
            }))
        const one = queue.get(String(args[0]))
        if (name === 'postpone' && one) one.notBefore = Number(args[1])
        if (name === 'delivered') await state.marks
        if (name === 'delivered') for (const id of [args[0]].flat()) queue.delete(String(id))
        return undefined
      },
      async () => undefined,
    ),
  )
  const failures: string[] = []
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_about: object, message: string) => void failures.push(message),
  }
  const tasks = createTasks((error) => log.error({ error }, 'A task failed.'))
  const parts = {
    ...{ storeClient, log, rules: rulesFor('dev', 'HAPF-Strong'), languages: shippedLanguages() },
    transport: {
      ...simulatedTransport('model', () => undefined),
      chatsAtOnce,
      send: ({ id }: Letter) => {
        begun.push(id)
        return new Promise<SendResult>((resolve) => answers.set(id, resolve))
      },
    },
    connectorOf: () => null,
    clock: { now: () => state.now, pause: async () => undefined },
    randomHex: () => '0'.repeat(64),
  }
  storeClient.writeAtOnce()
  const delivery = createDelivery(parts, tasks, { write: async () => undefined })
  const settled = async () => {
    for (let count = 0; count < 50; count += 1) await turn()
  }
  return {
    begun,
    queue,
    add,
    state,
    failures,
    look: async () => {
      tasks.track(delivery.deliver())
      await settled()
    },
    answer: async (id: string, sending: SendResult = { state: 'sent' }) => {
      answers.get(id)?.(sending)
      await settled()
    },
  }
}

it('a letter that hangs delays only its own chat, whose letters stay in order', async () => {
  const names = ['ana1', 'beto1', 'ana2', 'caio1', 'beto2']
  const { begun, queue, add, look, answer, failures } = makeOutbox(names)
  await look()
  expect(begun).toEqual(['ana1', 'beto1', 'caio1'])
  await answer('beto1')
  await answer('caio1')
  expect(begun).toEqual(['ana1', 'beto1', 'caio1', 'beto2'])
  await answer('beto2')
  expect([...queue.keys()]).toEqual(['ana1', 'ana2'])
  // What comes later goes too, while it still hangs.
  add('dora1')
  await look()
  expect(begun.at(-1)).toBe('dora1')
  await answer('dora1')
  await answer('ana1')
  expect(begun.at(-1)).toBe('ana2')
  await answer('ana2')
  expect(queue.size).toBe(0)
  expect(new Set(begun).size).toBe(begun.length)
  expect(failures).toEqual([])
})

/** Real timers go on by turns; only the deadlines of letters are the test's. */
const deadlines = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

it('four hanging chats are given up after 75 s, others are served, and each retry waits longer', async () => {
  deadlines()
  const names = ['a1', 'b1', 'c1', 'd1', 'e1', 'a2']
  const { begun, queue, state, look, answer } = makeOutbox(names)
  await look()
  expect(begun).toEqual(['a1', 'b1', 'c1', 'd1'])
  vi.advanceTimersByTime(74_999)
  await look()
  expect(begun).toHaveLength(4)
  vi.advanceTimersByTime(1)
  await look()
  expect(begun).toEqual(['a1', 'b1', 'c1', 'd1', 'e1'])
  await answer('e1')
  const pauses: number[] = []
  for (let count = 0; count < 8; count += 1) {
    const until = queue.get('a1')?.notBefore ?? 0
    pauses.push((until - state.now) / 1_000)
    state.now = until
    await look()
    expect(begun.filter((id) => id === 'a1')).toHaveLength(count + 2)
    vi.advanceTimersByTime(75_000)
    await look()
  }
  expect(pauses).toEqual([15, 30, 60, 120, 240, 480, 600, 600])
  expect(begun).not.toContain('a2')
})

it('a letter accepted after its timeout is not sent again, and the next of its chat follows', async () => {
  deadlines()
  const { begun, queue, state, look, answer } = makeOutbox(['ana1', 'ana2'])
  await look()
  vi.advanceTimersByTime(75_000)
  await look()
  await answer('ana1')
  state.now += 15_000
  await look()
  expect(begun).toEqual(['ana1', 'ana2'])
  await answer('ana2')
  expect(queue.size).toBe(0)
})

it('no more chats are served at once than the transport allows', async () => {
  const names = ['a1', 'b1', 'c1', 'd1', 'e1', 'f1', 'g1']
  const { begun, queue, look, answer } = makeOutbox(names, 2)
  await look()
  expect(begun).toEqual(['a1', 'b1'])
  await answer('b1')
  expect(begun).toEqual(['a1', 'b1', 'c1'])
  for (const id of names) await answer(id)
  expect(begun).toEqual(names)
  expect(queue.size).toBe(0)
})

it('with one chat at a time, letters are sent in the order of the outbox', async () => {
  const names = ['ana1', 'beto1', 'ana2', 'ana3', 'beto2']
  const { begun, look, answer } = makeOutbox(names, 1)
  await look()
  for (const id of names) await answer(id)
  expect(begun).toEqual(names)
})

it.each([4, 1])('with %i chats at once, a letter told to wait keeps its place', async (most) => {
  const { begun, state, look, answer } = makeOutbox(['ana1', 'beto1', 'ana2', 'beto2'], most)
  await look()
  await answer('ana1', { state: 'later', reason: 'pacing', waitMs: 1_000 })
  await answer('beto1')
  await answer('beto2')
  expect(begun).toEqual(['ana1', 'beto1', 'beto2'])
  await look()
  expect(begun).toHaveLength(3)
  state.now += 1_000
  await look()
  expect(begun).toEqual(['ana1', 'beto1', 'beto2', 'ana1'])
  await answer('ana1')
  expect(begun.at(-1)).toBe('ana2')
})

it('a letter not marked when the process ended is sent again under its id', async () => {
  const before = makeOutbox(['ana1', 'beto1', 'ana2'])
  await before.look()
  await before.answer('beto1')
  expect([...before.queue.keys()]).toEqual(['ana1', 'ana2'])
  // Killed here: `ana1` may have arrived.
  const after = makeOutbox([...before.queue.keys()])
  await after.look()
  expect(after.begun).toEqual(['ana1'])
  await after.answer('ana1')
  await after.answer('ana2')
  expect(after.queue.size).toBe(0)
})

it('a chat that becomes free while others are served goes on with its next letter', async () => {
  const { begun, look, answer } = makeOutbox(['ana1', 'beto1', 'ana2', 'caio1', 'ana3'], 2)
  await look()
  await answer('beto1')
  expect(begun).toEqual(['ana1', 'beto1', 'caio1'])
  await answer('ana1')
  expect(begun.at(-1)).toBe('ana2')
  await answer('ana2')
  expect(begun.at(-1)).toBe('ana3')
})

it.each(['hangs', 'waits'])('350 letters to a chat that %s delay no other chat', async (how) => {
  const many = Array.from({ length: 350 }, (_, count) => `ana${count}`)
  const { begun, queue, state, look, answer } = makeOutbox([...many, 'beto1', 'caio1', 'beto2'])
  await look()
  if (how === 'waits') await answer('ana0', { state: 'later', reason: 'pacing', waitMs: 1_000 })
  await look()
  expect(begun).toEqual(['ana0', 'beto1', 'caio1'])
  for (const id of ['beto1', 'caio1', 'beto2']) await answer(id)
  expect(begun).toEqual(['ana0', 'beto1', 'caio1', 'beto2'])
  expect(queue.size).toBe(350)
  state.now += 1_000
  await look()
  for (const id of many) await answer(id)
  expect(queue.size).toBe(0)
  const toAna = begun.filter((id) => id.startsWith('ana'))
  expect([...new Set(toAna)]).toEqual(many)
})

it('a page of letters whose marks are being written is skipped without reading the outbox in a loop', async () => {
  const names = Array.from({ length: 130 }, (_, index) => `ana${index}-`)
  const { begun, queue, state, look, answer, failures } = makeOutbox(names, 130)
  let written = (): void => undefined
  state.marks = new Promise((resolve) => {
    written = resolve
  })
  await look()
  for (const id of names.slice(0, 100)) await answer(id)
  const asked = state.asked
  await look()
  expect(state.asked - asked).toBeLessThan(10)
  expect(begun).toHaveLength(130)
  for (const id of names.slice(100)) await answer(id)
  written()
  await look()
  expect(queue.size).toBe(0)
  expect(new Set(begun).size).toBe(130)
  expect(failures).toEqual([])
})
