// Rights that somebody wrote into the file: verify, doctor and the log name whose they are and what
// to do.

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { homeWith, program, run, sound } from './program.ts'

let home = ''
beforeAll(async () => {
  home = homeWith(sound)
  expect(await chat('')).toMatchObject({ code: 0 })
  const db = new Database(join(home, 'data', 'dev', 'aval.db'))
  db.exec(`UPDATE people SET record = json_set(record, '$.roles', json('["admin"]'))
           WHERE id = 'beto'`)
  db.close()
}, 60_000)
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

const aval = (...args: readonly string[]) => run(program, [...args, '--env', 'dev', '--home', home])
const chat = (input: string) =>
  run(program, ['chat', '--jsonl', '--env', 'dev', '--home', home], input)

it('verify names the person, by the id that the evidence has', async () => {
  const { code, out } = await aval('verify')
  expect(code).toBe(1)
  expect(out).toMatch(/^BROKEN - at \d+: Who may do .*: the person beto \(edited\)\. .*restore/im)
  expect(out).not.toContain('+55')
}, 60_000)

it('doctor says the same, and the whole way out of it', async () => {
  const { code, out } = await aval('doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/^UNSAFE {2}roll: .*the person beto \(edited\)/m)
  expect(out).toContain('restore the newest copy of aval.db')
}, 60_000)

it('the log of whatever starts it does, too', async () => {
  const { code, error } = await chat('{"from":"ana","text":"menu"}\n')
  expect(code).toBe(0)
  expect(error).toContain('"entries":["the person beto (edited)"]')
  expect(error).toContain('restore the newest copy of aval.db')
}, 60_000)

it('nothing is attested and no vector is run on what somebody else wrote', async () => {
  for (const command of ['attest', 'conform']) {
    const { code, error, out } = await aval(command)
    expect(error).toMatch(/the person beto \(edited\)\. Put back the newest copy/)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  }
}, 60_000)

it('who lists the people is told whom not to believe', async () => {
  const { code, error, out } = await aval('people', 'list')
  expect(out).toMatch(/^beto .* admin /m)
  expect(error).toContain('the person beto (edited)')
  expect(code).toBe(1)
}, 60_000)
