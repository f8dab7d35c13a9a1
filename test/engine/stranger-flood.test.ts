// A flood of messages of one stranger: evidence of it is bounded, and counts what was left out.

import { expect, it } from 'vitest'
import { evidence, onBench } from '../model/scenes.ts'

const hour = 3_600_000
const flooding = '+5521988887777'

it.each([
  ['counted', 25, { only_counted: 5, or_more: false }],
  ['counted up to 100', 130, { only_counted: 80, or_more: true }],
])('of a stranger’s messages, 20 an hour are recorded, the rest %s', (_, count, said) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const bodies = () => evidence(bench, 'message.refused').map((one) => one['body'])
    const tallies = () =>
      bench.look.prepare("SELECT count(*) FROM tallies WHERE key LIKE 'stranger/%'").pluck().get()
    for (let at = 0; at < count; at += 1) await bench.hear(flooding, `hello ${at}`)
    expect(bodies()).toHaveLength(20)
    expect(bodies()[18]).not.toHaveProperty('limit')
    expect(bodies()[19]).toMatchObject({ limit: 'from_here_only_counted' })
    expect(tallies()).toBe(Math.min(count, 100))
    await bench.hear('+5521955554444', 'hello')
    expect(bodies()[20]).not.toHaveProperty('only_counted')
    bench.leap(hour)
    await bench.hear(flooding, 'hello again')
    expect(bodies()).toHaveLength(22)
    expect(bodies()[21]).toMatchObject({ why: 'unknown_sender', ...said })
    bench.leap(hour)
    await bench.hear(flooding, 'and again')
    expect(bodies()[22]).not.toHaveProperty('only_counted')
    expect(bench.letters.filter((one) => one.to === flooding)).toHaveLength(3)
  }),
)

it('messages counted within the hour are all in the next record', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let at = 0; at < 20; at += 1) await bench.hear(flooding, `hello ${at}`)
    bench.leap(hour - 60_000)
    for (let at = 0; at < 20; at += 1) await bench.hear(flooding, `hello once more ${at}`)
    bench.leap(60_000)
    await bench.hear(flooding, 'hello again')
    const bodies = evidence(bench, 'message.refused').map((one) => one['body'])
    expect(bodies).toHaveLength(21)
    expect(bodies[20]).toMatchObject({ only_counted: 20, or_more: false })
  }))

it('after a day without a record, the next one says that there may be more', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear(flooding, 'hello')
    bench.leap(hour / 2)
    for (let at = 0; at < 40; at += 1) await bench.hear(flooding, `hello ${at}`)
    bench.leap(23.75 * hour)
    await bench.hear(flooding, 'hello again')
    const bodies = evidence(bench, 'message.refused').map((one) => one['body'])
    expect(bodies).toHaveLength(21)
    expect(bodies[20]).toMatchObject({ only_counted: 20, or_more: true })
  }))
