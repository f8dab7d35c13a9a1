// The table of close codes, and how the reconnect delays grow.

import { expect, test } from 'vitest'
import { afterClose } from '../../src/transports/baileys/close-codes.ts'

test.each([
  [440, 'replaced', 'kept'],
  [401, 'logged_out', 'void'],
  [419, 'logged_out', 'void'],
  [403, 'forbidden', 'void'],
  [405, 'client_too_old', 'kept'],
  [411, 'not_multi_device', 'kept'],
] as const)(
  'close code %i stops the link with %s, and the account is %s',
  (code, cause, account) => {
    for (const attempt of [0, 5]) {
      expect(afterClose(code, attempt)).toEqual({ act: 'stop', cause, account })
    }
  },
)

test.each([408, 428, 500, 503, undefined, 599])(
  'close code %s reconnects after waits that double up to a minute',
  (code) => {
    const waits = [0, 1, 2, 5, 6, 7, 1_000].map((attempt) => {
      const next = afterClose(code, attempt)
      return next.act === 'reconnect' ? next.waitMs : -1
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000])
  },
)

test('jitter takes up to half of a wait', () => {
  expect(afterClose(503, 3, 0)).toMatchObject({ waitMs: 8_000 })
  expect(afterClose(503, 3, 0.5)).toMatchObject({ waitMs: 6_000 })
  expect(afterClose(503, 3, 0.999)).toMatchObject({ waitMs: 4_004 })
})

test('close code 515 reconnects at once, and waits from the fourth time on', () => {
  expect([0, 1, 2, 3].map((attempt) => afterClose(515, attempt))).toMatchObject([
    { act: 'reconnect', waitMs: 0 },
    { act: 'reconnect', waitMs: 0 },
    { act: 'reconnect', waitMs: 0 },
    { act: 'reconnect', waitMs: 8_000 },
  ])
})
