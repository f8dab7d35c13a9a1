// When expired units cannot be read, deadlines of people's requests are still kept.

import { expect, it } from 'vitest'
import { onBench, reasonOf, request } from '../model/scenes.ts'

it('a request expires on time though reading the expired units throws', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    Object.assign(bench.store(), {
      expiredUnits() {
        throw new Error('unreadable')
      },
    })
    for (let count = 0; count < 20; count += 1) await bench.wait(5 * 60_000).catch(() => undefined)
    expect(reasonOf(bench, name)).toBe('approval_expired')
  }))
