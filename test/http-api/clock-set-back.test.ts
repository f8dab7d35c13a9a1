// The machine's clock is set back a day: a program's minute is over after a minute.

import { expect, it } from 'vitest'
import { requestsMost } from '../../src/transports/http/requests.ts'
import { atDoor } from './test-environment.ts'

it('a program that asked too often may ask again a minute later, though the clock was set back', () => {
  const machine = { at: Date.parse('2026-01-05T09:00:00Z'), passed: 0 }
  const clock = {
    now: () => machine.at,
    elapsed: () => machine.passed,
    pause: async () => undefined,
  }
  return atDoor({ machine: clock }, async (doorway) => {
    const ask = (key: string) =>
      doorway.ask({ command: 'order.cancel', requester: 'ana', slots: { order: '42' } }, key)
    for (let index = 0; index < requestsMost; index += 1) await ask(`key-${index}`)
    expect((await ask('too-many')).status).toBe(429)
    machine.passed += 61_000
    machine.at += 61_000 - 86_400_000
    expect((await ask('later')).status).not.toBe(429)
  })
})
