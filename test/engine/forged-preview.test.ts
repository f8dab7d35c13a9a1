// A bare `1` means the one preview that waits, and no other one that somebody wrote into the file.

import { expect, it } from 'vitest'
import { lastTo, onBench, stateOf, tamper, twoPreviews, unguarded } from '../model/scenes.ts'

it.each([
  ['is closed', 'UPDATE commands SET open = 0 WHERE name = ?'],
  ['succeeded', "UPDATE commands SET state = 'succeeded' WHERE name = ?"],
  ['belongs to somebody else', "UPDATE commands SET requester = 'carla' WHERE name = ?"],
  [
    'was shown in another chat',
    "UPDATE commands SET record = json_set(record, '$.chat', 'x') WHERE name = ?",
  ],
  [
    'ended, record and all',
    `UPDATE commands SET open = 0, state = 'rejected',
       record = json_set(record, '$.state', 'rejected') WHERE name = ?`,
  ],
])(
  'a bare 1 confirms neither of two previews when the row of one says that it %s',
  async (_what, sql) => {
    for (const restarts of [false, true])
      await onBench('dev', 'HAPF-Strong', async (bench) => {
        const [one, other] = await twoPreviews(bench)
        tamper(bench, sql, other)
        if (restarts) await bench.restart()
        await bench.hear('ana', '1')
        expect(stateOf(bench, one)).toBe('confirmation_requested')
        expect(lastTo(bench, 'ana').text).toContain(one)
      })
  },
)

it('a bare 1 confirms neither of two previews when the row of one was deleted', async () => {
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

it('a bare 1 is refused when the row of the only preview was deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('ana', 'cancel order 42')
    unguarded(bench, 'DELETE FROM commands')
    await bench.hear('ana', '1')
    expect(bench.errors).toEqual([])
    expect(lastTo(bench, 'ana')).toMatchObject({ kind: 'refusal' })
    expect(bench.shop.acts).toHaveLength(0)
  }))

it('a bare 1 with two previews asks which, despite forged rows of questions', () =>
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

it('a bare 1 after a restart asks which of two previews, and confirms once one is left', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [one, other] = await twoPreviews(bench)
    await bench.restart()
    await bench.hear('ana', '1')
    expect(stateOf(bench, one)).toBe('confirmation_requested')
    await bench.hear('ana', `2 ${other}`)
    await bench.hear('ana', '1')
    expect(stateOf(bench, one)).toBe('approval_requested')
  }))
