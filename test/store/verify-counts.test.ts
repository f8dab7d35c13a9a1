// What counts against limits and is not what evidence says was counted: verify names each count.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { onBench, request, unguarded } from '../model/scenes.ts'
import { found } from './found-breaks.ts'

const lacks = (key: string, lacking: number, added: number) =>
  `count_unproven: The count ${key} lacks ${lacking} that evidence shows, and has ${added} that none shows.`

/** Ana and Alex ask twice each, a minute apart. */
async function counted(test: (bench: Bench) => Promise<void> | void): Promise<void> {
  await onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const order of ['1', '2'])
      for (const who of ['ana', 'alex']) {
        await request(bench, who, `cancel order ${order}`)
        await bench.wait(60_000)
      }
    expect(found(bench, 'dev')).toEqual([])
    await test(bench)
  })
}

it('verify reports counts that were deleted from the file', () =>
  counted((bench) => {
    unguarded(bench, "DELETE FROM tallies WHERE key = 'asks/alex'")
    expect(found(bench, 'dev')).toEqual([lacks('asks/alex', 2, 0)])
  }))

const requests = (bench: Bench) =>
  found(bench, 'dev')
    .filter((one) => one.includes(' asks/'))
    .toSorted()

it('verify reports the oldest counts of the last day, deleted as if by age', () =>
  counted((bench) => {
    const newest = 'SELECT max(at) FROM tallies'
    unguarded(bench, `DELETE FROM tallies WHERE at < (${newest})`)
    expect(requests(bench)).toEqual([lacks('asks/alex', 1, 0), lacks('asks/ana', 2, 0)])
  }))

it('verify reports all counts of the last day, deleted', () =>
  counted((bench) => {
    unguarded(bench, 'DELETE FROM tallies')
    expect(requests(bench)).toEqual([lacks('asks/alex', 2, 0), lacks('asks/ana', 2, 0)])
  }))

it('verify reports nothing where a tick came long after the newest evidence', () =>
  counted(async (bench) => {
    await bench.wait(23 * 3_600_000)
    for (let hours = 0; hours < 72; hours += 1) await bench.wait(3_600_000)
    expect(found(bench, 'dev')).toEqual([])
  }))

it('verify reports one of two counts of one moment that was deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const order of ['1', '2']) await request(bench, 'ana', `cancel order ${order}`)
    unguarded(bench, "DELETE FROM tallies WHERE key = 'asks/ana' AND number = 2")
    expect(found(bench, 'dev')).toEqual([lacks('asks/ana', 1, 0)])
  }))

it('verify reports a count that was moved to another time, as one that lacks and one too many', () =>
  counted((bench) => {
    unguarded(bench, "UPDATE tallies SET at = at + 1 WHERE key = 'asks/alex' AND number = 2")
    expect(found(bench, 'dev')).toEqual([lacks('asks/alex', 1, 1)])
  }))

it('verify reports counts that were added, of somebody and of an agent', () =>
  counted((bench) => {
    unguarded(
      bench,
      "INSERT INTO tallies SELECT 'asks/ana', number + 6, at FROM tallies WHERE key = 'asks/alex'",
      "INSERT INTO tallies SELECT 'asks/agent/claude', number, at FROM tallies WHERE key = 'asks/alex'",
    )
    expect(found(bench, 'dev')).toEqual([lacks('asks/agent/claude', 0, 2), lacks('asks/ana', 0, 2)])
  }))

it.each(['9000000000000000000', '-9000000000000000000', '253402300800000'])(
  'verify does not fail at a count of the impossible time %s',
  (at) =>
    counted((bench) => {
      unguarded(bench, "DELETE FROM tallies WHERE key <> 'asks/ana'")
      unguarded(bench, `UPDATE tallies SET at = ${at} WHERE key = 'asks/ana'`)
      expect(() => found(bench, 'dev')).not.toThrow()
    }),
)

it('verify reports nothing after a restart that puts deleted counts back', () =>
  counted(async (bench) => {
    unguarded(bench, "DELETE FROM tallies WHERE key = 'asks/alex'")
    await bench.restart()
    await bench.hear('alex', 'cancel order 3')
    expect(found(bench, 'dev')).toEqual([])
  }))

it('verify reports nothing of what is too old to count and was deleted', () =>
  counted(async (bench) => {
    await bench.wait(23 * 3_600_000)
    await request(bench, 'ana', 'cancel order 3')
    expect(found(bench, 'dev')).toEqual([])
    await bench.wait(2 * 3_600_000)
    expect(found(bench, 'dev')).toEqual([])
    await bench.wait(48 * 3_600_000)
    expect(found(bench, 'dev')).toEqual([])
  }))

it('verify reports nothing after a restart where one chain was quiet for a day', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('+5511988887777', 'hello')
    for (let times = 0; times < 3; times += 1) {
      await request(bench, 'ana', 'cancel order 1')
      await bench.wait(13 * 3_600_000)
    }
    await request(bench, 'ana', 'cancel order 2')
    await bench.restart()
    await bench.hear('ana', 'status')
    expect(found(bench, 'dev')).toEqual([])
  }))

it('verify reports nothing after a failed transaction of a process that runs for longer than a day', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await request(bench, 'ana', 'cancel order 1')
    await bench.restart()
    await bench.wait(3_600_000)
    await request(bench, 'alex', 'cancel order 2')
    await bench.wait(26 * 3_600_000)
    await request(bench, 'ana', 'cancel order 3')
    await bench.wait(3_600_000)
    const fail = () => {
      throw new Error('The disk is full.')
    }
    expect(() => bench.store().together(fail)).toThrow('The disk is full.')
    await bench.hear('ana', 'status')
    expect(found(bench, 'dev')).toEqual([])
  }))
