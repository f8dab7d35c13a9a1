// Aval's process in a soak: starts, stops and kills it, and reads its output.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Memory, Order, Word } from './aval.ts'

const source = fileURLToPath(new URL('aval.ts', import.meta.url))

export interface Life {
  readonly order: Order
  /** Samples since the current process began. */
  readonly memory: (Memory & { readonly at: number })[]
  readonly problems: Map<string, number>
  /** WhatsApp ids of the messages that reached the engine. */
  readonly heard: Set<string>
  kills: number
  trace(what: string): void
  stops: number
  start(): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

function memoryOf({ rss, heap, external }: Memory): string {
  return `memory ${[rss, heap, external].map((bytes) => Math.round(bytes / 2 ** 20)).join(' ')}`
}

/**
 * `hear` gets every message of the process; `program` is the path of `aval.ts` or of its bundle.
 */
export function makeLife(
  order: Order,
  hear: (word: Word) => void = () => undefined,
  program: string = source,
): Life {
  let child: ChildProcess | undefined
  const life: Life = {
    order,
    memory: [],
    problems: new Map(),
    heard: new Set(),
    trace: () => undefined,
    kills: 0,
    stops: 0,
    start,
    stop,
    kill,
  }

  async function start(): Promise<void> {
    life.memory.length = 0
    const started = fork(program, [JSON.stringify(order)], {
      execArgv: ['--expose-gc', ...(program === source ? ['--import', 'tsx'] : [])],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child = started
    await new Promise<void>((resolve, reject) => {
      started.on('message', (message: Word) => {
        if (message.kind === 'link' && message.state === 'open') resolve()
        if (message.kind === 'heard') life.heard.add(message.id.split('-')[0] ?? '')
        if (message.kind === 'memory') life.memory.push({ at: Date.now(), ...message })
        if (message.kind === 'memory') life.trace(memoryOf(message))
        if (message.kind === 'link') life.trace(`link ${message.state} ${message.cause}`)
        if (message.kind === 'problem') life.trace(message.message)
        if (message.kind === 'problem') {
          life.problems.set(message.message, (life.problems.get(message.message) ?? 0) + 1)
        }
        hear(message)
      })
      started.once('exit', (code, signal) => {
        reject(new Error(`Aval ended by itself (${code ?? signal}).`))
      })
    })
  }

  async function stop(): Promise<void> {
    if (child === undefined) return
    life.stops += 1
    const ended = once(child, 'exit')
    child.send('stop')
    await ended
  }

  async function kill(): Promise<void> {
    if (child === undefined) return
    life.kills += 1
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  return life
}
