// Delivery marks are written together with the next write, and neither wait for ever nor get lost.

import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { deskOver } from '../../src/engine/desk/desk.ts'
import { ridingDesk } from '../../src/engine/desk/riders.ts'
import type { Arrival } from '../../src/store/store.ts'

const arrival: Arrival = { event: { kind: 'tick', id: 't1', at: 1 } }

/** A desk that records its calls, in order. */
function noting() {
  const calls: string[] = []
  const failing: { now: boolean } = { now: false }
  const desk = deskOver(
    async ({ name, args }) => {
      calls.push(name === 'delivered' ? `${name} ${String(args[0])} ${String(args[1])}` : name)
      if (failing.now) throw new Error('The disk is full.')
    },
    async () => void calls.push('close'),
  )
  return { calls, failing, desk: ridingDesk(desk) }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

it('keeps marks until something is written, and then sends them before it, as one of each kind', async () => {
  const { calls, desk } = noting()
  const marked = [desk.delivered(['a'], 'sent'), desk.delivered(['b', 'c'], 'sent')]
  marked.push(desk.delivered(['a'], 'acked'))
  await turn()
  expect(calls).toEqual([])
  await desk.submit(arrival)
  expect(calls).toEqual(['delivered a,b,c sent', 'delivered a acked', 'submit'])
  await Promise.all(marked)
})

it('sends them by themselves when no company comes', async () => {
  const { calls, desk } = noting()
  const marked = desk.delivered(['a'], 'sent')
  vi.advanceTimersByTime(49)
  expect(calls).toEqual([])
  vi.advanceTimersByTime(1)
  expect(calls).toEqual(['delivered a sent'])
  await marked
  vi.advanceTimersByTime(1_000)
  expect(calls).toHaveLength(1)
})

it('sends them at once when many wait, when somebody waits for quiet, and at the end', async () => {
  const { calls, desk } = noting()
  const many = Array.from({ length: 64 }, (_, index) => `m${index}`)
  await desk.delivered(many, 'sent')
  desk.hurry()
  await desk.delivered(['a'], 'sent')
  desk.patient()
  const last = desk.delivered(['b'], 'read')
  await desk.close()
  await last
  expect(calls.slice(1)).toEqual(['delivered a sent', 'delivered b read', 'close'])
})

it('tells whoever marked that the mark was not written', async () => {
  const { failing, desk } = noting()
  failing.now = true
  const marked = [desk.delivered(['a'], 'sent'), desk.delivered(['b'], 'sent')]
  desk.release()
  const ends = await Promise.allSettled(marked)
  expect(ends.map((one) => one.status)).toEqual(['rejected', 'rejected'])
})
