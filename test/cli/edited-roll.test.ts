// Rights that somebody edited in the database: verify, doctor and the log name the person and the
// fix.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, expect, it } from 'vitest'
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

const aval = (...args: readonly string[]) => run(program, [...args, '--env', 'dev', '--home', home])
const chat = (input: string) =>
  run(program, ['chat', '--jsonl', '--env', 'dev', '--home', home], input)

it('verify names the person whose rights were edited, by id', async () => {
  const { code, out } = await aval('verify')
  expect(code).toBe(1)
  expect(out).toMatch(/^BROKEN - at \d+: Who may do .*: the person beto \(edited\)\. .*restore/im)
  expect(out).not.toContain('+55')
}, 60_000)

it('doctor names the person whose rights were edited, and the whole fix', async () => {
  const { code, out } = await aval('doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/^UNSAFE {2}roll: .*the person beto \(edited\)/m)
  expect(out).toContain('restore the newest copy of aval.db')
}, 60_000)

it('chat logs the person whose rights were edited, and the fix', async () => {
  const { code, error } = await chat('{"from":"ana","text":"menu"}\n')
  expect(code).toBe(0)
  expect(error).toContain('"entries":["the person beto (edited)"]')
  expect(error).toContain('restore the newest copy of aval.db')
}, 60_000)

it('attest and conform refuse to run with edited rights', async () => {
  for (const command of ['attest', 'conform']) {
    const { code, error, out } = await aval(command)
    expect(error).toMatch(/the person beto \(edited\)\. Put back the newest copy/)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  }
}, 60_000)

it('people list warns about the person whose rights were edited, and exits 1', async () => {
  const { code, error, out } = await aval('people', 'list')
  expect(out).toMatch(/^beto .* admin /m)
  expect(error).toContain('the person beto (edited)')
  expect(code).toBe(1)
}, 60_000)
