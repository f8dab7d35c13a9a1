// Work on places ends with the environment: a late answer writes and reports nothing.

import { expect, it } from 'vitest'
import { startPlaceSender } from '../../src/engine/places/place-sender.ts'

it('a stopped sender records and logs nothing, although its last pass fails afterwards', async () => {
  const logged: string[] = []
  const kept: string[] = []
  const say = (_: object, message: string) => void logged.push(message)
  let fail: (error: Error) => void = () => undefined
  const sender = startPlaceSender(
    {
      ...{ place: 'hook', kind: 'http', sends: 'evidence' },
      pass: () => new Promise((_resolve, reject) => (fail = reject)),
      behind: async () => 0,
    },
    {
      storeClient: { kept: async () => null, keep: async (key) => void kept.push(key) },
      clock: { now: () => 0, pause: async () => undefined },
      log: { info: say, warn: say, error: say },
      notice: async () => undefined,
    },
  )
  const whole = sender.whole()
  await new Promise((resolve) => setImmediate(resolve))
  sender.stop()
  fail(new Error('The store is closed.'))
  await whole
  expect(logged).toEqual([])
  expect(kept).toEqual([])
})
