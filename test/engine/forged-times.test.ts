// Times that somebody wrote into the file have no effect: deadlines hold at the sealed time.

import { expect, it } from 'vitest'
import { evidence, onBench, reasonOf, request, stateOf, tamper, tokenOf } from '../model/scenes.ts'

const minute = 60_000

for (const [what, type] of [
  ['escalation', 'approval.escalated'],
  ['approval', 'approval.expired'],
] as const)
  it(`the ${what} of a request comes at its sealed time, though its deadline row was set to 0`, () =>
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

it('a preview expires at its sealed time, though its deadline row was set to 0 and then deleted', () =>
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

it('a request with erased words, answered after its time, ends as expired', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, 'DELETE FROM deadlines WHERE what = ?', 'approval')
    tamper(bench, erase, 'all')
    await bench.restart()
    bench.leap(31 * minute)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('approval_expired')
  }))

it('a request whose words were erased before its time is rejected as changed and does nothing', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, erase, 'all')
    await bench.restart()
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(reasonOf(bench, name)).toBe('record_changed')
    expect(evidence(bench, 'approval.granted')).toHaveLength(0)
    expect(bench.shop.acts).toHaveLength(0)
  }))
