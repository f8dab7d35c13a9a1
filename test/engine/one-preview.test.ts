// A bare `1` means the one preview that waits, and no other one that somebody wrote into the file.

import { expect, it } from 'vitest'
import { lastTo, onBench, stateOf, tamper, twoPreviews, unguarded } from '../model/scenes.ts'

it.each([
  ['is closed', 'UPDATE commands SET open = 0 WHERE name = ?'],
  ['stands elsewhere', "UPDATE commands SET state = 'succeeded' WHERE name = ?"],
  ['is of somebody else', "UPDATE commands SET requester = 'carla' WHERE name = ?"],
  [
    'was shown elsewhere, by its record',
    "UPDATE commands SET record = json_set(record, '$.chat', 'x') WHERE name = ?",
  ],
  [
    'ended, by its record',
    `UPDATE commands SET open = 0, state = 'rejected',
       record = json_set(record, '$.state', 'rejected') WHERE name = ?`,
  ],
])('does not come to mean the one when the other %s, nor after a restart', async (_what, sql) => {
  for (const restarts of [false, true])
    await onBench('dev', 'HAPF-Strong', async (bench) => {
      const [one, other] = await twoPreviews(bench)
      tamper(bench, sql, other)
      if (restarts) await bench.restart()
      await bench.hear('ana', '1')
      expect(stateOf(bench, one)).toBe('confirmation_requested')
      expect(lastTo(bench, 'ana').text).toContain(one)
    })
})

it('does not come to mean the one when the other is gone, nor after a restart', async () => {
  for (const restarts of [false, true])
    await onBench('dev', 'HAPF-Strong', async (bench) => {
      const [one, other] = await twoPreviews(bench)
      unguarded(bench, `DELETE FROM commands WHERE name = '${other}'`)
      if (restarts) await bench.restart()
      await bench.hear('ana', '1')
      expect(stateOf(bench, one)).toBe('confirmation_requested')
      await bench.hear('ana', `1 ${one}`)
      expect(stateOf(bench, one)).toBe('approval_requested')
    })
})

it('means none where the only one is gone, and what was forged is not confirmed', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    unguarded(bench, 'DELETE FROM commands')
    await bench.hear('ana', '1')
    expect(bench.errors).toEqual([])
    expect(lastTo(bench, 'ana')).toMatchObject({ kind: 'refusal' })
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('is heard though a question is none, or says that it is one of a preview', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [one] = await twoPreviews(bench)
    const put = `INSERT INTO questions (id, place, person, asked_at, expires_at, record)
      VALUES (?, 'ana', 'ana', 0, 1000000000000000, ?)`
    tamper(bench, put, 'x', 'nonsense')
    const forged = { id: 'y', kind: 'confirm', chat: 'ana', person: 'ana', commandId: one }
    tamper(bench, put, 'y', JSON.stringify(forged))
    await bench.hear('ana', '1')
    expect(bench.errors).toEqual([])
    expect(lastTo(bench, 'ana').text).toContain('Several')
  }))

it('is right again after a restart', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [one, other] = await twoPreviews(bench)
    await bench.restart()
    await bench.hear('ana', '1')
    expect(stateOf(bench, one)).toBe('confirmation_requested')
    await bench.hear('ana', `2 ${other}`)
    await bench.hear('ana', '1')
    expect(stateOf(bench, one)).toBe('approval_requested')
  }))
