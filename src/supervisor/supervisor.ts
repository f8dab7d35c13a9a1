// Runs one child process per environment: starts, watches, restarts and stops it.

import type { Environment } from '../policy/names.ts'
import {
  type Child,
  type ChildEvent,
  type ChildSpec,
  type ChildTimeouts,
  exitAlreadyRunning,
  exitMisconfigured,
  runChild,
} from './child.ts'

/** In milliseconds, except the counts. */
export interface SupervisorTimeouts extends ChildTimeouts {
  /** The first pause before a restart; it doubles, with jitter, up to `pauseMost`. */
  readonly pauseFirst: number
  readonly pauseMost: number
  /** A child that ran this long resets the count of quick deaths. */
  readonly steady: number
  /** After this many quick deaths in a row the child is given up. */
  readonly deathsMost: number
  /** The same if another process runs the environment; one that was ending has ended by then. */
  readonly heldMost: number
}

export const defaultTimeouts: SupervisorTimeouts = {
  pauseFirst: 1_000,
  pauseMost: 60_000,
  steady: 60_000,
  deathsMost: 8,
  heldMost: 6,
  silence: 30_000,
  startSilence: 120_000,
  goodbye: 15_000,
}

/** The supervisor's news: for people, logs and tests. */
export type SupervisorEvent =
  | ChildEvent
  | { readonly what: 'ended'; readonly code: number | null; readonly signal: string | null }
  | { readonly what: 'again'; readonly inMs: number; readonly deaths: number }
  | { readonly what: GivenUp }

type GivenUp = 'given_up' | 'needs_mending' | 'held'

export interface SupervisorListener {
  news(environment: Environment, news: SupervisorEvent): void
  /** A line from the child's standard error. */
  line(environment: Environment, line: string): void
  /** Returns a number in [0, 1), for jitter. */
  random(): number
}

export interface Supervisor {
  /** Resolves when no child runs or will run: true if all ended because they were told to. */
  readonly ended: Promise<boolean>
  stop(): void
}

/** The pause after this many quick deaths: doubled each time, minus a random part of up to half. */
export function restartDelay(deaths: number, patience: SupervisorTimeouts, random: number): number {
  const whole = Math.min(patience.pauseMost, patience.pauseFirst * 2 ** Math.max(0, deaths - 1))
  return Math.round(whole * (1 - random / 2))
}

/** Starts all environments. The end of one does not affect the others. */
export function supervise(
  specs: readonly ChildSpec[],
  watch: SupervisorListener,
  patience: SupervisorTimeouts = defaultTimeouts,
): Supervisor {
  const all = specs.map((spec) => keep(spec, watch, patience))
  return {
    ended: Promise.all(all.map((one) => one.ended)).then((well) => well.every(Boolean)),
    stop() {
      for (const one of all) one.stop()
    },
  }
}

function keep(
  spec: ChildSpec,
  watch: SupervisorListener,
  patience: SupervisorTimeouts,
): Supervisor {
  const { environment } = spec
  const tell = (news: SupervisorEvent) => watch.news(environment, news)
  const listener = { news: tell, line: (line: string) => watch.line(environment, line) }
  const over = promised<boolean>()
  let stopping = false
  let deaths = 0
  let child: Child | null = null
  let pause: NodeJS.Timeout | null = null

  function start(): void {
    pause = null
    const startedAt = performance.now()
    child = runChild(spec, listener, patience, (code, signal) => {
      child = null
      tell({ what: 'ended', code, signal })
      if (stopping) {
        // SIGTERM counts as a clean end: a child that had just started has no handler yet.
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
    const inMs = restartDelay(deaths, patience, watch.random())
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

/** Why the child is not restarted after this end; null if it is. */
function givenUp(
  code: number | null,
  deaths: number,
  patience: SupervisorTimeouts,
): GivenUp | null {
  if (code === exitMisconfigured) return 'needs_mending'
  if (code === exitAlreadyRunning && deaths >= patience.heldMost) return 'held'
  return deaths >= patience.deathsMost ? 'given_up' : null
}

/** A promise with its `resolve`; built into Node from version 22. */
function promised<Value>() {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((keepIt) => {
    resolve = keepIt
  })
  return { promise, resolve }
}
