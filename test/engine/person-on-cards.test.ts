// A card about rights identifies the person: the id of one person may be the name of another.

import { expect, it } from 'vitest'
import { castOf, rulesFor } from '../model/content.ts'
import { lastTo, withBench } from '../model/scenes.ts'

it('a card about rights shows the name beside the id where the two differ', async () => {
  const people = castOf('dev').map((one) =>
    one.id === 'carla'
      ? { ...one, name: 'Karin Souza' }
      : one.id === 'ana'
        ? { ...one, name: 'Carla' }
        : one,
  )
  await withBench({ rules: rulesFor('dev', 'HAPF-Strong'), seed: 'who', people }, async (bench) => {
    await bench.hear('dora', 'suspend Carla')
    expect(lastTo(bench, 'dora').text).toContain('suspend carla')
    expect(lastTo(bench, 'dora').text).toContain('name: Karin Souza')
    await bench.hear('dora', 'suspend ana')
    expect(lastTo(bench, 'dora').text).toContain('name: Carla')
    await bench.hear('dora', 'suspend beto')
    expect(lastTo(bench, 'dora').text).not.toContain('name:')
  })
})
