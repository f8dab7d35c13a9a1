// Starts one environment's process, listens to it, stops it, and kills it if it hangs.

import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Environment } from '../policy/names.ts'
import { codeOf, isTooManyFiles } from '../store/error-text.ts'
import { lineSplitter } from '../transports/lines.ts'

/** How to start an environment's process: everything that it gets. */
export interface ChildSpec {
  readonly environment: Environment
  readonly command: string
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** Messages from the child. `beat` shows that its store still answers. */
export const signalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), metricsPort: z.int().nullable() }),
  z.strictObject({ kind: z.literal('beat') }),
])
export type Signal = z.infer<typeof signalSchema>

/** Exit code if a person must fix something: settings, files, keys. */
export const exitMisconfigured = 2
/** Exit code if another process runs the environment, perhaps one that is just ending. */
export const exitAlreadyRunning = 3

/** In milliseconds. */
export interface ChildTimeouts {
  /**
   * The longest time between two beats, and from the start until `ready`, before it counts as
   * hanging.
   */
  readonly silence: number
  readonly startSilence: number
  /** How long it may take to stop before it is killed. */
  readonly goodbye: number
}

export type ChildEvent =
  | { readonly what: 'started'; readonly pid: number }
  | { readonly what: 'ready'; readonly pid: number; readonly metricsPort: number | null }
  | { readonly what: 'silent' | 'killed' }

/** Receives the child's news and output. */
export interface Listener {
  news(news: ChildEvent): void
  /** A line from its standard error. */
  line(line: string): void
}

export interface Child {
  stop(): void
}

function notStarted(error: Error): string {
  const what = `The process cannot be started (${error.message})`
  return isTooManyFiles(error)
    ? `${what}: raise this user's limit of open files, such as ulimit -n 1024.`
    : `${what}.`
}

/** `onEnd` is called once, after the whole process group is gone, with its exit code or signal. */
export function runChild(
  spec: ChildSpec,
  listener: Listener,
  patience: ChildTimeouts,
  onEnd: (code: number | null, signal: string | null) => void,
): Child {
  const child = spawn(spec.command, [...spec.args], {
    env: { ...spec.variables },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C reaches only us, and its children can be killed with it.
    detached: true,
  })
  const timers = silenceTimer(patience, () => {
    listener.news({ what: 'silent' })
    killGroup(child)
  })
  let goodbye: NodeJS.Timeout | null = null
  let ended = false
  const end = (code: number | null, signal: string | null) => {
    if (ended) return
    ended = true
    timers.stop()
    if (goodbye !== null) clearTimeout(goodbye)
    killGroup(child)
    onEnd(code, signal)
  }
  child.once('error', (error) => {
    listener.line(notStarted(error))
    end(null, null)
  })
  // Undefined if its pipes could not be opened, although the type says otherwise.
  if (child.stderr) hearLines(child.stderr, listener.line)
  if (child.pid !== undefined) listener.news({ what: 'started', pid: child.pid })
  child.on('message', (message) => {
    const signal = signalSchema.safeParse(message)
    if (!signal.success) return
    timers.heard()
    if (signal.data.kind === 'ready' && child.pid !== undefined)
      listener.news({ what: 'ready', pid: child.pid, metricsPort: signal.data.metricsPort })
  })
  child.once('exit', end)
  return {
    stop() {
      child.kill('SIGTERM')
      goodbye = setTimeout(() => {
        listener.news({ what: 'killed' })
        killGroup(child)
      }, patience.goodbye)
    },
  }
}

/** In bytes; longer than any log record. Limits the memory for output without line ends. */
const longestLine = 1_000_000

function hearLines(stream: Readable, heard: (line: string) => void): void {
  const splitter = lineSplitter(longestLine)
  const hear = (lines: readonly (Buffer | null)[]) => {
    for (const line of lines)
      heard(line?.toString('utf8') ?? `A line of more than ${longestLine} bytes was left out.`)
  }
  stream.on('data', (bytes: Buffer) => hear(splitter.feed(bytes)))
  stream.once('end', () => hear(splitter.end()))
}

/** Calls `fire` if no message comes within `silence`; the first one may take `startSilence`. */
function silenceTimer(patience: ChildTimeouts, fire: () => void) {
  let timer = setTimeout(fire, patience.startSilence)
  return {
    heard() {
      clearTimeout(timer)
      timer = setTimeout(fire, patience.silence)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Kills the child and its descendants; a group that is already gone is no error. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
