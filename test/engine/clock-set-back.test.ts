// The clock is set back between a request and its answers: each answer counts and is in the
// evidence.

import { expect, it } from 'vitest'
import type { Rules } from '../../src/command/facts.ts'
import type { Bench } from '../model/bench.ts'
import { rulesFor, withPack } from '../model/content.ts'
import {
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tamper,
  tokenOf,
  withBench,
} from '../model/scenes.ts'

const hour = 3_600_000

/** A new process has no cache, and checks what it reads against its evidence. */
async function setBackAnHour(bench: Bench): Promise<void> {
  bench.leap(-hour)
  await bench.restart()
}

function breaksOf(bench: Bench): readonly string[] {
  return bench
    .store()
    .verify()
    .flatMap((one) => one.breaks.map(({ text }) => text))
}

it.each([
  ['1', 'succeeded'],
  ['2', 'rejected'],
])(
  'an answer of %s counts, though the clock was set back an hour since the request',
  (choice, state) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      await setBackAnHour(bench)
      await bench.hear('beto', `${choice} ${tokenOf(bench, name, 'beto')}`)
      await bench.restart()
      expect(stateOf(bench, name)).toBe(state)
      expect(breaksOf(bench)).toEqual([])
    }),
)

it('two grants at two set-back times lift a lockdown, and the evidence verifies', () =>
  onBench('dev', 'HAPF-Operational', async (bench) => {
    await request(bench, 'dora', 'lockdown on drill')
    await setBackAnHour(bench)
    const name = await request(bench, 'dora', 'lockdown off')
    await setBackAnHour(bench)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    await setBackAnHour(bench)
    await bench.hear('carla', `1 ${tokenOf(bench, name, 'carla')}`)
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(breaksOf(bench)).toEqual([])
  }))

/** The shipped rules, but two must approve, and an expired request may be asked again. */
function rulesForAskingAgain(): Rules {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const { pack } = rules
  const usual = pack?.approvals['destructive']
  if (pack == null || usual === undefined) throw new Error('A pack is bound.')
  const destructive = { ...usual, approvers: 2, when_expired: 'block' as const }
  return withPack(rules, { approvals: { ...pack.approvals, destructive } })
}

it('an answer from before the request was asked again is reported as a break when it is put back', async () => {
  await withBench({ rules: rulesForAskingAgain(), seed: 'again' }, async (bench) => {
    const name = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    const vote = JSON.stringify(bench.store().commandNamed(name).commands[0]?.approval?.votes[0])
    await bench.wait(hour)
    bench.leap(-hour)
    await bench.hear('ana', `ask again ${name}`)
    expect(stateOf(bench, name)).toBe('approval_requested')
    expect(breaksOf(bench)).toEqual([])
    const put = "UPDATE commands SET record = json_set(record, '$.approval.votes[0]', json(?))"
    tamper(bench, `${put} WHERE name = ?`, vote, name)
    expect(breaksOf(bench)).toEqual([expect.stringContaining('counts an answer of beto')])
  })
})
