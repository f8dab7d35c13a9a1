// Four months of an environment (in a long run: a whole year) in little memory: finished data does
// not accumulate.

import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, expect, it } from 'vitest'
import { amount } from '../case-count.ts'
import { homeWith, program, runHere, sound, talk } from './program.ts'

let home = ''
beforeAll(() => {
  home = homeWith(sound)
}, 60_000)

/** Tables with pending or temporary rows; evidence and its tables only grow. */
const passing = ['inbox', 'outbox', 'questions', 'work', 'deadlines', 'tallies', 'kept']

/** Numbers of rows, and of bodies and commands that still have words. */
function rowCounts(): Readonly<Record<string, number>> {
  const db = new Database(join(home, 'data', 'dev', 'aval.db'), { readonly: true })
  const count = (from: string) => Number(db.prepare(`SELECT count(*) FROM ${from}`).pluck().get())
  const found = Object.fromEntries(passing.map((table) => [table, count(table)]))
  const bodies = count(
    "bodies b JOIN artifacts a USING (position) WHERE b.bytes IS NOT NULL AND a.type <> 'evidence.erased'",
  )
  const commands = count("commands WHERE record ->> '$.erased' IS NULL")
  db.close()
  return { ...found, bodies, commands }
}

it('a store holds no more after four months than after two, and verifies', {
  timeout: amount(120_000, 600_000),
}, async () => {
  const args = ['--max-old-space-size=48', program.main, 'chat', '--env', 'dev', '--jsonl']
  const more = ['--home', home, '--at', '2027-12-20T09:00:00Z']
  const session = talk(
    spawn(process.execPath, [...args, ...more], { stdio: ['pipe', 'pipe', 'ignore'] }),
  )
  const day = async (number: number) => {
    const name = `u${number}`
    for (const text of [`create config ${name} for payments`, '1', `delete config ${name}`])
      await session.say({ from: 'ana', text })
    const out = await session.say({ from: 'ana', text: '1' })
    const card = out.find((one) => one.to === 'beto' && one.token !== undefined)
    if (number % 3 === 0) await session.say({ from: 'beto', text: `1 ${card?.token}` })
    await session.say({ from: `+55119${10_000_000 + number}`, text: 'hello' })
    await session.say({ from: 'beto', text: '1 K7QM2P' })
    await session.say({ wait: '24h' })
  }
  for (let number = 0; number < 60; number += 1) await day(number)
  const early = rowCounts()
  for (let number = 60; number < amount(120, 366); number += 1) await day(number)
  const late = rowCounts()
  const log = statSync(join(home, 'data', 'dev', 'aval.db-wal')).size
  session.child.stdin?.end()
  expect(await session.ended).toBe(0)
  for (const [table, count] of Object.entries(late))
    expect(count, table).toBeLessThanOrEqual((early[table] ?? 0) * 1.2 + 5)
  // A day's worth: what was erased leaves the log with it.
  expect(log).toBeLessThan(4_000_000)
  const verified = await runHere(['verify', '--env', 'dev', '--home', home])
  expect(verified).toMatchObject({ code: 0, out: expect.stringMatching(/^ok /) })
})
