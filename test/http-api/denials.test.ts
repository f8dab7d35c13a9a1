// Refused requests over HTTP are reported: those of a program at once and then counted, those of an
// agent one by one up to its limit.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Noticed } from '../../src/command/event.ts'
import type { Caller } from '../../src/transports/http/callers.ts'
import { createDenials, type Denials } from '../../src/transports/http/sessions.ts'
import { atDoor, type DoorwayOptions } from './test-environment.ts'

const agent: Caller = { name: 'helper', hash: Buffer.alloc(32), requesters: ['ana'], owner: 'ana' }
const program: Caller = { name: 'billing', hash: Buffer.alloc(32), requesters: null }

let notices: Noticed[]
let denials: Denials
beforeEach(() => {
  vi.useFakeTimers()
  notices = []
  denials = createDenials({
    engine: { notice: async (notice) => void notices.push(notice) },
    now: () => Date.now(),
    standstill: async () => ({ most: 5, within: 900_000 }),
    failed: (error) => {
      throw error
    },
  })
})
afterEach(async () => {
  await denials.end()
  vi.useRealTimers()
})

const counts = () => notices.map((one) => ('count' in one ? one.count : null))

it('refusals of an agent are reported one by one up to the limit that locks it, then counted', async () => {
  for (let index = 0; index < 40; index += 1) await denials.asking(agent, 's', 'people_only')
  expect(counts()).toEqual([1, 1, 1, 1, 1])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(counts()).toEqual([1, 1, 1, 1, 1, 35])
  await vi.advanceTimersByTimeAsync(900_000)
  await denials.asking(agent, 's', 'people_only')
  await denials.asking(agent, 's', 'people_only')
  expect(counts().slice(6)).toEqual([1, 1])
})

it('refusals of a program are reported at once, then counted once a minute', async () => {
  for (let index = 0; index < 7; index += 1) await denials.asking(program, 's', 'people_only')
  expect(counts()).toEqual([1])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(counts()).toEqual([1, 6])
  await vi.advanceTimersByTimeAsync(600_000)
  expect(counts()).toEqual([1, 6])
})

const withAgent: DoorwayOptions = {
  http: `
  port: 0
  agents: { claude-code: { token: "secret://env/OPS_TOKEN", owner: ana } }
`,
}

it('an agent is locked in the middle of a series of refused requests, and all are counted', () => {
  vi.useRealTimers()
  return atDoor(withAgent, async (doorway) => {
    const forbidden = (index: number) =>
      doorway.ask({ command: 'lockdown.off', slots: {} }, `no-${index}`, doorway.tokens.ops)
    for (let index = 0; index < 4; index += 1) await forbidden(index)
    expect(await doorway.evidence('lockdown.on')).toEqual([])
    for (let index = 4; index < 20; index += 1) await forbidden(index)
    expect(await doorway.evidence('lockdown.on')).toHaveLength(1)
    expect(await doorway.evidence('tool.denied')).toHaveLength(5)
    const asked = { command: 'order.cancel', slots: { order: '42' } }
    const { body } = await doorway.ask(asked, 'p1', doorway.tokens.ops)
    expect(body).toMatchObject({ state: 'rejected', reason: 'locked_down' })
    await doorway.restart()
    const all = await doorway.evidence('tool.denied')
    const counted = all.map(({ body }) => (body?.['why'] === 'people_only' ? body['count'] : 0))
    expect(counted.reduce<number>((sum, one) => sum + Number(one), 0)).toBe(20)
  })
})
