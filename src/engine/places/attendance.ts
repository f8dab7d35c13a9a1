// Attending to one place outside: a pass at a time, with patience while it fails, and people told.

import type { Noticed } from '../../command/event.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import type { Clock } from '../clock.ts'
import type { Desk } from '../desk/desk.ts'
import type { Log } from '../engine.ts'
import { errorFields } from '../watched/error-fields.ts'
import { alarming, wordOfFailure } from './places.ts'

export type Passed =
  /** Nothing waits now; look again at this time (epoch ms), or when something happens. */
  | { readonly state: 'done'; readonly sent: number; readonly nextAt: number | null }
  /** More waits right behind. */
  | { readonly state: 'more'; readonly sent: number }
  | { readonly state: 'failed'; readonly why: string; readonly afterMs?: number }

/** What is to be sent to one place. */
export interface Errand {
  readonly place: string
  readonly kind: string
  readonly sends: 'checkpoints' | 'evidence'
  pass(): Promise<Passed>
  /** How many artifacts the place does not know of yet. */
  behind(): Promise<number>
}

export interface AttendanceParts {
  readonly desk: Pick<Desk, 'kept' | 'keep'>
  readonly clock: Clock
  readonly log: Log
  readonly notice: (notice: Noticed) => Promise<void>
}

/** How it stands with one place, for metrics. */
export interface PlaceStanding {
  readonly place: string
  readonly sends: Errand['sends']
  readonly sent: number
  readonly behind: number
  readonly failing: boolean
}

export interface Attendance {
  /** Start a pass where one is due and none is under way. */
  begin(): void
  /** Something may wait: look at the next occasion, unless the place is failing. */
  wake(): void
  /** Resolves when what is due now was tried once, and nothing is under way. */
  whole(): Promise<void>
  /** When something that waits now is due (epoch ms); Infinity for nothing, or while it fails. */
  nextAt(): number
  standing(): Promise<PlaceStanding>
  stop(): void
}

/** The first pause after a failure; it doubles up to the cap. */
const pauseFirstMs = 5_000
const pauseMostMs = 10 * 60_000
/** A place that fails this often and this long is told to the admins, once. */
const failuresTold = 3
const failingToldMs = 10 * 60_000
/** Passes without a rest; then others have their turn, and the next look goes on. */
const passesMost = 50

interface Failing {
  readonly failures: number
  readonly since: number
  readonly why: string
  readonly told: boolean
  /** People were told that this file is not the one that the place knows. */
  readonly alarmed: boolean
}

/** Where the state of a place is kept (`aval doctor` and `status` read it too). */
export function placeKey(place: string): string {
  return `outward/${place}`
}

export function attend(errand: Errand, parts: AttendanceParts): Attendance {
  const { desk, clock, log } = parts
  const { place, kind, sends } = errand
  const about = { place, kind, sends }
  let failing: Failing | null | undefined
  let nextAt: number | null = 0
  let sent = 0
  let running: Promise<void> | null = null
  let stopped = false

  const isFailing = () => failing !== null && failing !== undefined

  async function run(): Promise<void> {
    if (failing === undefined) failing = failingOf(await desk.kept(placeKey(place)))
    for (let passes = 0; passes < passesMost && !stopped; passes += 1) {
      const passed = await tried()
      // Whoever stopped it has closed the store; what was taken since is sent again, next time.
      if (stopped) return
      if (passed.state === 'failed') return failed(passed.why, passed.afterMs)
      sent += passed.sent
      if (passed.sent > 0 || passed.state === 'done') await well()
      nextAt = passed.state === 'done' ? passed.nextAt : clock.now()
      if (passed.state === 'done') return
    }
  }

  async function tried(): Promise<Passed> {
    try {
      return await errand.pass()
    } catch (error) {
      if (!stopped)
        log.warn({ ...about, ...errorFields(error) }, 'A place outside could not be attended.')
      return { state: 'failed', why: wordOfFailure(error) }
    }
  }

  async function failed(why: string, afterMs = 0): Promise<void> {
    const now = clock.now()
    const before = failing ?? { failures: 0, since: now, why, told: false, alarmed: false }
    const failures = before.failures + 1
    const alarm = alarming.has(why) && !before.alarmed
    const due = alarm || (failures >= failuresTold && now - before.since >= failingToldMs)
    const pauseMs = Math.max(afterMs, pauseFirstMs * 2 ** Math.min(failures - 1, 20))
    nextAt = now + Math.min(pauseMostMs, pauseMs)
    if (alarm || (due && !before.told))
      await parts.notice({ what: 'place.stalled', ...about, since: before.since, why })
    const alarmed = before.alarmed || alarm
    failing = { failures, since: before.since, why, told: before.told || due, alarmed }
    log.warn({ ...about, why, failures }, 'A place outside did not take what it was sent.')
    await desk.keep(placeKey(place), { ...about, failing: { ...failing } })
  }

  async function well(): Promise<void> {
    if (failing === null || failing === undefined) return
    const { told, since } = failing
    if (told) await parts.notice({ what: 'place.resumed', ...about, since })
    failing = null
    await desk.keep(placeKey(place), { ...about, failing: null })
  }

  function begin(): void {
    if (stopped || running !== null || nextAt === null || nextAt > clock.now()) return
    running = run()
      .catch((error: unknown) => {
        // The store itself did not answer; there is nowhere to note it but the log.
        nextAt = clock.now() + pauseFirstMs
        log.error({ ...about, ...errorFields(error) }, 'A place outside could not be noted.')
      })
      .finally(() => {
        running = null
      })
  }

  return {
    begin,
    wake() {
      if (!isFailing()) nextAt = clock.now()
    },
    async whole() {
      begin()
      while (running !== null) await running
    },
    nextAt: () => (isFailing() || nextAt === null ? Number.POSITIVE_INFINITY : nextAt),
    standing: async () => ({
      place,
      sends,
      sent,
      behind: await errand.behind(),
      failing: isFailing(),
    }),
    stop() {
      stopped = true
    },
  }
}

/** What an earlier life noted of a place that failed, so that people are told once only. */
function failingOf(kept: JsonObject | null): Failing | null {
  const value = kept?.['failing']
  if (typeof value !== 'object' || value === null || !('since' in value)) return null
  const { failures, since, why, told } = value
  return {
    failures: Number(failures),
    since: Number(since),
    why: String(why),
    told: told === true,
    alarmed: 'alarmed' in value && value.alarmed === true,
  }
}
