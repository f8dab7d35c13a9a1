// How fast one number may speak: token buckets per person
// and per number, as a pure function of time.

/** A bucket holds `burst` messages and gains one every `everyMs`. */
interface Pace {
  readonly everyMs: number
  readonly burst: number
}

/** One message per 6 s to a person after a burst of 3, and 20 a minute from one number. */
export const defaultPaces: Paces = {
  person: { everyMs: 6_000, burst: 3 },
  number: { everyMs: 3_000, burst: 20 },
}

export interface Paces {
  readonly person: Pace
  readonly number: Pace
}

/**
 * Each refusal asks for up to this share more than the bucket needs, so that nothing beats in time.
 */
const jitterShare = 0.25

/** More chats than this are forgotten at once; only full buckets are ever forgotten. */
export const maxBuckets = 1_000

interface Bucket {
  readonly level: number
  readonly at: number
}

/** The buckets at one moment. It starts full and is never changed in place. */
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
 * May one message go to `person` at `now`? When not, `waitMs` says after which time to ask again;
 * `chance` in [0, 1) spreads those times. A clock that goes back never fills a bucket.
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

/** A full bucket says nothing that an absent one does not say. */
function stillFilling(pacing: Pacing, now: number, paces: Paces): [string, Bucket][] {
  return [...pacing.people].filter(
    ([, bucket]) => filled(bucket, paces.person, now).level < paces.person.burst,
  )
}
