// One environment driven over JSON lines; restarted whenever it is killed, with the lines it had
// not taken.

import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Plan } from './plan.ts'

const messageSchema = z.object({
  type: z.literal('message'),
  id: z.string(),
  to: z.string(),
  kind: z.string(),
  text: z.string(),
  command: z.string().optional(),
  token: z.string().optional(),
})
export type Message = z.output<typeof messageSchema>

const answerSchema = z.discriminatedUnion('type', [
  messageSchema,
  z.object({ type: z.literal('quiet'), now: z.string() }),
  z.object({ type: z.literal('error'), message: z.string() }),
])

export interface DoorOptions {
  /** The program and its first arguments: `['node', 'dist/main.js']`. */
  readonly aval: readonly [string, ...string[]]
  readonly home: string
  readonly environment: string
  readonly variables: Readonly<Record<string, string>>
  /** Epoch milliseconds at which the first process starts. */
  readonly at: number
  /** When the next process is killed; null when it is not. */
  plan(): Plan | null
  /** Number of effects so far, for kills right at an effect. */
  acts(): number
  /** Called after each kill, before the next start. Throws on a violation. */
  onKilled(plan: Plan): void
}

export interface Door {
  /** All messages received, by id; one that was sent twice occurs once. */
  readonly messages: ReadonlyMap<string, Message>
  /** Writes lines together, without waiting in between. A line that is sent again keeps its id. */
  say(...lines: readonly object[]): void
  /**
   * Resolves with `found()` once every line was accepted and it returns something; rejects after
   * `patienceMs`.
   */
  until<Found>(what: string, found: () => Found | undefined): Promise<Found>
  /** Ends the input; resolves with the exit code 0, and rejects with any other. */
  end(): Promise<number>
  /** Kills any process that is left. */
  destroy(): void
}

/** Longer than any step takes. */
const patienceMs = 30_000

export function openDoor(options: DoorOptions): Door {
  const bell = new EventEmitter()
  const messages = new Map<string, Message>()
  let pending: readonly string[] = []
  let now = options.at
  let failed: Error | null = null
  let exitCode: number | null = null
  let living: Living | null = null
  let destroyed = false

  function attempt(run: () => void): void {
    try {
      run()
    } catch (error) {
      failed ??= error instanceof Error ? error : new Error(String(error))
    }
    bell.emit('changed')
  }

  function hear(answer: z.output<typeof answerSchema>): void {
    if (answer.type === 'message') messages.set(answer.id, answer)
    else if (answer.type === 'error') throw new Error(`a line was refused: ${answer.message}`)
    else {
      pending = pending.slice(1)
      now = Math.max(now, Date.parse(answer.now))
    }
  }

  function live(): void {
    const plan = options.plan()
    living = start(options, plan, now + 1_000, {
      line: (text) => attempt(() => hear(answerSchema.parse(JSON.parse(text)))),
      closed(code, signal) {
        if (destroyed) return
        if (plan !== null && signal === 'SIGKILL') attempt(() => again(plan))
        else attempt(() => leave(code, signal))
      },
    })
    for (const text of pending) living.write(text)
  }

  function leave(code: number | null, signal: string | null): void {
    if (code !== 0) fail(`the process ended by itself (${code ?? signal})`)
    exitCode = code
  }

  function again(plan: Plan): void {
    options.onKilled(plan)
    live()
  }

  async function until<Found>(what: string, found: () => Found | undefined): Promise<Found> {
    const timer = setTimeout(() => attempt(() => fail(`waited in vain for ${what}`)), patienceMs)
    try {
      for (;;) {
        if (failed !== null) throw failed
        const value = found()
        if (value !== undefined) return value
        await once(bell, 'changed')
      }
    } finally {
      clearTimeout(timer)
    }
  }

  live()
  return {
    messages,
    say(...lines) {
      const texts = lines.map((line) => JSON.stringify(line))
      pending = [...pending, ...texts]
      for (const text of texts) living?.write(text)
    },
    until: (what, found) => until(what, () => (pending.length === 0 ? found() : undefined)),
    end() {
      living?.end()
      return until('the end', () => exitCode ?? undefined)
    },
    destroy() {
      destroyed = true
      living?.destroy()
    },
  }
}

function fail(message: string): never {
  throw new Error(message)
}

interface Living {
  write(text: string): void
  end(): void
  destroy(): void
}

interface Listener {
  line(text: string): void
  /** Called after all output was read, including what a killed process had written. */
  closed(code: number | null, signal: string | null): void
}

function start(options: DoorOptions, plan: Plan | null, at: number, listener: Listener): Living {
  const [program, ...first] = options.aval
  const { home, environment } = options
  const time = new Date(at).toISOString()
  const child = spawn(
    program,
    [...first, 'chat', '--jsonl', '--env', environment, '--home', home, '--at', time],
    { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...options.variables } },
  )
  // Writing to a process that dies fails; unaccepted lines are sent again.
  child.stdin.on('error', () => undefined)
  child.on('error', () => listener.closed(-1, null))
  createInterface({ input: child.stdout }).on('line', listener.line)
  const kill = plan === null ? null : killing(child, plan, options.acts)
  child.on('close', (code, signal) => {
    kill?.stop()
    listener.closed(code, signal)
  })
  return {
    write(text) {
      child.stdin.write(`${text}\n`)
      kill?.wrote()
    },
    end: () => void child.stdin.end(),
    destroy: () => void child.kill('SIGKILL'),
  }
}

interface Killing {
  wrote(): void
  stop(): void
}

/** Carries out one plan, with a precise delay that does not block the event loop. */
function killing(child: ChildProcess, plan: Plan, acts: () => number): Killing {
  const before = acts()
  let lines = plan.kind === 'line' ? plan.lines : Number.POSITIVE_INFINITY
  let stopped = false

  async function after(delayMs: number): Promise<void> {
    const due = performance.now() + delayMs
    while (!stopped && performance.now() < due) await turn()
    if (!stopped) child.kill('SIGKILL')
  }
  async function onAct(delayMs: number): Promise<void> {
    while (!stopped && acts() === before) await turn()
    await after(delayMs)
  }
  if (plan.kind === 'start') void after(plan.delayMs)
  if (plan.kind === 'act') void onAct(plan.delayMs)
  return {
    wrote() {
      lines -= 1
      if (lines === 0) void after(plan.delayMs)
    },
    stop() {
      stopped = true
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
