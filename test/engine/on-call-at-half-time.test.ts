// The fallback group may be whoever is on call: those on duty at half time are asked then.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import { rulesFor, withPack } from '../model/content.ts'
import { evidence, request, stateOf, tokenOf, withBench } from '../model/scenes.ts'

const minute = 60_000

/** Somebody is on call from a time of that morning on; asked at 9:00, half time is at 9:15. */
function rulesWithDuty(from: string, person = 'dora'): Rules {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const usual = rules.pack?.approvals['destructive']
  if (rules.pack === null || usual === undefined) throw new Error('A pack is bound.')
  const destructive = { ...usual, fallback: ['on_call'] }
  const approvals = { ...rules.pack.approvals, destructive }
  const once = { from: Date.parse(`2026-01-05T${from}Z`), to: Date.parse('2026-01-05T18:00Z') }
  return { ...withPack(rules, { approvals }), duties: [{ person, once }] }
}

it.each([
  ['before the request', '08:00', true],
  ['between request and half time', '09:10', true],
  ['at half time', '09:15', true],
  ['a minute after half time', '09:16', false],
])('whose duty began %s is asked at half time: %s', (_, from, isAsked) =>
  withBench({ rules: rulesWithDuty(from), seed: 'duty' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const cardsOf = () =>
      bench.letters.filter((one) => one.to === 'dora' && one.token !== undefined).length
    await bench.wait(15 * minute - 1)
    expect(cardsOf()).toBe(0)
    await bench.wait(1)
    expect(cardsOf()).toBe(isAsked ? 1 : 0)
    expect(evidence(bench, 'approval.escalated')).toHaveLength(isAsked ? 1 : 0)
    if (!isAsked) return
    await bench.hear('dora', `1 ${tokenOf(bench, name, 'dora')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(
      bench
        .store()
        .verify()
        .flatMap((one) => one.breaks),
    ).toEqual([])
  }),
)

it('who is on call at half time and may not approve it gets no place in the request', () =>
  withBench({ rules: rulesWithDuty('08:00', 'ana'), seed: 'duty' }, async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    await bench.wait(15 * minute)
    expect(evidence(bench, 'approval.escalated')).toEqual([])
    const [found] = bench.store().commandNamed(name).commands
    expect(found?.approval).not.toHaveProperty('unasked')
  }))
