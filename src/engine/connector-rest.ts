// A connector that fails again and again rests: whoever asks is answered at once, until one trial
// of it succeeds. What was approved is not begun meanwhile: it fails, and may be retried.

import type { Noticed } from '../command/event.ts'
import type { JsonObject } from '../evidence/artifact.ts'
import type { Clock } from './clock.ts'
import type { Desk } from './desk/desk.ts'
import type { Log } from './engine.ts'
import { errorFields } from './watched/error-fields.ts'

/** When it rests: after so many failures in a row, at first for so long (milliseconds). */
export interface RestTerms {
  readonly after: number
  readonly forMs: number
}

export interface RestParts {
  readonly connector: string
  readonly terms: RestTerms
  readonly clock: Pick<Clock, 'now'>
  readonly desk: Pick<Desk, 'kept' | 'keep'>
  readonly log: Pick<Log, 'error'>
  /** Evidence, and news for the admins. */
  readonly notice: (notice: Noticed) => Promise<void>
  /** Hears of each change, for the metrics. */
  readonly changed: (isResting: boolean) => void
}

/** `resting`: it is not to be asked. `trial`: one exchange decides whether it goes on resting. */
export type Admission =
  | { readonly kind: 'resting'; readonly since: number }
  | { readonly kind: 'open' | 'trial'; readonly end: (answered: boolean) => void }

export interface ConnectorRest {
  /** Before each exchange; who is let in says afterwards whether anything answered. */
  enter(): Promise<Admission>
}

/** Each trial that fails doubles the rest, up to this or the first one, whichever is longer. */
const restMostMs = 10 * 60_000

const lost = 'The rest of a connector could not be read or noted.'

/** Where a rest is noted (`aval doctor` reads it too). */
export function restKey(connector: string): string {
  return `rest/${connector}`
}

export function restOf(parts: RestParts): ConnectorRest {
  const { connector, terms, clock, desk } = parts
  let looked: Promise<void> | null = null
  let [failures, since] = [0, 0]
  /** Null while it is awake: how often it was put to rest, and until when. */
  let rest: { readonly times: number; readonly until: number } | null = null
  let onTrial = false

  /** An earlier life may have put it to rest, and told so; this one begins with a trial. */
  async function look(): Promise<void> {
    const kept = await desk.kept(restKey(connector))
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

  /** Told first, noted then: a crash in between tells it twice rather than never. */
  function note(news: Noticed, kept: JsonObject): void {
    parts.changed(rest !== null)
    Promise.all([parts.notice(news), desk.keep(restKey(connector), kept)]).catch((error) =>
      parts.log.error(errorFields(error), lost),
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
