// How long the program takes to start, and what it keeps in memory, beside a Node that does nothing.

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fixed, median, type Result, rounds } from './bench.ts'
import { makeHome } from './bench-world.ts'

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url))

interface Started {
  readonly milliseconds: number
  /** Of all threads; what others do to the machine hardly shows in it. */
  readonly processorMs: number
  readonly kilobytes: number
}

/** Milliseconds until the program has answered its first line, and what it then keeps in memory. */
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

export async function processFigures(): Promise<readonly Result[]> {
  const home = makeHome(undefined, undefined, 'strong')
  const bare = ['-e', "process.stdin.once('data', () => process.stdout.write('x'))"]
  const aval = [main, 'chat', '--env', 'test', '--home', home.home, '--jsonl']
  const line = '{"from":"r0","text":"status"}\n'
  await start(aval, line)
  const turns: { bare: Started; aval: Started }[] = []
  for (let round = 0; round < 2 * rounds + 1; round += 1)
    turns.push({ bare: await start(bare, line), aval: await start(aval, line) })
  home.remove()
  const of = (pick: (turn: (typeof turns)[number]) => number) => median(turns.map(pick))
  return [
    {
      what: 'cold start to the first answer / bare Node',
      value: of((turn) => turn.aval.milliseconds / turn.bare.milliseconds),
      goal: ['<=', 2.2],
      detail: `${fixed(of((turn) => turn.aval.milliseconds))} ms; bare ${fixed(of((turn) => turn.bare.milliseconds))} ms`,
    },
    {
      what: 'processor time to the first answer / bare Node',
      value: of((turn) => turn.aval.processorMs / turn.bare.processorMs),
      detail: `${fixed(of((turn) => turn.aval.processorMs))} ms; bare ${fixed(of((turn) => turn.bare.processorMs))} ms`,
    },
    {
      what: 'resident memory / bare Node',
      value: of((turn) => turn.aval.kilobytes / turn.bare.kilobytes),
      goal: ['<=', 1.8],
      detail: `${fixed(of((turn) => turn.aval.kilobytes / 1024))} MiB; bare ${fixed(of((turn) => turn.bare.kilobytes / 1024))} MiB`,
    },
  ]
}
