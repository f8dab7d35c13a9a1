// One child process per environment: started, watched, started again with patience, and stopped.

import type { Environment } from '../policy/names.ts'
import {
  type Charge,
  type Child,
  type ChildNews,
  type ChildPatience,
  exitHeld,
  exitNeedsMending,
  runChild,
} from './child.ts'

/** All in milliseconds, except the count. */
export interface Patience extends ChildPatience {
  /** The first pause before a child is started again; it doubles, with jitter, up to the cap. */
  readonly pauseFirst: number
  readonly pauseMost: number
  /** A child that lived this long was well: counting starts anew. */
  readonly steady: number
  /** So many quick deaths in a row, and it is given up. */
  readonly deathsMost: number
  /** So many when another process has the environment: by then one that was ending has ended. */
  readonly heldMost: number
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
  | ChildNews
  | { readonly what: 'ended'; readonly code: number | null; readonly signal: string | null }
  | { readonly what: 'again'; readonly inMs: number; readonly deaths: number }
  | { readonly what: GivenUp }

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
  const listener = { news: tell, line: (line: string) => watch.line(environment, line) }
  const over = promised<boolean>()
  let stopping = false
  let deaths = 0
  let child: Child | null = null
  let pause: NodeJS.Timeout | null = null

  function start(): void {
    pause = null
    const startedAt = performance.now()
    child = runChild(charge, listener, patience, (code, signal) => {
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
