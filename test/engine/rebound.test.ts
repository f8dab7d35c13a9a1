// Another policy is bound while requests wait: they end at that moment, not when somebody answers.

import { expect, it } from 'vitest'
import { evidence, lastTo, onBench, reasonOf, request, stateOf, tokenOf } from '../model/scenes.ts'

const other = 'use policy strong 1.0.0 HAPF-Operational'

it('binding another policy ends waiting requests and tells the requester and all approvers', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const names = [
      await request(bench, 'ana', 'cancel order 42'),
      await request(bench, 'ana', 'cancel order 43'),
    ]
    const policy = await request(bench, 'dora', other)
    await bench.hear('beto', `1 ${tokenOf(bench, policy, 'beto')}`)
    expect(stateOf(bench, policy)).toBe('succeeded')
    await bench.wait(1000)
    for (const name of names) expect(reasonOf(bench, name)).toBe('policy_changed')
    expect(evidence(bench, 'command.rejected')).toHaveLength(names.length)
    for (const person of ['ana', 'beto', 'carla'])
      expect(lastTo(bench, person).text).toContain('cancel order 43\nThe action or the policy')
    await bench.hear('ana', 'pending')
    expect(lastTo(bench, 'ana').text).toContain('Nothing is open for you.')
  }))

it('a request made under the new policy stays open', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const policy = await request(bench, 'dora', other)
    await bench.hear('beto', `1 ${tokenOf(bench, policy, 'beto')}`)
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.restart(bench.rules)
    await bench.wait(60_000)
    expect(stateOf(bench, name)).toBe('approval_requested')
  }))
