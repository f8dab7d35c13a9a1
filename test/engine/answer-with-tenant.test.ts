// An answer that names the sender's own tenant is read as one without it.

import { expect, it } from 'vitest'
import { evidence, onBench, request, stateOf, tokenOf } from '../model/scenes.ts'

it.each([
  ['after the token', (token: string) => `1 ${token} dev:acme`],
  ['first', (token: string) => `dev:acme 1 ${token}`],
  ['before the token', (token: string) => `1 DEV:ACME ${token}`],
])('a grant that names the own tenant %s counts and raises no alarm', (_, typed) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.hear('beto', typed(tokenOf(bench, name, 'beto')))
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(evidence(bench, 'tool.denied')).toEqual([])
  }),
)

it('a confirmation that names the own tenant counts and raises no alarm', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    await bench.hear('ana', 'dev:acme 1')
    expect(evidence(bench, 'command.confirmed')).toHaveLength(1)
    expect(evidence(bench, 'tool.denied')).toEqual([])
  }))
