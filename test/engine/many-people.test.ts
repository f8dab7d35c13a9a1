// However many people may decide a request, what is said about it fits a phone.

import { expect, it } from 'vitest'
import type { Person } from '../../src/policy/people.ts'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor } from '../model/content.ts'
import { rulesWithMessageLimit } from '../model/digests.ts'
import { grant, lastTo, request, withBench } from '../model/scenes.ts'

const approverCount = 500
/** About a screen and a half of a phone. */
const longest = 900

function manyApprovers(): readonly Person[] {
  const cast = castOf('dev')
  const beto = cast.find((one) => one.id === 'beto')
  if (beto === undefined) throw new Error('Beto approves.')
  const more = Array.from({ length: approverCount }, (_, index) => ({
    ...beto,
    id: `approver${index}`,
    name: `Approver ${index}`,
    identifiers: [`+55119${80_000_000 + index}`],
  }))
  return [...cast, ...more]
}

const withMany = (most: number, test: (bench: Bench) => Promise<void>) =>
  withBench(
    {
      rules: rulesWithMessageLimit(most, rulesFor('dev', 'HAPF-Operational')),
      seed: 'many people',
      people: manyApprovers(),
    },
    test,
  )

it('a request that five hundred may decide names ten of them, and counts the others', () =>
  withMany(20, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const asked = lastTo(bench, 'ana').text
    expect(asked).toContain(', +')
    const answers: string[] = []
    for (const text of [`who is missing ${name}`, `who can approve ${name}`, 'status', 'pending']) {
      await bench.hear('dora', text)
      answers.push(lastTo(bench, 'dora').text)
    }
    expect(answers.filter((one) => one.includes(', +'))).toHaveLength(3)
    await grant(bench, name, 'beto')
    expect(bench.letters.filter(({ text }) => text.length > longest)).toEqual([])
  }))
