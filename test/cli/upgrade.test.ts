// A newer program with an older store, and the reverse: the store is migrated completely or not at
// all, with evidence, or refused.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { buildProgram, homeWith, type Program, run, sound } from './program.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let older: Program
let newer: Program
/** A home in which the older version ran. */
let ran = ''
let home = ''
const fileOf = (where: string) => join(where, 'data', 'dev', 'aval.db')

/** A migration like a shipped one: existing data stays, and new columns are added. */
const second = (rows: number) => `
ALTER TABLE commands ADD COLUMN extra TEXT;
CREATE TABLE later (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TRIGGER later_keep BEFORE UPDATE ON later
BEGIN SELECT RAISE(ABORT, 'it stays'); END;
INSERT INTO later WITH RECURSIVE counted (value) AS
  (SELECT 1 UNION ALL SELECT value + 1 FROM counted WHERE value < ${rows})
SELECT value, hex(zeroblob(64)) FROM counted;
`

function migration(sql: string): void {
  writeFileSync(join(newer.main, '..', 'parts', 'migrations', '002-test.sql'), sql)
}

const aval = (program: Program, ...args: readonly string[]) =>
  run(program, [...args, '--env', 'dev', '--home', home])
const chatArgs = () => ['chat', '--jsonl', '--env', 'dev', '--home', home]
const menu = '{"from":"ana","text":"menu"}\n'
const chat = (program: Program) => run(program, chatArgs(), menu)

function schemaOf(where: string): unknown {
  const db = new Database(fileOf(where))
  try {
    return db.pragma('user_version', { simple: true })
  } finally {
    db.close()
  }
}

beforeAll(async () => {
  older = buildProgram()
  newer = buildProgram()
  ran = homeWith(sound)
  home = ran
  expect(await chat(older)).toMatchObject({ code: 0 })
})
beforeEach(() => {
  home = homeWith(null)
  cpSync(ran, home, { recursive: true })
  migration(second(1))
})

/** Everything verifies, messages are answered, and nothing is locked. */
async function soundNow(program: Program): Promise<void> {
  const talked = await chat(program)
  expect(talked).toMatchObject({ code: 0, error: '' })
  expect(talked.out).toContain('"kind":"menu"')
  const verified = await aval(program, 'verify')
  expect(verified.out).toMatch(/^ok \d+ artifacts/)
  expect(verified.code).toBe(0)
}

it('a start migrates an older store with evidence, and the older program then refuses it', async () => {
  await soundNow(newer)
  expect(schemaOf(home)).toBe(2)
  const { out } = await aval(newer, 'audit', '--type', 'service.start')
  const schemas = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).body.schema)
  expect(schemas).toEqual([1, 2])
  for (const args of [['verify'], ['audit'], ['people', 'list'], ['chat', '--jsonl']]) {
    const ended = await aval(older, ...args)
    expect(ended.error).toMatch(/newer Aval \(schema 2, this one knows 1\); update Aval/)
    expect(ended.error.trim().split('\n')).toHaveLength(1)
    expect(ended.code).toBe(1)
  }
  expect(schemaOf(home)).toBe(2)
})

/** Renames a scope for everybody, as a migration would. */
const renaming = `UPDATE people SET record = json_set(record, '$.grants', json('["audit.read"]'));`

it('a migration that changes rights seals them again with evidence, and nothing is locked', async () => {
  migration(renaming)
  await soundNow(newer)
  const { out } = await aval(newer, 'audit', '--type', 'alignment.checked')
  const all = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const renewed = all.filter((one) => one.roll !== undefined)
  expect(renewed).toHaveLength(1)
  expect(renewed[0]).toMatchObject({ tenant: '-', actor: 'aval' })
  const { rights, ...why } = renewed[0].body
  expect(why).toEqual({ why: 'schema', from: 1, schema: 2 })
  expect(rights).toContainEqual({
    ...{ people: ['ana'], tenant: 'dev:acme', roles: ['requester'] },
    grants: ['audit.read'],
  })
  await soundNow(newer)
})

