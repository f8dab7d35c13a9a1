// Starts the program as a process, as this test run has built it.

import { type ChildProcess, type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { commandLine } from '../../src/cli/command-line.ts'
import { built, builtMain } from '../built.ts'
import { writtenBy } from '../chats/captured-output.ts'
import { freshFolder } from '../fresh-folder.ts'

export interface Program {
  /** Its `dist/main.js`. */
  readonly main: string
}

/** What this run has built (test/run.ts), for tests that do not change it. */
export const program: Program = { main: builtMain }

/** A copy of this run's build, which its test file may change. */
export function buildProgram(): Program {
  const folder = freshFolder()
  cpSync(built, folder, { recursive: true })
  return { main: join(folder, 'dist', 'main.js') }
}

const people = `people:
  - { id: ana,   name: Ana,   tenant: acme, phones: ["+5511900000001"], roles: [requester], locale: en }
  - { id: beto,  name: Beto,  tenant: acme, phones: ["+5511900000002"], roles: [approver],  locale: en }
  - { id: carla, name: Carla, tenant: acme, phones: ["+5511900000003"], roles: [approver],  locale: en }
  - { id: dora,  name: Dora,  tenant: acme, phones: ["+5511900000004"], roles: [admin],     locale: en }
`

/** Valid settings of dev, without a connector that needs a network. */
export const sound = `environment: dev
policy: { pack: strong, version: 1.0.0, profile: HAPF-Strong }
transport: { kind: terminal }
tenants: [{ id: acme }]
${people}connectors: {}
retention: { evidence: 7d, messages: 7d }
`

/** Makes a home with these settings of dev. */
export function homeWith(settings: string | null): string {
  const home = freshFolder()
  if (settings === null) return home
  mkdirSync(join(home, 'data', 'dev'), { recursive: true })
  writeFileSync(join(home, 'data', 'dev', 'environment.yaml'), settings)
  return home
}

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Runs a command to its end, with this input. */
export function run(
  program: Program,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 1e9, timeout: 60_000 }
    const child = execFile(process.execPath, [program.main, ...args], options, (_e, out, error) =>
      resolve({ code: child.exitCode, out, error }),
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/**
 * The same within this process, in a tenth of the time. Commands that read input or exit need a
 * process of their own.
 */
export async function runHere(args: readonly string[]): Promise<Ended> {
  let code: number | null = null
  let out = ''
  const ends = async () => {
    code = await commandLine(args, { goOn: () => undefined })
  }
  const error = await writtenBy(async () => {
    out = await writtenBy(ends)
  }, process.stderr)
  return { code, out, error }
}

export interface Out {
  readonly type: string
  readonly to?: string
  readonly kind?: string
  readonly text?: string
  readonly command?: string
  readonly token?: string
  readonly line?: number
  readonly message?: string
}

export function linesOf(text: string): readonly Out[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** A running chat, line by line. */
export interface Chat {
  readonly child: ChildProcess
  /** Sends one line; resolves with all output that follows. */
  say(line: object | string): Promise<readonly Out[]>
  /** Resolves with the exit code, or with the signal that ended it. */
  readonly ended: Promise<number | string | null>
}

export function chat(program: Program, home: string): Chat {
  const args = ['chat', '--env', 'dev', '--jsonl', '--home', home, '--at', '2026-01-05T09:00:00Z']
  const child = spawn(process.execPath, [program.main, ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return talk(child)
}

/** A chat with a process that is already running. */
export function talk(child: ChildProcessByStdio<Writable, Readable, null>): Chat {
  const heard = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  // Input that a killed program no longer reads is no error.
  child.stdin.on('error', () => undefined)
  return {
    child,
    ended,
    async say(line) {
      child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
      const answers: Out[] = []
      for (;;) {
        const next = await heard.next()
        if (next.done === true) throw new Error('The program ended before it was quiet.')
        const out: Out = JSON.parse(next.value)
        if (out.type === 'quiet') return answers
        answers.push(out)
      }
    },
  }
}
