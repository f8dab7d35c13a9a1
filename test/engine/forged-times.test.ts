// Times that somebody wrote into the file have no effect: deadlines hold at the sealed time.

import { expect, it } from 'vitest'
import { evidence, onBench, reasonOf, request, stateOf, tamper, tokenOf } from '../model/scenes.ts'

const minute = 60_000

for (const [what, type] of [
  ['escalation', 'approval.escalated'],
  ['approval', 'approval.expired'],
] as const)
  it(`does what belongs to the deadline ${what} in its time, whatever the row of it says`, () =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      tamper(bench, 'UPDATE deadlines SET at = 0 WHERE what = ?', what)
      await bench.wait(minute)
      expect(stateOf(bench, name)).toBe('approval_requested')
      expect(evidence(bench, type)).toHaveLength(0)
      await bench.wait(30 * minute)
      expect(evidence(bench, type)).toHaveLength(1)
      expect(reasonOf(bench, name)).toBe('approval_expired')
    }))

it('lets no preview expire before its time, nor be confirmed after it', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    const name = bench.letters.at(-1)?.command ?? ''
    tamper(bench, 'UPDATE deadlines SET at = 0 WHERE what = ?', 'confirmation')
    await bench.wait(minute)
    expect(stateOf(bench, name)).toBe('confirmation_requested')
    tamper(bench, 'DELETE FROM deadlines WHERE what = ?', 'confirmation')
    await bench.wait(60 * minute)
    await bench.hear('ana', '1')
    expect(reasonOf(bench, name)).toBe('confirmation_expired')
  }))

const erase = "UPDATE bodies SET salt = NULL, bytes = NULL WHERE 'all' = ?"

it('ends a request whose words were erased in their time as what it is: expired', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, 'DELETE FROM deadlines WHERE what = ?', 'approval')
    tamper(bench, erase, 'all')
    await bench.restart()
    bench.leap(31 * minute)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('approval_expired')
  }))

it('lets nothing begin whose words somebody erased before', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, erase, 'all')
    await bench.restart()
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('record_changed')
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    expect(bench.shop.acts).toHaveLength(0)
  }))
