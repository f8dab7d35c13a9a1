// Outgoing messages are sent once and in order, however many there are and whether or not marking
// them fails.

import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createDelivery } from '../../src/engine/deliver.ts'
import { delayedMarksClient } from '../../src/engine/store-client/delayed-marks.ts'
import { storeClientOver } from '../../src/engine/store-client/store-client.ts'
import { createTasks } from '../../src/engine/tasks.ts'
import type { Letter } from '../../src/engine/transport.ts'
import { simulatedTransport } from '../../src/transports/json-lines.ts'
import { rulesFor, shippedLanguages } from '../model/content.ts'

/** An outbox in memory, a transport that accepts everything, and a disk that can be full. */
function outbox(size: number) {
  const queued = new Set(Array.from({ length: size }, (_, index) => `l${index}`))
  const sent: string[] = []
  const errors: string[] = []
  const disk: { full: boolean; asked: number } = { full: false, asked: 0 }
  const storeClient = delayedMarksClient(
    storeClientOver(
      async ({ name, args }) => {
        if (name === 'outgoing') {
          disk.asked += 1
          return [...queued].slice(0, Number(args[0])).map((id) => ({
            ...{ id, position: 1, attempts: 0, notBefore: 0, recipient: null },
            speech: {
              to: id === 'earlier' ? 'beto' : 'ana',
              kind: 'notice',
              locale: 'en',
              lines: [],
            },
          }))
        }
        if (disk.full) throw new Error('The disk is full.')
        for (const id of [args[0]].flat()) queued.delete(String(id))
        return undefined
      },
      async () => undefined,
    ),
  )
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_about: object, message: string) => void errors.push(message),
  }
  const tasks = createTasks((error) => log.error({ error }, 'A task failed.'))
  const simulated = simulatedTransport('model', ({ id }) => void sent.push(id))
  const transport: { pause: Promise<void> | null } = { pause: null }
  const parts = {
    storeClient,
    log,
    rules: rulesFor('dev', 'HAPF-Strong'),
    languages: shippedLanguages(),
    transport: {
      ...simulated,
      async send(letter: Letter) {
        await transport.pause
        return simulated.send(letter)
      },
    },
    connectorOf: () => null,
    clock: { now: () => 1, pause: async () => undefined },
    randomHex: () => '0'.repeat(64),
  }
  const delivery = createDelivery(parts, tasks, { write: async () => undefined })
  return { queued, sent, errors, disk, storeClient, tasks, delivery, transport }
}

it('250 queued letters are sent in order, each once, and all are marked', async () => {
  const { queued, sent, storeClient, tasks, delivery } = outbox(250)
  await delivery.deliver()
  await delivery.deliver()
  expect(sent).toEqual(Array.from({ length: 250 }, (_, index) => `l${index}`))
  storeClient.writeAtOnce()
  await tasks.idle()
  expect(queued.size).toBe(0)
})

it('while marks cannot be written, no letter is sent twice and the outbox is not read in a loop', async () => {
  const { queued, sent, errors, disk, storeClient, tasks, delivery } = outbox(130)
  disk.full = true
  for (let look = 0; look < 3; look += 1) {
    await delivery.deliver().catch(() => undefined)
    storeClient.release()
    await turn()
  }
  expect(sent).toHaveLength(100)
  expect(disk.asked).toBe(3)
  disk.full = false
  await delivery.deliver()
  storeClient.writeAtOnce()
  await tasks.idle()
  expect(new Set(sent).size).toBe(130)
  expect(sent).toHaveLength(130)
  expect(queued.size).toBe(0)
  expect(errors).toEqual([])
})

it('a letter is sent once though its mark is written while an earlier letter is being handed over', async () => {
  const { queued, sent, storeClient, tasks, delivery, transport } = outbox(1)
  await delivery.deliver()
  expect(sent).toEqual(['l0'])
  // Its mark waits for company.
  await turn()
  // An earlier letter, to somebody else, comes back into the queue and takes its time on the way.
  const [first] = queued
  queued.clear()
  for (const id of ['earlier', first ?? '']) queued.add(id)
  let handOver = (): void => undefined
  transport.pause = new Promise((resolve) => {
    handOver = resolve
  })
  const delivering = delivery.deliver()
  await turn()
  storeClient.release()
  await turn()
  expect([...queued]).toEqual(['earlier'])
  handOver()
  await delivering
  storeClient.writeAtOnce()
  await tasks.idle()
  expect(sent).toEqual(['l0', 'earlier'])
})
