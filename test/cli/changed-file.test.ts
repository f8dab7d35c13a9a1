// A database file that somebody changed, replaced or deleted, and an interrupted first start.

import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { type Chat, chat, homeWith, program, run, runHere, sound } from './program.ts'

const folderOf = (home: string) => join(home, 'data', 'dev')
const fileOf = (home: string) => join(folderOf(home), 'aval.db')

function open(home: string): Chat {
  const session = chat(program, home)
  onTestFinished(() => void session.child.kill('SIGKILL'))
  return session
}

/** Runs a chat until its input ends; resolves with its exit code and output. */
const runChat = (home: string, ...more: readonly string[]) =>
  run(program, ['chat', '--env', 'dev', '--jsonl', '--home', home, ...more], '{"wait":"1s"}\n')

test('a command whose record was edited while the program runs has no effect, and people are told why', async () => {
  const home = homeWith(sound)
  const talk = open(home)
  await talk.say({ from: 'dora', text: 'lockdown on a drill' })
  await talk.say({ from: 'dora', text: '1' })
  await talk.say({ from: 'dora', text: 'lockdown off' })
  const asked = await talk.say({ from: 'dora', text: '1' })
  const card = asked.find((one) => one.token !== undefined)
  if (card?.to === undefined) throw new Error(`Nobody was asked: ${JSON.stringify(asked)}`)
  const db = new Database(fileOf(home))
  db.exec("UPDATE commands SET record = json_set(record, '$.approval.expiresAt', 1999999999999)")
  db.close()
  const replies = await talk.say({ from: card.to, text: `1 ${card.token}` })
  expect(replies.map(({ to, kind }) => `${to} ${kind}`).toSorted()).toEqual([
    'beto approval_update',
    'carla approval_update',
    'dora notice',
    'dora outcome',
  ])
  const texts = replies.map((one) => one.text).join('\n')
  expect(texts).toContain('Record and evidence do not match: nothing was done.')
  expect(texts).toContain('Run: aval verify')
  talk.child.stdin?.end()
  expect(await talk.ended).toBe(0)
  // Verify reports the reason for the stop.
  const verified = await runHere(['verify', '--env', 'dev', '--home', home])
  expect(verified.code).toBe(1)
  expect(verified.out).toContain('the time until which it waits')
})

test('an older database that was restored is refused until its heads are removed', async () => {
  const home = homeWith(sound)
  expect((await runChat(home)).code).toBe(0)
  const before = readFileSync(fileOf(home))
  expect((await runChat(home)).code).toBe(0)
  writeFileSync(fileOf(home), before)
  const { code, out, error } = await runChat(home)
  expect(code, out).not.toBe(0)
  expect(error + out).toContain('lacks evidence that was there before')
  const verified = await runHere(['verify', '--env', 'dev', '--home', home])
  expect(verified.code).toBe(1)
  expect(verified.out).toContain('was noted beside the keys, and is not in the file')
  // The deliberate way.
  rmSync(join(folderOf(home), 'keys', 'heads.json'))
  expect((await runChat(home)).code).toBe(0)
  expect((await runHere(['verify', '--env', 'dev', '--home', home])).code).toBe(0)
})

test('a database that was deleted or emptied is not created again beside its keys', async () => {
  const damages: readonly ((file: string) => void)[] = [
    (file) => rmSync(file),
    (file) => truncateSync(file, 0),
  ]
  for (const damage of damages) {
    const home = homeWith(sound)
    expect((await runChat(home)).code).toBe(0)
    for (const end of ['-wal', '-shm']) rmSync(`${fileOf(home)}${end}`, { force: true })
    damage(fileOf(home))
    const before = existsSync(fileOf(home)) ? statSync(fileOf(home)).size : null
    const writers = [
      ['chat', '--env', 'dev', '--jsonl'],
      ['people', 'enrol', 'dora', '--env', 'dev', '--json'],
    ]
    for (const args of writers) {
      const { code, out, error } = await run(program, [...args, '--home', home])
      expect(code, out).not.toBe(0)
      expect(error + out).toContain('restore it from a copy')
      expect(error + out).toContain('move')
    }
    expect(existsSync(fileOf(home)) ? statSync(fileOf(home)).size : null).toBe(before)
    // The deliberate way.
    rmSync(join(folderOf(home), 'keys'), { recursive: true })
    rmSync(fileOf(home), { force: true })
    expect((await runChat(home)).code).toBe(0)
  }
}, 120_000)

test('a first start that is killed at any point is completed by the next start', async () => {
  for (let killed = 0; killed < 8; killed += 1) {
    const home = homeWith(sound)
    const child = spawn(
      process.execPath,
      [program.main, 'chat', '--env', 'dev', '--jsonl', '--home', home],
      { stdio: ['pipe', 'ignore', 'ignore'] },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const ended = new Promise((resolve) => child.once('exit', resolve))
    // Killed as soon as this many files exist, without a sleep.
    while (filesOf(folderOf(home)) < 1 + killed && child.exitCode === null)
      await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
    await ended
    expect(await runChat(home), `killed at ${killed}`).toMatchObject({ code: 0 })
    expect(existsSync(join(folderOf(home), 'keys', 'first-start'))).toBe(false)
  }
}, 120_000)

function filesOf(folder: string): number {
  return readdirSync(folder, { recursive: true }).length
}

test('a first start that was interrupted between its keys and its store is completed', async () => {
  const home = homeWith(sound)
  mkdirSync(join(folderOf(home), 'keys'), { mode: 0o700 })
  writeFileSync(join(folderOf(home), 'keys', 'first-start'), '')
  writeFileSync(fileOf(home), '')
  // Without keys an empty store is no interrupted first start: keys are created before the store.
  expect((await runChat(home)).code).not.toBe(0)
  rmSync(fileOf(home))
  expect((await runChat(home)).code).toBe(0)
})
