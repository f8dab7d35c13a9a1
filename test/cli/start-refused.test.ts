// A start that only a person can fix is not retried: the supervisor learns it and stops.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, renameSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { lockEnvironment } from '../../src/store/file/owner-lock.ts'
import { homeWith, program, run, sound } from './program.ts'

const homes: string[] = []
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true })
})

async function begun(): Promise<{ readonly home: string; readonly folder: string }> {
  const home = homeWith(sound)
  homes.push(home)
  const args = ['chat', '--jsonl', '--env', 'dev', '--home', home]
  expect(await run(program, args, '{"from":"ana","text":"menu"}\n')).toMatchObject({ code: 0 })
  return { home, folder: join(home, 'data', 'dev') }
}

it.each<[string, (folder: string) => Promise<void>, RegExp]>([
  [
    'of a newer Aval',
    async (folder) => {
      const db = new Database(join(folder, 'aval.db'))
      db.pragma('user_version = 99')
      db.close()
    },
    /was written by a newer Aval.*; update Aval/,
  ],
  [
    'of another installation',
    async (folder) => {
      const other = await begun()
      cpSync(join(other.folder, 'keys'), join(folder, 'keys'), { recursive: true, force: true })
    },
    /was written with other keys.*restore both from the same copy/,
  ],
  [
    'that is gone',
    async (folder) => {
      for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `aval.db${end}`), { force: true })
    },
    /is missing or empty.*restore it from a copy/,
  ],
])(
  'a store %s needs mending',
  async (_, spoil, sentence) => {
    const { home, folder } = await begun()
    await spoil(folder)
    const ended = await run(program, ['start', '--json', '--env', 'dev', '--home', home])
    expect(ended.code).toBe(1)
    const news = ended.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).what)
    expect(news, ended.out + ended.error).toEqual(['started', 'ended', 'needs_mending'])
    expect(ended.error).toMatch(sentence)
  },
  60_000,
)

it('an environment that runs elsewhere is no such case: it may end any moment', async () => {
  const { folder } = await begun()
  const release = lockEnvironment(folder, 'dev')
  expect(() => lockEnvironment(folder, 'dev')).toThrow(
    expect.objectContaining({ name: 'StoreBusyError' }),
  )
  release()
}, 60_000)

it('a port for metrics that somebody else has needs mending, and is named', async () => {
  const { home, folder } = await begun()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  appendFileSync(join(folder, 'environment.yaml'), `metrics: { port: ${port} }\n`)
  const { news, log } = await started(home, () => undefined)
  server.close()
  expect(news).toEqual(['started', 'ended', 'needs_mending'])
  expect(log).toContain(`metrics.port ${port} cannot be opened (EADDRINUSE); name another.`)
}, 60_000)

interface Life {
  readonly news: readonly string[]
  readonly log: string
}

/** What became of `aval start`; `ready` is told which time it is that the environment runs. */
async function started(
  home: string,
  ready: (time: number, end: () => void) => void,
): Promise<Life> {
  const args = [program.main, 'start', '--json', '--env', 'dev', '--home', home]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const logs: string[] = []
  child.stderr.on('data', (part: Buffer) => void logs.push(part.toString()))
  const news: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const { what } = JSON.parse(line)
    news.push(what)
    const time = news.filter((one) => one === 'ready').length
    if (what === 'ready') ready(time, () => void child.kill('SIGTERM'))
  }
  return { news, log: logs.join('') }
}

it.each<[string, (folder: string, copy: string) => void]>([
  ['a copy is put back', (folder, copy) => renameSync(copy, join(folder, 'aval.db'))],
  ['its newest part is taken away', (folder) => rmSync(join(folder, 'aval.db-wal'))],
])(
  'where %s under a running environment, that ends, and is not started again',
  async (_, spoil) => {
    const { home, folder } = await begun()
    const copy = join(folder, 'copy')
    cpSync(join(folder, 'aval.db'), copy)
    const { news, log } = await started(home, () => spoil(folder, copy))
    expect(news).toEqual(['started', 'ready', 'ended', 'needs_mending'])
    expect(log).toContain('was replaced, moved or removed')
  },
  60_000,
)

it('whose lock is taken away ends, and owns its environment anew', async () => {
  const { home, folder } = await begun()
  const { news, log } = await started(home, (time, end) => {
    if (time === 1) return rmSync(join(folder, 'owner.lock'))
    expect(() => lockEnvironment(folder, 'dev')).toThrow(
      expect.objectContaining({ name: 'StoreBusyError' }),
    )
    end()
  })
  expect(news).toEqual(['started', 'ready', 'ended', 'again', 'started', 'ready', 'ended'])
  expect(log).toContain('owner.lock was moved or removed')
}, 60_000)
