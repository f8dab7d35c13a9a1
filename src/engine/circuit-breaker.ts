// A circuit breaker for connectors: after repeated failures calls are refused at once, until a
// trial call succeeds. Approved commands fail meanwhile, and may be retried.

import type { Noticed } from '../command/event.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Clock } from './clock.ts'
import type { Log } from './engine-parts.ts'
import { errorFields } from './observability/error-fields.ts'
import type { StoreClient } from './store-client/store-client.ts'

/** The breaker opens after this many failures in a row, at first for `forMs` milliseconds. */
export interface BreakerSettings {
  readonly after: number
  readonly forMs: number
}

export interface BreakerParts {
  readonly connector: string
  readonly terms: BreakerSettings
  readonly clock: Pick<Clock, 'now'>
  readonly storeClient: Pick<StoreClient, 'kept' | 'keep'>
  readonly log: Pick<Log, 'error'>
  /** Records evidence and tells the admins. */
  readonly notice: (notice: Noticed) => Promise<void>
  /** Called on each change, for the metrics. */
  readonly changed: (isResting: boolean) => void
}

/** `resting`: do not call. `trial`: this call decides whether the breaker closes. */
export type Admission =
  | { readonly kind: 'resting'; readonly since: number }
  | { readonly kind: 'open' | 'trial'; readonly end: (answered: boolean) => void }

export interface CircuitBreaker {
  /** Asked before each call; the caller then reports with `end` whether there was an answer. */
  enter(): Promise<Admission>
}

/** Each failed trial doubles the pause, up to this or `forMs`, whichever is longer. */
const restMostMs = 10 * 60_000

const lost = 'The rest of a connector could not be read or noted.'

/** The store key of a connector's open breaker; `aval doctor` reads it too. */
export function breakerKey(connector: string): string {
  return `rest/${connector}`
}

export function breakerOf(parts: BreakerParts): CircuitBreaker {
  const { connector, terms, clock, storeClient } = parts
  let looked: Promise<void> | null = null
  let [failures, since] = [0, 0]
  /** Null while calls are allowed: else how often it opened in a row, and until when. */
  let rest: { readonly times: number; readonly until: number } | null = null
  let onTrial = false

  /**
   * If the breaker was open when the process last ended (already announced), begins with a trial.
   */
  async function look(): Promise<void> {
    const kept = await storeClient.kept(breakerKey(connector))
    if (typeof kept?.['since'] !== 'number') return
    ;[failures, since] = [terms.after, kept['since']]
    rest = { times: 0, until: 0 }
    parts.changed(true)
  }

  function failed(isTrial: boolean): void {
    const now = clock.now()
    if (failures === 0) since = now
    failures += 1
    if (failures < terms.after || (rest !== null && !isTrial)) return
    const times = (rest?.times ?? 0) + 1
    const longest = Math.max(restMostMs, terms.forMs)
    const first = rest === null
    rest = { times, until: now + Math.min(longest, terms.forMs * 2 ** Math.min(times - 1, 20)) }
    if (first) note({ what: 'connector.stalled', connector, since, failures }, { since })
  }

  function answered(): void {
    failures = 0
    if (rest === null) return
    rest = null
    note({ what: 'connector.resumed', connector, since }, {})
  }

  /** Announces before noting, so that a crash in between announces it twice rather than never. */
  function note(news: Noticed, kept: JsonObject): void {
    parts.changed(rest !== null)
    Promise.all([parts.notice(news), storeClient.keep(breakerKey(connector), kept)]).catch(
      (error) => parts.log.error(errorFields(error), lost),
    )
  }

  return {
    async enter() {
      looked ??= look().catch((error) => parts.log.error(errorFields(error), lost))
      await looked
      if (rest !== null && (onTrial || clock.now() < rest.until)) return { kind: 'resting', since }
      const isTrial = rest !== null
      onTrial ||= isTrial
      return {
        kind: isTrial ? 'trial' : 'open',
        end(isAnswered) {
          if (isAnswered) answered()
          else failed(isTrial)
          if (isTrial) onTrial = false
        },
      }
    },
  }
}
