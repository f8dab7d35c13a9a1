// Sends to one external destination ("place"): one pass at a time, growing pauses while it fails,
// and news to the admins.

import type { Noticed } from '../../command/event.ts'
import type { JsonObject } from '../../evidence/artifact.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../engine-parts.ts'
import { errorFields } from '../observability/error-fields.ts'
import type { StoreClient } from '../store-client/store-client.ts'
import { alertReasons, failureCode } from './places.ts'

export type PassResult =
  /** Nothing waits now; look again at this time (epoch ms), or when something happens. */
  | { readonly state: 'done'; readonly sent: number; readonly nextAt: number | null }
  /** More waits to be sent now. */
  | { readonly state: 'more'; readonly sent: number }
  | { readonly state: 'failed'; readonly why: string; readonly afterMs?: number }

/** One kind of data for one destination. */
export interface SendJob {
  readonly place: string
  readonly kind: string
  readonly sends: 'checkpoints' | 'evidence'
  pass(): Promise<PassResult>
  /** The number of artifacts that the destination does not have yet. */
  behind(): Promise<number>
}

export interface PlaceSenderParts {
  readonly storeClient: Pick<StoreClient, 'kept' | 'keep'>
  readonly clock: Clock
  readonly log: Log
  readonly notice: (notice: Noticed) => Promise<void>
}

/** The state of sending to one destination, for metrics. */
export interface PlaceStatus {
  readonly place: string
  readonly sends: SendJob['sends']
  readonly sent: number
  readonly behind: number
  readonly failing: boolean
}

export interface PlaceSender {
  /** Starts a pass if one is due and none is under way. */
  begin(): void
  /** New data may wait: a pass is due now, unless the destination is failing. */
  wake(): void
  /** Resolves when what is due now was tried once and nothing is under way. */
  whole(): Promise<void>
  /** When waiting data is due (epoch ms); Infinity for nothing, or while it fails. */
  nextAt(): number
  standing(): Promise<PlaceStatus>
  stop(): void
}

/** The first pause after a failure; it doubles up to `pauseMostMs`. */
const pauseFirstMs = 5_000
const pauseMostMs = 10 * 60_000
/** After this many failures and this time the admins are told, once. */
const failuresTold = 3
const failingToldMs = 10 * 60_000
/** The most passes in a row; then other destinations have their turn. */
const passesMost = 50

interface Failing {
  readonly failures: number
  readonly since: number
  readonly why: string
  readonly told: boolean
  /** The admins were told that the destination knows another history than this file. */
  readonly alarmed: boolean
}

/** The store key of a destination's state; `aval doctor` and `status` read it too. */
export function placeKey(place: string): string {
  return `outward/${place}`
}

export function startPlaceSender(job: SendJob, parts: PlaceSenderParts): PlaceSender {
  const { storeClient, clock, log } = parts
  const { place, kind, sends } = job
  const about = { place, kind, sends }
  let failing: Failing | null | undefined
  let nextAt: number | null = 0
  let sent = 0
  let running: Promise<void> | null = null
  let stopped = false

  const isFailing = () => failing !== null && failing !== undefined

  async function run(): Promise<void> {
    // What was noted before a restart, so that people are told only once.
    if (failing === undefined) failing = failingOf(await storeClient.kept(placeKey(place)))
    for (let passes = 0; passes < passesMost && !stopped; passes += 1) {
      const passed = await tried()
      // Once stopped, the store is closed; what was sent meanwhile is sent again next time.
      if (stopped) return
      if (passed.state === 'failed') return failed(passed.why, passed.afterMs)
      sent += passed.sent
      if (passed.sent > 0 || passed.state === 'done') await well()
      nextAt = passed.state === 'done' ? passed.nextAt : clock.now()
      if (passed.state === 'done') return
    }
  }

  async function tried(): Promise<PassResult> {
    try {
      return await job.pass()
    } catch (error) {
      if (!stopped)
        log.warn({ ...about, ...errorFields(error) }, 'A place outside could not be attended.')
      return { state: 'failed', why: failureCode(error) }
    }
  }

  async function failed(why: string, afterMs = 0): Promise<void> {
    const now = clock.now()
    const before = failing ?? { failures: 0, since: now, why, told: false, alarmed: false }
    const failures = before.failures + 1
    const alarm = alertReasons.has(why) && !before.alarmed
    const due = alarm || (failures >= failuresTold && now - before.since >= failingToldMs)
    const pauseMs = Math.max(afterMs, pauseFirstMs * 2 ** Math.min(failures - 1, 20))
    nextAt = now + Math.min(pauseMostMs, pauseMs)
    if (alarm || (due && !before.told))
      await parts.notice({ what: 'place.stalled', ...about, since: before.since, why })
    const alarmed = before.alarmed || alarm
    failing = { failures, since: before.since, why, told: before.told || due, alarmed }
    log.warn({ ...about, why, failures }, 'A place outside did not take what it was sent.')
    await storeClient.keep(placeKey(place), { ...about, failing: { ...failing } })
  }

  async function well(): Promise<void> {
    if (failing === null || failing === undefined) return
    const { told, since } = failing
    if (told) await parts.notice({ what: 'place.resumed', ...about, since })
    failing = null
    await storeClient.keep(placeKey(place), { ...about, failing: null })
  }

  function begin(): void {
    if (stopped || running !== null || nextAt === null || nextAt > clock.now()) return
    running = run()
      .catch((error: unknown) => {
        // The store itself failed, so that only the log can tell.
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
      behind: await job.behind(),
      failing: isFailing(),
    }),
    stop() {
      stopped = true
    },
  }
}

/** The failure in a destination's state, as kept under `placeKey`; null for none. */
export function failingOf(kept: JsonObject | null | undefined): Failing | null {
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
