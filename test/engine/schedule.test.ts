// The schedule with a test clock: correct over summer time, leap days and months, and with tasks
// that hang.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startSchedule } from '../../src/engine/schedule.ts'

const zone = process.env['TZ']
beforeEach(() => {
  process.env['TZ'] = 'Europe/Berlin'
})
afterEach(() => {
  vi.useRealTimers()
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

const minuteMs = 60_000

function startScheduled(from: string, tick: () => Promise<void> = async () => undefined) {
  vi.useFakeTimers({ now: Date.parse(from) })
  const count = { ticks: 0, outward: 0, checkpoints: 0, errors: 0 }
  const stop = startSchedule(
    {
      async tick() {
        count.ticks += 1
        await tick()
      },
      async checkpoint() {
        count.checkpoints += 1
      },
      outward() {
        count.outward += 1
      },
    },
    {
      info: () => undefined,
      warn: () => undefined,
      error() {
        count.errors += 1
      },
    },
  )
  return { count, stop }
}

it.each([
  ['the repeated hour in autumn', '2026-10-24T23:30:00Z'],
  ['the skipped hour in spring', '2026-03-28T23:30:00Z'],
  ['a leap day', '2028-02-28T22:30:00Z'],
  ['the end of a year', '2026-12-31T22:30:00Z'],
])('the schedule ticks each second through %s', async (_, from) => {
  const { count, stop } = startScheduled(from)
  for (let minutes = 0; minutes < 240; minutes += 1) await vi.advanceTimersByTimeAsync(minuteMs)
  expect(count).toEqual({ ticks: 14_400, outward: 14_400, checkpoints: 24, errors: 0 })
  stop()
  await vi.advanceTimersByTimeAsync(60 * minuteMs)
  expect(count.ticks).toBe(14_400)
})

it('a task is not started again while it runs, and runs again after it failed', async () => {
  let done = (): void => undefined
  const pass = new Promise<void>((resolve) => {
    done = resolve
  })
  const { count, stop } = startScheduled('2026-01-05T09:00:00Z', async () => {
    await pass
    throw new Error('full')
  })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(count).toMatchObject({ ticks: 1, outward: 5, errors: 0 })
  done()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(count).toMatchObject({ ticks: 4, errors: 4 })
  stop()
})
