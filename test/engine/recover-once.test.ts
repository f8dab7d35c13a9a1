// A command is retried or compensated once, whatever somebody writes into the file meanwhile.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import {
  evidence,
  lastTo,
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tamper,
  tokenOf,
  unguarded,
} from '../model/scenes.ts'

type Sealed = readonly [record: string, seal: string]

const rowOf = (bench: Bench, name: string) =>
  bench.look
    .prepare('SELECT record, seal FROM commands WHERE name = ?')
    .raw()
    .get(name) as unknown as Sealed

const putBack = (bench: Bench, name: string, row: Sealed) =>
  tamper(bench, 'UPDATE commands SET record = ?, seal = ? WHERE name = ?', ...row, name)

const restarts = [
  ['while it runs', async () => undefined],
  ['between two runs', (bench: Bench) => bench.restart()],
] as const

for (const [when, restart] of restarts) {
  it(`a command is not retried twice when its earlier sealed record is put back ${when}`, () =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      bench.shop.fates.push('fails')
      await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}`)
      const before = rowOf(bench, name)
      const retry = await request(bench, 'ana', `retry ${name}`)
      expect(stateOf(bench, retry)).toBe('succeeded')
      expect(bench.shop.acts).toHaveLength(1)
      await request(bench, 'ana', `undo ${retry}`)
      expect(bench.shop.acts).toHaveLength(2)
      putBack(bench, name, before)
      await restart(bench)
      await request(bench, 'ana', `retry ${name}`).catch(() => '')
      expect(bench.shop.acts).toHaveLength(2)
    }))

  for (const [how, sql] of [
    ['set to rejected', "UPDATE commands SET state = 'rejected' WHERE name = ?"],
    ['moved to another tenant', "UPDATE commands SET tenant = 'dev:x' WHERE name = ?"],
    ['set to an earlier date', 'UPDATE commands SET created_at = 1 WHERE name = ?'],
    [
      'set to rejected, record and all,',
      `UPDATE commands SET state = 'rejected',
         record = json_set(record, '$.state', 'rejected') WHERE name = ?`,
    ],
    ['deleted', 'DELETE FROM commands WHERE name = ?'],
  ] as const)
    for (const putsBack of [false, true])
      it(`is not undone twice with its undo ${how}${putsBack ? ' and its own row put back' : ''} ${when}`, () =>
        onBench('dev', 'HAPF-Strong', async (bench) => {
          const name = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
          const before = rowOf(bench, name)
          const undo = await request(bench, 'ana', `undo ${name}`)
          expect(stateOf(bench, undo)).toBe('succeeded')
          await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
          expect(bench.shop.acts).toHaveLength(3)
          unguarded(bench, sql.replace('?', `'${undo}'`))
          if (putsBack) putBack(bench, name, before)
          await restart(bench)
          await request(bench, 'ana', `undo ${name}`).catch(() => '')
          expect(bench.shop.acts).toHaveLength(3)
        }))
}

it('says that a command was undone though the record of the undo is gone, without an alarm', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto')
    const undo = await request(bench, 'ana', `undo ${name}`)
    unguarded(bench, `DELETE FROM commands WHERE name = '${undo}'`)
    await bench.hear('ana', `undo ${name}`)
    expect(lastTo(bench, 'ana').text).toContain(`${name} is already undone: ${undo}.`)
    expect(evidence(bench, 'tool.denied')).toHaveLength(0)
  }))
