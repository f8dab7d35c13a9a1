// The whole program with its processes, killed between sending and recording: no artifact is lost.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { jsonOf } from '../../src/evidence/json.ts'
import { program, run } from '../cli/program.ts'
import { furnish } from './environment-with-places.ts'
import { startHttp } from './receivers.ts'

const newsSchema = z.looseObject({ what: z.string(), pid: z.int().optional() })

/** `aval start`, with its news. */
function start(home: string) {
  const args = [program.main, 'start', '--env', 'dev', '--json', '--home', home]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let complaints = ''
  child.stderr.on('data', (part) => {
    complaints += String(part)
  })
  return {
    child,
    /** Resolves with the next news of this kind, and its process. */
    async news(what: string): Promise<number> {
      for (;;) {
        const next = await lines.next()
        if (next.done === true) throw new Error(`It ended before ${what}: ${complaints}`)
        const news = newsSchema.parse(JSON.parse(next.value))
        if (news.what === what) return news.pid ?? 0
      }
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      return child.exitCode
    },
  }
}

const recordSchema = z.object({ chain: z.string(), seq: z.int(), digest: z.string() })
const recordsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => recordSchema.parse(JSON.parse(line)))

/** Without the one line that the kill may have torn, which is sent again. */
function withoutTorn(text: string): string {
  const lines = text.split('\n')
  const whole = lines.filter((line) => line === '' || jsonOf(line) !== undefined)
  expect(lines.length - whole.length).toBeLessThanOrEqual(1)
  return whole.join('\n')
}

/** Each artifact of each chain has arrived, first arrivals in order. */
function expectWhole(text: string, digests: ReadonlyMap<string, readonly string[]>): void {
  const firsts = new Map<string, Map<number, string>>()
  for (const { chain, seq, digest } of recordsOf(text)) {
    const tenant = chain.split('/').at(-1) ?? ''
    const seen = firsts.get(tenant) ?? new Map<number, string>()
    expect(seen.get(seq) ?? digest).toBe(digest)
    if (!seen.has(seq)) seen.set(seq, digest)
    firsts.set(tenant, seen)
  }
  for (const [tenant, all] of digests)
    expect([...(firsts.get(tenant)?.values() ?? [])], tenant).toEqual(all)
}

async function digestsOf(home: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { out } = await run(program, ['audit', '--env', 'dev', '--home', home])
  const digests = new Map<string, string[]>()
  for (const line of out.split('\n').filter((one) => one !== '')) {
    const { tenant, hash } = z
      .object({ tenant: z.string(), hash: z.string() })
      .parse(JSON.parse(line))
    digests.set(tenant, [...(digests.get(tenant) ?? []), hash])
  }
  return digests
}

it('aval start ships everything after a kill, and each place has the checkpoints of the end', async () => {
  const hook = await startHttp()
  onTestFinished(hook.close)
  const outside = furnish(`ship:
  - { kind: http, name: hook, url: "${hook.url}/in" }
  - { kind: file, name: tail, path: ../../tail.ndjson }
checkpoints:
  - { kind: directory, name: copies, path: ../../copies }
  - { kind: git, name: history, path: ../../history }
`)
  const { home } = outside
  const [copies, history] = [join(home, 'copies'), join(home, 'history')]
  mkdirSync(copies)
  execFileSync('git', ['init', '--quiet', history])

  const started = start(home)
  const pid = await started.news('ready')
  await hook.until(() => hook.requests.length > 0)
  // Killed after the place has accepted a batch, before that is recorded.
  const died = new Promise<void>((resolve) => {
    hook.says.instead = () => {
      process.kill(pid, 'SIGKILL')
      resolve()
    }
  })
  const lockdown = ['--as', 'dora', '--env', 'dev', '--home', home]
  await run(program, ['lockdown', 'on', 'a', 'bad', 'day', ...lockdown])
  await died
  const taken = hook.requests.at(-1)?.body ?? ''
  await started.news('ready')
  await hook.until(() => hook.requests.filter((one) => one.body.startsWith(taken)).length === 2)
  await run(program, ['lockdown', 'off', ...lockdown])
  expect(await started.stop()).toBe(0)

  const digests = await digestsOf(home)
  expect([...digests.values()].flat().length).toBeGreaterThan(10)
  // The last of all says that the last checkpoints were sent, and goes out at the next start.
  const all = new Map([...digests].map(([tenant, hashes]) => [tenant, [...hashes]]))
  const sent = hook.requests.map((one) => one.body).join('')
  const known = new Set(recordsOf(sent).map((one) => one.digest))
  for (const [tenant, hashes] of all) {
    const late = hashes.findIndex((hash) => !known.has(hash))
    if (late >= 0) expect(hashes.splice(late).length, tenant).toBeLessThanOrEqual(2)
  }
  expectWhole(sent, all)
  expectWhole(withoutTorn(readFileSync(join(home, 'tail.ndjson'), 'utf8')), all)

  const files = readdirSync(copies)
  const committed = execFileSync('git', ['-C', history, 'ls-tree', '--name-only', 'HEAD'], {
    encoding: 'utf8',
  })
  expect(files.length).toBeGreaterThan(0)
  expect(files).toEqual(expect.arrayContaining(committed.trim().split('\n')))
  for (const file of files) {
    const args = ['verify', '--env', 'dev', '--home', home, '--checkpoint', join(copies, file)]
    expect(await run(program, args)).toMatchObject({ code: 0 })
  }
}, 120_000)
