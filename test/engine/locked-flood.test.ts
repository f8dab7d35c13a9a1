// A flood of answers by somebody whose answers are locked is bounded in the evidence, which says so.

import { expect, it } from 'vitest'
import { evidence, lastTo, onBench } from '../model/scenes.ts'
import { found } from '../store/found-breaks.ts'

const hour = 3_600_000

it.each([
  [12, { only_counted: 7, or_more: false }],
  [120, { only_counted: 100, or_more: true }],
])(
  'of %i answers while locked, five an hour are recorded; the next record counts the rest',
  (many, rest) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const answer = async (count: number) => {
        for (let at = 0; at < count; at += 1) await bench.hear('beto', '1 222222')
      }
      const denied = (why: string) =>
        evidence(bench, 'auth.denied')
          .map((one) => one['body'] as { readonly why: string })
          .filter((one) => one.why === why)
      await answer(5 + many)
      expect(denied('unknown_token')).toHaveLength(5)
      expect(denied('locked')).toHaveLength(5)
      expect(denied('locked')[0]).not.toHaveProperty('only_counted')
      expect(denied('locked')[3]).not.toHaveProperty('limit')
      expect(denied('locked')[4]).toMatchObject({ limit: 'from_here_only_counted' })
      // Each is answered all the same.
      expect(bench.letters.filter((one) => one.to === 'beto')).toHaveLength(5 + many)
      expect(lastTo(bench, 'beto').text).toContain('You cannot answer until')
      expect(found(bench, 'dev')).toEqual([])
      bench.leap(hour)
      await answer(5 + 2)
      expect(denied('unknown_token')).toHaveLength(10)
      expect(denied('locked')).toHaveLength(7)
      expect(denied('locked')[5]).toMatchObject(rest)
      expect(denied('locked')[6]).not.toHaveProperty('only_counted')
      expect(found(bench, 'dev')).toEqual([])
    }),
)

it('of one person’s answers while locked the records leave those of another as they are', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const who of ['beto', 'carla'])
      for (let at = 0; at < 5 + 6; at += 1) await bench.hear(who, '1 222222')
    const by = (actor: string) =>
      evidence(bench, 'auth.denied').filter(
        (one) => one['actor'] === actor && (one['body'] as { why: string }).why === 'locked',
      )
    expect(by('beto')).toHaveLength(5)
    expect(by('carla')).toHaveLength(5)
  }))
