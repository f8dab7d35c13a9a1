// When nothing can be written: it is reported, nothing is done, nothing is half done, and it
// recovers.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import { rulesFor } from '../model/content.ts'
import { allText, checkChains, commandRows } from '../model/invariants.ts'
import { lastTo, onBench, request, stateOf, tokenOf, withBench } from '../model/scenes.ts'

/** No evidence can be written any more, as on a full disk; the returned function ends that. */
function makeDiskFull(bench: Bench): () => void {
  const db = new Database(bench.file)
  db.exec(`CREATE TRIGGER full BEFORE INSERT ON artifacts
    BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`)
  db.close()
  return () => {
    const again = new Database(bench.file)
    again.exec('DROP TRIGGER full')
    again.close()
  }
}

it('while evidence cannot be written, messages are refused, change nothing and can be repeated later', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const before = allText(bench)
    const freeDisk = makeDiskFull(bench)
    for (const [who, text] of [
      ['beto', `1 ${tokenOf(bench, name, 'beto')}`],
      ['alex', 'cancel order 43'],
      ['+5521988887777', 'hello'],
    ] as const) {
      await bench.hear(who, text, { id: `full ${who}` })
      expect(lastTo(bench, who), who).toMatchObject({ kind: 'refusal' })
      expect(lastTo(bench, who).text, who).toMatch(/evidence could not be written/)
    }
    expect(bench.shop.acts).toHaveLength(0)
    freeDisk()
    expect(allText(bench)).toBe(before)
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`, { id: 'full beto' })
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.acts).toHaveLength(1)
    checkChains(bench)
  }))

it('a message is left to the transport when it can be neither settled nor answered', async () => {
  let link: 'sent' | 'later' = 'later'
  const rules = rulesFor('dev', 'HAPF-Strong')
  await withBench({ rules, seed: 'untold', sending: () => link }, async (bench) => {
    const freeDisk = makeDiskFull(bench)
    await expect(bench.hear('ana', 'status')).rejects.toThrow('Nobody could be told')
    link = 'sent'
    await bench.hear('ana', 'cancel order 43')
    expect(lastTo(bench, 'ana').text).toMatch(/evidence could not be written/)
    freeDisk()
  })
})

it('an effect whose outcome could not be written is looked up and not repeated once writing works', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('slow')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('started')
    const freeDisk = makeDiskFull(bench)
    bench.shop.release()
    await bench.quiet()
    expect(stateOf(bench, name)).toBe('started')
    expect(bench.shop.acts).toHaveLength(1)
    freeDisk()
    await bench.hear('ana', 'status')
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(bench.shop.calls.map((call) => call.what)).toEqual(['apply', 'done'])
    expect(bench.shop.acts).toHaveLength(1)
  }))

it('a connector that throws leaves its command uncertain and is not called to act again', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    bench.shop.fates.push('throws')
    await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
    expect(stateOf(bench, name)).toBe('uncertain')
    for (const text of ['status', 'menu']) await bench.hear('ana', text)
    expect(bench.shop.calls.filter((call) => call.what === 'apply')).toHaveLength(1)
    expect(bench.errors).toHaveLength(1)
    expect(commandRows(bench).filter((one) => one.state === 'started')).toEqual([])
  }))

it('a slow effect does not delay the effect of another request', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const slow = await request(bench, 'ana', 'cancel order 42')
    const quick = await request(bench, 'alex', 'cancel order 43')
    bench.shop.fates.push('slow', 'done')
    await bench.hear('beto', `1 ${tokenOf(bench, slow, 'beto')}`)
    await bench.hear('beto', `1 ${tokenOf(bench, quick, 'beto')}`)
    expect([stateOf(bench, slow), stateOf(bench, quick)]).toEqual(['started', 'succeeded'])
    bench.shop.release()
    await bench.quiet()
    expect(stateOf(bench, slow)).toBe('succeeded')
  }))
