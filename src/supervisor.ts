// One child process per environment: started, watched, started again with patience, and stopped.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Environment } from './policy/names.ts'

/** How one environment's process is started: everything that it will see. */
export interface Charge {
  readonly environment: Environment
  readonly command: string
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** What a child says of itself. `beat` proves that its store still answers. */
export const signalSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), metricsPort: z.int().nullable() }),
  z.strictObject({ kind: z.literal('beat') }),
])
export type Signal = z.infer<typeof signalSchema>

/** The exit of a child that only a person can mend: its settings, its files, its keys. */
export const exitNeedsMending = 2
/** The exit of a child whose environment another process has: perhaps one that is just ending. */
export const exitHeld = 3

/** All in milliseconds, except the count. */
export interface Patience {
  /** The first pause before a child is started again; it doubles, with jitter, up to the cap. */
  readonly pauseFirst: number
  readonly pauseMost: number
  /** A child that lived this long was well: counting starts anew. */
  readonly steady: number
  /** So many quick deaths in a row, and it is given up. */
  readonly deathsMost: number
  /** So many when another process has the environment: by then one that was ending has ended. */
  readonly heldMost: number
  /** From the start until `ready`, and between two beats; longer means that it hangs. */
  readonly silence: number
  readonly startSilence: number
  /** From asking it to stop until it is killed. */
  readonly goodbye: number
}

export const usualPatience: Patience = {
  pauseFirst: 1_000,
  pauseMost: 60_000,
  steady: 60_000,
  deathsMost: 8,
  heldMost: 6,
  silence: 30_000,
  startSilence: 120_000,
  goodbye: 15_000,
}

/** What the supervisor tells: for people, for the log, and for tests. */
export type News =
  | { readonly what: 'started'; readonly pid: number }
  | { readonly what: 'ready'; readonly pid: number; readonly metricsPort: number | null }
  | { readonly what: 'ended'; readonly code: number | null; readonly signal: string | null }
  | { readonly what: 'again'; readonly inMs: number; readonly deaths: number }
  | { readonly what: 'silent' | 'killed' | GivenUp }

type GivenUp = 'given_up' | 'needs_mending' | 'held'

export interface Watch {
  news(environment: Environment, news: News): void
  /** A line that the child wrote on its standard error. */
  line(environment: Environment, line: string): void
  /** In [0, 1), for jitter. */
  random(): number
}

export interface Supervisor {
  /** Resolves when no child runs and none will: true when all ended because they were asked to. */
  readonly ended: Promise<boolean>
  stop(): void
}

/** The pause after so many quick deaths: doubled each time, then up to half of it taken off. */
export function pauseAfter(deaths: number, patience: Patience, random: number): number {
  const whole = Math.min(patience.pauseMost, patience.pauseFirst * 2 ** Math.max(0, deaths - 1))
  return Math.round(whole * (1 - random / 2))
}

/** Start all of them. One that ends or is given up does not touch the others. */
export function supervise(
  charges: readonly Charge[],
  watch: Watch,
  patience: Patience = usualPatience,
): Supervisor {
  const all = charges.map((charge) => keep(charge, watch, patience))
  return {
    ended: Promise.all(all.map((one) => one.ended)).then((well) => well.every(Boolean)),
    stop() {
      for (const one of all) one.stop()
    },
  }
}

function keep(charge: Charge, watch: Watch, patience: Patience): Supervisor {
  const { environment } = charge
  const tell = (news: News) => watch.news(environment, news)
  const over = promised<boolean>()
  let stopping = false
  let deaths = 0
  let child: Child | null = null
  let pause: NodeJS.Timeout | null = null

  function start(): void {
    pause = null
    const startedAt = performance.now()
    child = runChild(charge, watch, patience, (code, signal) => {
      child = null
      tell({ what: 'ended', code, signal })
      if (stopping) {
        // A child that had not begun yet has no handler, and nothing to say goodbye to.
        over.resolve(code === 0 || signal === 'SIGTERM')
        return
      }
      if (performance.now() - startedAt >= patience.steady) deaths = 0
      deaths += 1
      after(code)
    })
  }

  function after(code: number | null): void {
    const why = givenUp(code, deaths, patience)
    if (why !== null) {
      tell({ what: why })
      over.resolve(false)
      return
    }
    const inMs = pauseAfter(deaths, patience, watch.random())
    tell({ what: 'again', inMs, deaths })
    pause = setTimeout(start, inMs)
  }

  start()
  return {
    ended: over.promise,
    stop() {
      if (stopping) return
      stopping = true
      if (pause !== null) {
        clearTimeout(pause)
        over.resolve(true)
      }
      child?.stop()
    },
  }
}

/** Why a child that ended so is not started again; null when it is. */
function givenUp(code: number | null, deaths: number, patience: Patience): GivenUp | null {
  if (code === exitNeedsMending) return 'needs_mending'
  if (code === exitHeld && deaths >= patience.heldMost) return 'held'
  return deaths >= patience.deathsMost ? 'given_up' : null
}

/** A promise that somebody else keeps; Node has its own from version 22. */
function promised<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((keepIt) => {
    resolve = keepIt
  })
  return { promise, resolve }
}

interface Child {
  stop(): void
}

function runChild(
  charge: Charge,
  watch: Watch,
  patience: Patience,
  onEnd: (code: number | null, signal: string | null) => void,
): Child {
  const { environment } = charge
  const child = spawn(charge.command, [...charge.args], {
    env: { ...charge.variables },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C reaches only us, and nothing that it starts outlives it.
    detached: true,
  })
  const timers = silenceTimer(patience, () => {
    watch.news(environment, { what: 'silent' })
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
  child.once('error', ({ message }) => {
    watch.line(environment, message)
    end(null, null)
  })
  // Where no file could be opened for its pipes there is none, whatever its type says.
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => watch.line(environment, line))
  if (child.pid !== undefined) watch.news(environment, { what: 'started', pid: child.pid })
  child.on('message', (message) => {
    const signal = signalSchema.safeParse(message)
    if (!signal.success) return
    timers.heard()
    if (signal.data.kind === 'ready' && child.pid !== undefined)
      watch.news(environment, {
        what: 'ready',
        pid: child.pid,
        metricsPort: signal.data.metricsPort,
      })
  })
  child.once('exit', end)
  return {
    stop() {
      child.kill('SIGTERM')
      goodbye = setTimeout(() => {
        watch.news(environment, { what: 'killed' })
        killGroup(child)
      }, patience.goodbye)
    },
  }
}

/** Fires when nothing was heard for too long; the first word may take longer. */
function silenceTimer(patience: Patience, fire: () => void) {
  let timer = setTimeout(fire, patience.startSilence)
  return {
    heard() {
      clearTimeout(timer)
      timer = setTimeout(fire, patience.silence)
    },
    stop: () => clearTimeout(timer),
  }
}

/** The child and whatever it started; a group that is gone already is no error. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
