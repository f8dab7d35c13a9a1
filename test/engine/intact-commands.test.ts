// When somebody edited a command's row, people are told that it was changed, and nothing of its
// content.

import { expect, it } from 'vitest'
import type { Bench } from '../model/bench.ts'
import {
  carryOut,
  evidence,
  lastTo,
  onBench,
  reasonOf,
  request,
  tamper,
  tokenOf,
  unguarded,
} from '../model/scenes.ts'

const minute = 60_000

/** A plausible forgery: the columns match the record. */
const editSql = `UPDATE commands SET state = 'succeeded', open = 0,
  record = json_set(record, '$.state', 'succeeded', '$.slots.order', '99') WHERE name = ?`

async function editedRequest(bench: Bench): Promise<string> {
  const name = await request(bench, 'ana', 'cancel order 42')
  tamper(bench, editSql, name)
  await bench.restart()
  return name
}

it.each(['show', 'why', 'who can approve', 'who is missing', 'evidence', 'cancel'])(
  '`%s` of an edited command says that it was changed, and shows nothing of its content',
  (question) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await editedRequest(bench)
      await bench.hear('ana', `${question} ${name}`)
      const { text } = lastTo(bench, 'ana')
      expect(text).toContain('CHANGED in the file')
      expect(text).toContain(name)
      expect(text).not.toContain('99')
      expect(bench.errors).toEqual([])
    }),
)

it.each(['pending', 'status', 'report 7d'])(
  '`%s` leaves out an edited command and names it',
  (question) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const sound = await request(bench, 'ana', 'cancel order 43')
      const name = await editedRequest(bench)
      await bench.hear('dora', question)
      const { text } = lastTo(bench, 'dora')
      expect(text).toContain(`and not shown: ${name}`)
      expect(text).not.toContain('99')
      expect(text).not.toContain(`and not shown: ${sound}`)
    }),
)

it('`pending` and the report include an open command whose columns were edited', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const hidden = `UPDATE commands SET open = 0, state = 'rejected', created_at = 1, tenant = 'dev:x',
      requester = 'nobody' WHERE name = ?`
    tamper(bench, hidden, name)
    await bench.restart()
    await bench.hear('dora', 'pending')
    expect(lastTo(bench, 'dora').text).toContain(name)
    await bench.hear('dora', 'report 7d')
    expect(lastTo(bench, 'dora').text).toMatch(/open.* 1\b/i)
  }))

it('the report names a command whose row was deleted', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    unguarded(bench, `DELETE FROM commands WHERE name = '${name}'`)
    await bench.restart()
    await bench.hear('dora', 'report 7d')
    expect(lastTo(bench, 'dora').text).toContain(`and not shown: ${name}`)
  }))

it('`show` says that a command was changed when its earlier sealed record was put back', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    const before = bench.look
      .prepare('SELECT record, seal FROM commands WHERE name = ?')
      .get(name) as { record: string; seal: string }
    await bench.hear('beto', `2 ${tokenOf(bench, name, 'beto')}`)
    const back = "UPDATE commands SET record = ?, seal = ?, state = 'approval_requested', open = 1"
    tamper(bench, back, before.record, before.seal)
    await bench.restart()
    await bench.hear('ana', `show ${name}`)
    expect(lastTo(bench, 'ana').text).toContain('CHANGED in the file')
  }))

it.each(['reminder', 'escalation', 'approval'])(
  'a due %s of an edited command ends it once, shows nothing of it and warns the admins',
  (what) =>
    onBench('dev', 'HAPF-Strong', async (bench) => {
      const name = await request(bench, 'ana', 'cancel order 42')
      tamper(bench, editSql, name)
      tamper(bench, 'DELETE FROM deadlines WHERE what <> ?', what)
      await bench.restart()
      const before = bench.letters.length
      await bench.wait(31 * minute)
      const letters = bench.letters.slice(before)
      expect(letters.map((one) => one.text).join('\n')).not.toContain('99')
      expect(reasonOf(bench, name)).toBe('record_changed')
      expect(evidence(bench, 'command.rejected')).toHaveLength(1)
      expect(evidence(bench, 'tool.denied')).toHaveLength(1)
      expect(letters.filter((one) => one.to === 'dora').at(-1)?.text).toContain('aval verify')
      expect(bench.errors).toEqual([])
    }),
)

it('an edited command ends once, though all its deadlines come due together after an outage', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await request(bench, 'ana', 'cancel order 42')
    tamper(bench, editSql, name)
    await bench.restart()
    bench.leap(31 * minute)
    await bench.wait(0)
    expect(reasonOf(bench, name)).toBe('record_changed')
    expect(evidence(bench, 'command.rejected')).toHaveLength(1)
    expect(evidence(bench, 'tool.denied')).toHaveLength(1)
  }))

it('commands that nobody edited are reported as usual after a restart, also once they ended', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    const name = await carryOut(bench, 'ana', 'cancel order 42', 'beto')
    await bench.restart()
    for (const question of [`show ${name}`, `evidence ${name}`, 'pending', 'report 7d', 'status']) {
      await bench.hear('dora', question)
      expect(lastTo(bench, 'dora').text).not.toContain('CHANGED')
    }
  }))