it('a migration that does not change rights leaves no such evidence', async () => {
  const rolls = async (program: Program) => {
    const { out } = await aval(program, 'audit')
    return out.split('\n').filter((line) => line.includes('"roll":')).length
  }
  const before = await rolls(older)
  await soundNow(newer)
  expect(await rolls(newer)).toBe(before)
})

it('a migration does not accept rights that somebody edited before it', async () => {
  const db = new Database(fileOf(home))
  db.exec(
    `UPDATE people SET record = json_set(record, '$.roles', json('["admin"]')) WHERE id = 'ana'`,
  )
  db.close()
  migration(renaming)
  const talked = await chat(newer)
  expect(talked.out).toContain('LOCKED: the file was changed')
  const verified = await aval(newer, 'verify')
  expect(verified.out).toContain('Who may do what is not what the evidence says of it')
  expect(verified.code).toBe(1)
})

it('commands that only read refuse an older store and leave it unchanged', async () => {
  for (const args of [['verify'], ['audit'], ['people', 'list'], ['evidence', 'export']]) {
    const { code, error, out } = await aval(newer, ...args)
    expect(error).toMatch(
      /written by an older Aval \(schema 1, this one writes 2\); the next start/,
    )
    expect(error.trim().split('\n')).toHaveLength(1)
    expect({ code, out }).toEqual({ code: 1, out: '' })
  }
  const { out } = await aval(newer, 'doctor')
  expect(out).toMatch(/^warning +database: .*older Aval/im)
  expect(schemaOf(home)).toBe(1)
  await soundNow(older)
})

it('an older store is not migrated while an older process runs, and by the first one after it', async () => {
  const child = spawn(process.execPath, [older.main, ...chatArgs()], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.write(menu)
  await once(child.stdout, 'data')
  const lockdown = ['lockdown', 'on', 'stop', '--as', 'dora']
  for (const args of [lockdown, ['people', 'enrol', 'dora']]) {
    const { code, error } = await aval(newer, ...args)
    expect(error).toMatch(
      /An older Aval is running dev; .* already running in process \d+; stop that one/,
    )
    expect(code).toBe(1)
  }
  expect(schemaOf(home)).toBe(1)
  expect(await aval(older, ...lockdown)).toMatchObject({ code: 0 })
  child.stdin.end()
  await once(child, 'close')
  expect(await aval(newer, ...lockdown)).toMatchObject({ code: 0 })
  expect(schemaOf(home)).toBe(2)
})

it('a migration that is killed leaves the store as it was, for both programs', async () => {
  // So many rows leave much in the log before it is whole.
  migration(second(200_000))
  const child = spawn(process.execPath, [newer.main, ...chatArgs()], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const log = `${fileOf(home)}-wal`
  const written = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0
  await new Promise<void>((resolve) => {
    const look = () => (written() > 4_000_000 ? resolve() : void setImmediate(look))
    look()
  })
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  expect(schemaOf(home)).toBe(1)
  await soundNow(older)
  await soundNow(newer)
  expect(schemaOf(home)).toBe(2)
})

it('a migration that fails changes nothing, and the older program still works', async () => {
  migration(`${second(1)}\nINSERT INTO nowhere VALUES (1);`)
  const { code, error } = await chat(newer)
  expect(error).toMatch(/could not be upgraded from schema 1 to 2 and is unchanged: no such table/)
  expect(error.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
  expect(schemaOf(home)).toBe(1)
  await soundNow(older)
})

it('an earlier copy is refused beside newer keys, and migrated once its heads are removed', async () => {
  const copy = join(home, 'copy.db')
  cpSync(fileOf(home), copy)
  await soundNow(newer)
  for (const end of ['-wal', '-shm']) rmSync(`${fileOf(home)}${end}`, { force: true })
  cpSync(copy, fileOf(home))
  const refused = await chat(newer)
  expect(refused.error).toMatch(/lacks evidence that was there before.*heads\.json/)
  expect(refused.code).toBe(1)
  rmSync(join(home, 'data', 'dev', 'keys', 'heads.json'))
  await soundNow(newer)
})
