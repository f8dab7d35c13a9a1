// Measures start time and memory of the program, compared with an idle Node process.

import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shipped } from '../src/environment/content-files.ts'
import { environmentFolder } from '../src/environment/environment-folder.ts'
import { median } from './bench-quantile.ts'
import { fixed, type Result, rounds } from './bench-result.ts'
import { type Home, makeHome } from './bench-world.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

interface Started {
  readonly milliseconds: number
  /** CPU time of all threads; other load on the machine hardly affects it. */
  readonly processorMs: number
  readonly kilobytes: number
}

/** Milliseconds until the program has answered its first line, and its memory then. */
async function start(args: readonly string[], line: string): Promise<Started> {
  const began = performance.now()
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, SHOP_TOKEN: 'bench' },
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.stdin.write(line)
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const milliseconds = performance.now() - began
  const threads = readdirSync(`/proc/${child.pid}/task`)
  const processorMs = threads
    .map((one) => readFileSync(`/proc/${child.pid}/task/${one}/schedstat`, 'utf8'))
    .reduce((sum, text) => sum + Number(text.split(' ')[0]) / 1e6, 0)
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  child.stdin.end()
  await ended
  return { milliseconds, processorMs, kilobytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) }
}

/** The shipped environment with five people, in a home of its own. */
function shippedHome(): Pick<Home, 'home' | 'remove'> {
  const home = mkdtempSync(join(tmpdir(), 'aval-bench-'))
  const folder = environmentFolder(home, 'dev')
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(shipped, 'data/dev/environment.yaml'), join(folder, 'environment.yaml'))
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

interface Turn {
  readonly bare: Started
  readonly aval: Started
}

/**
 * Starts `aval chat` in this home, alternating with a bare Node; the first start, which creates
 * keys, is not counted.
 */
async function inTurn(home: string, environment: string, person: string): Promise<Turn[]> {
  const bare = ['-e', "process.stdin.once('data', () => process.stdout.write('x'))"]
  const aval = [main, 'chat', '--env', environment, '--home', home, '--jsonl']
  const line = `{"from":"${person}","text":"status"}\n`
  await start(aval, line)
  const turns: Turn[] = []
  for (let round = 0; round < 2 * rounds + 1; round += 1)
    turns.push({ bare: await start(bare, line), aval: await start(aval, line) })
  return turns
}

/** The goals hold for what anyone can start: the shipped environment. */
function rows(turns: readonly Turn[], where: string, hasGoals: boolean): readonly Result[] {
  const row = (what: string, unit: string, of: (one: Started) => number, most?: number): Result => {
    const ours = fixed(median(turns.map(({ aval }) => of(aval))))
    const bare = fixed(median(turns.map((turn) => of(turn.bare))))
    return {
      what: `${what}, ${where} / bare Node`,
      value: median(turns.map((turn) => of(turn.aval) / of(turn.bare))),
      ...(hasGoals && most !== undefined ? { goal: ['<=', most] } : {}),
      detail: `${ours} ${unit}; bare ${bare} ${unit}`,
    }
  }
  return [
    row('cold start to the first answer', 'ms', (one) => one.milliseconds, 2.2),
    row('processor time to the first answer', 'ms', (one) => one.processorMs),
    row('resident memory', 'MiB', (one) => one.kilobytes / 1024, 1.8),
  ]
}

/** The settings are parsed at each start, and those of sixteen people are three times as long. */
export async function processFigures(): Promise<readonly Result[]> {
  const fresh = shippedHome()
  const asShipped = await inTurn(fresh.home, 'dev', 'ana')
  fresh.remove()
  const larger = makeHome(undefined, undefined, 'strong')
  const ofSixteen = await inTurn(larger.home, 'test', 'r0')
  larger.remove()
  return [...rows(asShipped, 'as shipped', true), ...rows(ofSixteen, 'with 16 people', false)]
}
