// Rate limits for sending: token buckets per person and per number, as pure functions of time.

/** A bucket holds `burst` messages and gains one every `everyMs`. */
interface Pace {
  readonly everyMs: number
  readonly burst: number
}

/** A burst of 3, then one message per 6 s to a person; 20 messages a minute from one number. */
export const defaultPaces: Paces = {
  person: { everyMs: 6_000, burst: 3 },
  number: { everyMs: 3_000, burst: 20 },
}

export interface Paces {
  readonly person: Pace
  readonly number: Pace
}

/** Each wait is randomly lengthened by up to this share, so that retries do not synchronise. */
const jitterShare = 0.25

/** With more chats than this, full buckets are dropped. */
export const maxBuckets = 1_000

interface Bucket {
  readonly level: number
  readonly at: number
}

/** The buckets at one moment; never changed in place. */
export interface Pacing {
  readonly number: Bucket
  readonly people: ReadonlyMap<string, Bucket>
}

export type Turn =
  | { readonly granted: true; readonly pacing: Pacing }
  | { readonly granted: false; readonly waitMs: number }

/** Full buckets at `now`, in epoch milliseconds. */
export function startPacing(now: number, paces: Paces = defaultPaces): Pacing {
  return { number: { level: paces.number.burst, at: now }, people: new Map() }
}

/**
 * May one message be sent to `person` at `now`? If not, `waitMs` says when to ask again; `chance`
 * in [0, 1) spreads these times. A clock set back never fills a bucket.
 */
export function takeTurn(
  pacing: Pacing,
  person: string,
  now: number,
  chance: number,
  paces: Paces = defaultPaces,
): Turn {
  const number = filled(pacing.number, paces.number, now)
  const known = pacing.people.get(person) ?? { level: paces.person.burst, at: now }
  const own = filled(known, paces.person, now)
  const missingMs = Math.max(missing(number, paces.number), missing(own, paces.person))
  if (missingMs > 0) {
    return { granted: false, waitMs: Math.ceil(missingMs * (1 + jitterShare * chance)) }
  }
  const people = new Map(
    pacing.people.size >= maxBuckets ? stillFilling(pacing, now, paces) : pacing.people,
  )
  people.set(person, { ...own, level: own.level - 1 })
  return { granted: true, pacing: { number: { ...number, level: number.level - 1 }, people } }
}

function filled(bucket: Bucket, pace: Pace, now: number): Bucket {
  const at = Math.max(bucket.at, now)
  const gained = (at - bucket.at) / pace.everyMs
  return { level: Math.min(pace.burst, bucket.level + gained), at }
}

function missing(bucket: Bucket, pace: Pace): number {
  return bucket.level >= 1 ? 0 : (1 - bucket.level) * pace.everyMs
}

/** Full buckets can be dropped: they are the default. */
function stillFilling(pacing: Pacing, now: number, paces: Paces): [string, Bucket][] {
  return [...pacing.people].filter(
    ([, bucket]) => filled(bucket, paces.person, now).level < paces.person.burst,
  )
}
