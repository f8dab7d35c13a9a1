// A flood of different contents under one message id is bounded, and the bound is recorded in the
// evidence.

import { expect, it } from 'vitest'
import { evidence, onBench } from '../model/scenes.ts'

const hour = 3_600_000

it.each([
  ['a person', 'ana', 'dev:acme'],
  ['a stranger', '+5521977776666', '-'],
])(
  'of other texts by %s under one id, five an hour are recorded; the next record counts the rest',
  (_, who, tenant) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const again = async (count: number) => {
        for (let at = 0; at < count; at += 1)
          await bench.hear(who, `another text ${at}`, { id: 'twice' })
      }
      await bench.hear(who, 'the first text', { id: 'twice' })
      const answeredBefore = bench.letters.filter((one) => one.to === who).length
      const found = () =>
        evidence(bench, 'message.refused')
          .filter((one) => (one['body'] as { why: string }).why === 'same_id_other_content')
          .map((one) => ({ tenant: one['tenant'], ...(one['body'] as object) }))
      await again(12)
      expect(found()).toHaveLength(5)
      expect(found()[0]).not.toHaveProperty('only_counted')
      expect(found()[3]).not.toHaveProperty('limit')
      expect(found()[4]).toMatchObject({ tenant, limit: 'from_here_only_counted' })
      const answers = bench.letters.filter((one) => one.to === who).length - answeredBefore
      expect(answers).toBe(who === 'ana' ? 5 : 0)
      bench.leap(hour)
      await again(1)
      expect(found()).toHaveLength(6)
      expect(found()[5]).toMatchObject({ only_counted: 7, or_more: false })
      await again(1)
      expect(found()[6]).not.toHaveProperty('only_counted')
      const other = who === 'ana' ? 'beto' : '+5521955554444'
      await bench.hear(other, 'the first text', { id: 'mine' })
      await bench.hear(other, 'the second text', { id: 'mine' })
      expect(found()).toHaveLength(8)
    }),
)
