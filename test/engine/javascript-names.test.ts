// Words with a meaning in JavaScript, such as names of object properties, name nothing here.

import { expect, it } from 'vitest'
import { holds } from '../../src/policy/people.ts'
import { castOf, rulesFor, shippedPack } from '../model/content.ts'
import { lastTo, onBench, request, stateOf, withBench } from '../model/scenes.ts'

it.each(['constructor', 'toString', 'valueOf'])('`%s` is refused as a role', (word) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('dora', `make ana ${word}`)
    expect(lastTo(bench, 'dora').text).toContain('There is no role')
    await bench.hear('dora', `enrol zoe +5511933334444 as ${word}`)
    expect(lastTo(bench, 'dora').text).toContain('There is no role')
  }),
)

it('the name of a JavaScript function as a role gives no scope', () => {
  const [ana] = castOf('dev')
  if (ana === undefined) throw new Error('Nobody is in the cast.')
  const strange = { ...ana, roles: ['requester', 'toString'] }
  expect(holds(shippedPack(), strange, 'orders.write')).toBe(true)
  expect(holds(shippedPack(), strange, 'admin.people')).toBe(false)
})

it.each(['admin.approv.recovery', 'orders.*.all', 'root.*'])(
  'a grant of a scope that no command asks for is refused: %s',
  (scope) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      await bench.hear('dora', `grant ana ${scope}`)
      expect(lastTo(bench, 'dora').text).toContain(`There is no scope ${scope}`)
      expect(lastTo(bench, 'dora').text).toContain('admin.approve.recovery')
      await bench.hear('dora', 'grant ana admin.*')
      expect(lastTo(bench, 'dora').kind).toBe('preview')
    }),
)

it('a role is recognised in any case', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('dora', 'make ana Approver')
    expect(lastTo(bench, 'dora').kind).toBe('preview')
  }))

it.each(['lockdown class s2 for 0m x', 'lockdown everything for 0 h x'])(
  '`%s` asks for a length of time, and the lockdown ends with it',
  (text) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      await bench.hear('dora', text)
      expect(lastTo(bench, 'dora').kind).toBe('prompt')
      await bench.hear('dora', '2h')
      await bench.hear('dora', '1')
      await bench.wait(2 * 3_600_000)
      const name = await request(bench, 'ana', 'cancel order 42')
      expect(stateOf(bench, name)).toBe('approval_requested')
    }),
)

it('an id wins over the name of another person; a name of two people is asked about', async () => {
  const names: Readonly<Record<string, string>> = { ana: 'Max', beto: 'Paulo', edu: 'Paulo' }
  const people = castOf('dev').map((one) => ({ ...one, name: names[one.id] ?? one.name }))
  const rules = rulesFor('dev', 'HAPF-Strong')
  await withBench({ rules, seed: 'names', people }, async (bench) => {
    await bench.hear('dora', 'suspend max')
    expect(lastTo(bench, 'dora').text).toContain('suspend max')
    await bench.hear('dora', '2')
    await bench.hear('dora', 'suspend Paulo')
    expect(lastTo(bench, 'dora')).toMatchObject({ kind: 'prompt' })
    expect(lastTo(bench, 'dora').text).toContain('Paulo. Type one of: beto, edu')
    await bench.hear('dora', 'edu')
    expect(lastTo(bench, 'dora').text).toContain('suspend edu')
  })
})
