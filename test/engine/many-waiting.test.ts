// However many requests wait for approval, what is due reads only those that it may change.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { digests, minute, requestCancellations, withMessageLimit } from '../model/digests.ts'
import { lastTo, request } from '../model/scenes.ts'

/** How many commands are read for what is due of this person, and nothing else is. */
function readFor(bench: Bench, person: string, what: 'digest' | 'delegation'): number {
  const at = bench.now()
  const deadline = { commandId: `${what}/${person}`, what, at }
  let read = -1
  const none = { tokenHashes: [], commandIds: [], names: [], fresh: [], tallies: [], since: 0 }
  const tick = { event: { kind: 'tick', id: '', at } } as const
  bench.store().settle([tick], { keys: () => none, step: () => [{ kind: 'deadline', deadline }] })
  bench.store().settle([tick], {
    keys: () => ({ ...none, dueAt: at }),
    step(_event, { commands }) {
      read = commands.size
      return []
    },
  })
  return read
}

it('a digest reads the requests whose card waits for its reader', () =>
  withMessageLimit(20, async (bench) => {
    await requestCancellations(bench, 26)
    expect(readFor(bench, 'dora', 'digest')).toBe(0)
    expect(readFor(bench, 'beto', 'digest')).toBe(6)
    await bench.wait(10 * minute)
    expect(digests(bench, 'beto').map(({ text }) => text.match(/ - Approve$/gm)?.length)).toEqual([
      6,
    ])
  }))

it('the check of a delegation reads the requests in which somebody has their place, or a place has no card', () =>
  withMessageLimit(1_000, async (bench) => {
    await requestCancellations(bench, 10)
    expect(readFor(bench, 'beto', 'delegation')).toBe(0)
    await bench.hear('beto', 'delegate to carla for 2h')
    await bench.hear('beto', '1')
    expect(lastTo(bench, 'carla').text).toContain('Beto')
    for (let order = 11; order <= 13; order += 1)
      await request(bench, 'ana', `cancel order ${order}`)
    expect(readFor(bench, 'beto', 'delegation')).toBe(3)
  }))
