// However many answers wait for one person, everybody else's letters go out.

import { expect, it, onTestFinished } from 'vitest'
import { discard, openBench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'

/** More than one look at the outbox reads. */
const many = 2_100

it('letters to others are sent while thousands wait for one person, and theirs after that', async () => {
  const slow = new Set(['ana'])
  const bench = await openBench({
    rules: rulesFor('dev', 'HAPF-Strong'),
    seed: 'flood',
    sending: ({ to }) => (slow.has(to) ? 'later' : 'sent'),
  })
  onTestFinished(async () => {
    await bench.close()
    discard(bench)
  })
  const from = { from: 'ana', chat: 'ana', direct: true, form: 'text', backlog: false } as const
  const said = Array.from({ length: many }, (_, at) => ({ ...from, id: `f${at}`, text: `x${at}` }))
  const { listener } = bench.engine()
  await bench.during(
    Promise.all(said.map((one) => listener.message({ ...one, sentAt: bench.now() }))),
  )
  const sentTo = (who: string) => bench.letters.filter((one) => one.to === who).length
  const before = sentTo('dora')
  await bench.hear('dora', 'status')
  expect(sentTo('dora')).toBe(before + 1)
  expect(sentTo('ana')).toBe(0)
  slow.clear()
  bench.leap(60_000)
  await bench.during(bench.engine().tick())
  await bench.hear('dora', 'status')
  expect(sentTo('ana')).toBe(many)
})
