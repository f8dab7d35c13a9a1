// Rows that somebody edited between two runs: what evidence says of open previews and of limits
// still holds.

import { expect, it } from 'vitest'
import { canonical, sha256 } from '../../src/evidence/canonical.ts'
import { vault } from '../model/bench.ts'
import {
  evidence,
  lastTo,
  onBench,
  request,
  stateOf,
  tamper,
  twoPreviews,
  unguarded,
} from '../model/scenes.ts'

const minute = 60_000

it('the hourly request limit still counts requests whose tally rows were deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let count = 0; count < 10; count += 1) {
      await bench.hear('ana', `cancel order ${count}`)
      await bench.hear('ana', `2 ${lastTo(bench, 'ana').command}`)
    }
    unguarded(bench, 'DELETE FROM tallies')
    await bench.restart()
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    await bench.wait(61 * minute)
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('preview')
  }))

it('the limit of open requests still counts commands whose columns were set to ended', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let count = 0; count < 5; count += 1) await request(bench, 'ana', `cancel order ${count}`)
    unguarded(bench, "UPDATE commands SET open = 0, state = 'rejected'")
    await bench.restart()
    await bench.hear('ana', 'cancel order 42')
    expect(lastTo(bench, 'ana').kind).toBe('refusal')
  }))

it('wrong answers still count towards the lock after their tally rows were deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (let count = 0; count < 4; count += 1) await bench.hear('beto', '1 222222')
    unguarded(bench, 'DELETE FROM tallies')
    await bench.restart()
    await bench.hear('beto', '1 222222')
    expect(evidence(bench, 'limit.reached')).toHaveLength(1)
    unguarded(bench, 'DELETE FROM tallies')
    await bench.restart()
    await bench.hear('beto', '1 222222')
    expect(evidence(bench, 'auth.denied').at(-1)).toMatchObject({ body: { why: 'locked' } })
  }))

it('a restart leaves tally rows that nobody edited as they were', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    for (const text of ['cancel order 1', '1', 'cancel order 2', '1']) await bench.hear('ana', text)
    await bench.hear('beto', '1 222222')
    const rows = bench.look.prepare('SELECT key, number, at FROM tallies ORDER BY key, number')
    const before = rows.all()
    await bench.restart()
    await bench.hear('beto', 'pending')
    expect(rows.all()).toEqual(before)
  }))

const nine = JSON.stringify(Array.from({ length: 9 }, () => 'wrong/beto'))

/** The body of the one wrong answer says nine; how much of the artifact fits that. */
it.each([
  ['its body', (_: Rewritten) => ({})],
  ['its body and bytes', ({ bytes }: Rewritten) => ({ bytes })],
  ['its body, bytes and hash', ({ bytes, hash }: Rewritten) => ({ bytes, hash })],
] as const)('wrong answers forged into an artifact (%s) do not count', (_what, edit) =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await bench.hear('beto', '1 222222')
    await bench.hear('ana', 'pending')
    const found = bench.look
      .prepare(
        `SELECT a.position, a.bytes, lower(hex(a.hash)) AS hash, lower(hex(b.salt)) AS salt,
           b.bytes AS body FROM artifacts a JOIN bodies b USING (position)
         WHERE a.type = 'auth.denied'`,
      )
      .get() as { position: number; bytes: string; hash: string; salt: string; body: string }
    const body = canonical({ ...JSON.parse(found.body), counted: JSON.parse(nine) })
    const digest = sha256(found.salt + body)
    const bytes = found.bytes.replace(/"body_digest":"[0-9a-f]+"/, `"body_digest":"${digest}"`)
    const after = {
      bytes: found.bytes,
      hash: found.hash,
      ...edit({ bytes, hash: sha256(bytes) }),
    }
    unguarded(
      bench,
      `UPDATE bodies SET bytes = '${body}' WHERE position = ${found.position}`,
      `UPDATE artifacts SET bytes = '${after.bytes}', hash = unhex('${after.hash}')
         WHERE position = ${found.position}`,
    )
    await bench.restart()
    await bench.hear('beto', '1 222222')
    expect(evidence(bench, 'limit.reached')).toHaveLength(0)
  }),
)

interface Rewritten {
  readonly bytes: string
  readonly hash: string
}

it('with two previews open, a bare 1 asks which, even if one got back its sealed earlier record', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const [one, other] = await twoPreviews(bench)
    const row = bench.look.prepare('SELECT id, record FROM commands WHERE name = ?').get(other)
    const { id, record } = row as { id: string; record: string }
    const proposed = { ...JSON.parse(record), state: 'proposed', preview: null, confirmation: null }
    const text = JSON.stringify(proposed)
    const back = 'UPDATE commands SET record = ?, seal = ? WHERE id = ?'
    tamper(bench, back, text, vault.mark(['command', id, text].join('\n')), id)
    await bench.restart()
    await bench.hear('ana', '1')
    expect(stateOf(bench, one)).toBe('confirmation_requested')
    expect(lastTo(bench, 'ana').text).toContain(one)
  }))
