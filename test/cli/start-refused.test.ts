// A start that fails until a person fixes something is not retried: the supervisor reports it and
// ends.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { lockEnvironment } from '../../src/store/file/owner-lock.ts'
import { homeWith, program, run, sound } from './program.ts'

async function homeAfterChat(): Promise<{ readonly home: string; readonly folder: string }> {
  const home = homeWith(sound)
  const args = ['chat', '--jsonl', '--env', 'dev', '--home', home]
  expect(await run(program, args, '{"from":"ana","text":"menu"}\n')).toMatchObject({ code: 0 })
  return { home, folder: join(home, 'data', 'dev') }
}

it.each<[string, (folder: string) => Promise<void>, RegExp]>([
  [
    'written by a newer Aval',
    async (folder) => {
      const db = new Database(join(folder, 'aval.db'))
      db.pragma('user_version = 99')
      db.close()
    },
    /was written by a newer Aval.*; update Aval/,
  ],
  [
    'written with other keys',
    async (folder) => {
      const other = await homeAfterChat()
      cpSync(join(other.folder, 'keys'), join(folder, 'keys'), { recursive: true, force: true })
    },
    /was written with other keys.*restore both from the same copy/,
  ],
  [
    'deleted',
    async (folder) => {
      for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `aval.db${end}`), { force: true })
    },
    /is missing or empty.*restore it from a copy/,
  ],
])(
  'start ends without a retry when the store is %s',
  async (_, damage, sentence) => {
    const { home, folder } = await homeAfterChat()
    await damage(folder)
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

it('a lock that another process holds is reported as a StoreBusyError', async () => {
  const { folder } = await homeAfterChat()
  const release = lockEnvironment(folder, 'dev')
  expect(() => lockEnvironment(folder, 'dev')).toThrow(
    expect.objectContaining({ name: 'StoreBusyError' }),
  )
  release()
}, 60_000)

it('start ends without a retry when its metrics port is taken, and names the port', async () => {
  const { home, folder } = await homeAfterChat()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  appendFileSync(join(folder, 'environment.yaml'), `metrics: { port: ${port} }\n`)
  const { news, log } = await started(home, () => undefined)
  server.close()
  expect(news).toEqual(['started', 'ended', 'needs_mending'])
  expect(log).toContain(`metrics.port ${port} cannot be opened (EADDRINUSE); name another.`)
  // What had begun by then ends as always, with evidence.
  const { out } = await run(program, ['audit', '--env', 'dev', '--home', home])
  const types = [...out.matchAll(/"type":"(service\.\w+)"/g)].map((one) => one[1])
  expect(types).toEqual(['service.start', 'service.stop', 'service.start', 'service.stop'])
}, 60_000)

it('start logs that its newest evidence is in the future, by how much', async () => {
  const { home } = await homeAfterChat()
  const at = new Date(Date.now() + 48 * 3_600_000).toISOString()
  const args = ['chat', '--jsonl', '--env', 'dev', '--home', home, '--at', at]
  await run(program, args, '{"from":"ana","text":"menu"}\n')
  const { log } = await started(home, (_, end) => end())
  const [, ahead] = /"aheadMs":(\d+),"msg":"The newest evidence is in the future/.exec(log) ?? []
  expect(Number(ahead)).toBeGreaterThan(47 * 3_600_000)
}, 60_000)

it('start goes on although running.json cannot be written, and logs why', async () => {
  const { home, folder } = await homeAfterChat()
  mkdirSync(join(folder, 'running.json.new'))
  const { news, log } = await started(home, (_, end) => end())
  expect(news).toEqual(['started', 'ready', 'ended'])
  expect(log).toMatch(/"code":"EISDIR".*running\.json cannot be written/)
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
  ['replaced by a copy', (folder, copy) => renameSync(copy, join(folder, 'aval.db'))],
  ['without its write-ahead log', (folder) => rmSync(join(folder, 'aval.db-wal'))],
])(
  'start ends without a retry when the running database is %s',
  async (_, damage) => {
    const { home, folder } = await homeAfterChat()
    const copy = join(folder, 'copy')
    cpSync(join(folder, 'aval.db'), copy)
    const { news, log } = await started(home, () => damage(folder, copy))
    expect(news).toEqual(['started', 'ready', 'ended', 'needs_mending'])
    expect(log).toContain('was replaced, moved or removed')
  },
  60_000,
)

it('start restarts the environment when its lock file was removed', async () => {
  const { home, folder } = await homeAfterChat()
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
