// Delivery marks are written together with the next write, and neither wait for ever nor get lost.

import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { delayedMarksClient } from '../../src/engine/store-client/delayed-marks.ts'
import { storeClientOver } from '../../src/engine/store-client/store-client.ts'
import type { Arrival } from '../../src/store/store.ts'

const arrival: Arrival = { event: { kind: 'tick', id: 't1', at: 1 } }

/** A store client that records its calls, in order. */
function recordingClient() {
  const calls: string[] = []
  const failing: { now: boolean } = { now: false }
  const storeClient = storeClientOver(
    async ({ name, args }) => {
      calls.push(name === 'delivered' ? `${name} ${String(args[0])} ${String(args[1])}` : name)
      if (failing.now) throw new Error('The disk is full.')
    },
    async () => void calls.push('close'),
  )
  return { calls, failing, storeClient: delayedMarksClient(storeClient) }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('delivery marks wait for the next write and go before it, one call per state', async () => {
  const { calls, storeClient } = recordingClient()
  const marked = [storeClient.delivered(['a'], 'sent'), storeClient.delivered(['b', 'c'], 'sent')]
  marked.push(storeClient.delivered(['a'], 'acked'))
  await turn()
  expect(calls).toEqual([])
  await storeClient.submit(arrival)
  expect(calls).toEqual(['delivered a,b,c sent', 'delivered a acked', 'submit'])
  await Promise.all(marked)
})

it('delivery marks are written alone after 50 ms without another write', async () => {
  const { calls, storeClient } = recordingClient()
  const marked = storeClient.delivered(['a'], 'sent')
  vi.advanceTimersByTime(49)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(1)
  expect(calls).toEqual(['delivered a sent'])
  await marked
  vi.advanceTimersByTime(1_000)
  expect(calls).toHaveLength(1)
})

it('delivery marks are written at once when 64 wait, when asked to, and before closing', async () => {
  const { calls, storeClient } = recordingClient()
  const many = Array.from({ length: 64 }, (_, index) => `m${index}`)
  await storeClient.delivered(many, 'sent')
  storeClient.writeAtOnce()
  await storeClient.delivered(['a'], 'sent')
  storeClient.holdBack()
  const last = storeClient.delivered(['b'], 'read')
  await storeClient.close()
  await last
  expect(calls.slice(1)).toEqual(['delivered a sent', 'delivered b read', 'close'])
})

it('a failed write of delivery marks rejects every call that made one', async () => {
  const { failing, storeClient } = recordingClient()
  failing.now = true
  const marked = [storeClient.delivered(['a'], 'sent'), storeClient.delivered(['b'], 'sent')]
  storeClient.release()
  const ends = await Promise.allSettled(marked)
  expect(ends.map((one) => one.status)).toEqual(['rejected', 'rejected'])
})
