// Times of things counted against limits: written, and read by key.

import type { Tallied, TalliesByKey } from '../command/facts.ts'
import { newestMost } from '../command/tallies.ts'
import { boundedCache } from './cache.ts'
import type { Connection } from './file/database.ts'
import type { Keys } from './store.ts'

/** How many keys are cached. */
const keysRemembered = 2_000
/** Not at each tick, because all times are looked at. */
const pruneEveryMs = 60_000

export interface Tallies {
  /**
   * `own` fills in `{sender}` and `{tenant}` in a key. Times come newest first. Keys with one of
   * the prefixes are read when they are asked for, in the same transaction.
   */
  read(
    keys: Pick<Keys, 'tallies' | 'tallyPrefixes' | 'tallyRanks' | 'since'>,
    own: (key: string) => string,
  ): TalliesByKey
  add(key: string, at: number): void
  /** Deletes older times, once a minute: false if it was not yet time. */
  prune(before: number): boolean
  /** Another process wrote: new times are read; times that vanished still count. */
  recall(): void
  /** A transaction failed: clears the cache. */
  forget(): void
}

/** The times after `since`. Mostly all are, and are not copied: thousands for each event. */
function after(since: number, times: readonly number[]): readonly number[] {
  const isAfter = (at: number) => at > since
  return times.every(isAfter) ? times : times.filter(isAfter)
}

/** The newest times of one key, newest first, and how many there ever were. */
interface Newest {
  readonly times: readonly number[]
  readonly number: number
  /** Number of the reading of the file. */
  readonly reading: number
}

/** `proved`: what the newest evidence counts; rows that lack it are restored first. */
export function talliesOf(
  db: Connection,
  proved: () => ReadonlyMap<string, readonly number[]>,
): Tallies {
  const put = db.prepare(
    `INSERT INTO tallies (key, number, at)
     VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM tallies WHERE key = ?), ?)`,
  )
  const drop = db.prepare('DELETE FROM tallies WHERE at < ?')
  const read = db
    .prepare<[string, number], [number, number]>(
      'SELECT at, number FROM tallies WHERE key = ? ORDER BY number DESC LIMIT ? + 0',
    )
    .raw()
  // If a rank was deleted, the next older one gives the latest possible time.
  const ranked = db
    .prepare<[string, number], number>(
      'SELECT at FROM tallies WHERE key = ? AND number <= ? ORDER BY number DESC LIMIT 1',
    )
    .pluck()
  const known = boundedCache<string, Newest>(keysRemembered)
  const mend = mender(db)
  let isMended = false
  /** What is older was deleted, and is not put back, also not after a failed transaction. */
  let deletedBefore = 0
  let reading = 0

  function mendOnce(): void {
    if (isMended) return
    isMended = true
    for (const [key, times] of proved()) mend(key, times, deletedBefore)
  }

  function newest(key: string): Newest {
    mendOnce()
    const remembered = known.get(key)
    if (remembered?.reading === reading) return remembered
    const rows = read.all(key, newestMost)
    const found = { times: rows.map(([at]) => at), number: rows[0]?.[1] ?? 0, reading }
    const whole = remembered === undefined ? found : goneOn(remembered, found)
    known.set(key, whole)
    return whole
  }

  function tallied(key: string, since: number, ranks: readonly number[]): Tallied {
    const { times, number } = newest(key)
    const found = new Map<number, number>()
    if (times.length === newestMost)
      for (const rank of ranks) {
        const at = rank > number ? undefined : ranked.get(key, number - rank + 1)
        // Higher ranks are older still.
        if (at === undefined || at <= since) break
        found.set(rank, at)
      }
    return { newest: after(since, times), ranks: found, number }
  }

  return {
    read({ tallies, tallyPrefixes = [], tallyRanks = [], since }, own) {
      mendOnce()
      const found = new Map<string, Tallied>()
      for (const key of tallies) found.set(own(key), tallied(own(key), since, tallyRanks))
      return {
        get(key) {
          const of = found.has(key)
            ? undefined
            : tallyPrefixes.find(({ start }) => key.startsWith(start))
          return of === undefined ? found.get(key) : tallied(key, of.since, of.ranks)
        },
        has: (key) => found.has(key),
      }
    },
    add(key, at) {
      const before = newest(key)
      put.run(key, key, at)
      const times = [at, ...before.times.slice(0, newestMost - 1)]
      known.set(key, { times, number: before.number + 1, reading })
    },
    prune(before) {
      if (before < deletedBefore + pruneEveryMs) return false
      deletedBefore = before
      if (drop.run(before).changes > 0) known.clear()
      return true
    },
    recall() {
      reading += 1
    },
    forget() {
      isMended = false
      known.clear()
    },
  }
}

/** The new times from the file, before those already known. */
function goneOn(before: Newest, found: Newest): Newest {
  const added = Math.max(0, found.number - before.number)
  const times = [...found.times.slice(0, added), ...before.times].slice(0, newestMost)
  return { times, number: Math.max(found.number, before.number), reading: found.reading }
}

/** Restores tally rows that evidence counts and the table lacks, each in its place. */
function mender(db: Connection): (key: string, times: readonly number[], from: number) => void {
  const read = db.prepare<[string], number>('SELECT at FROM tallies WHERE key = ?').pluck()
  const drop = db.prepare('DELETE FROM tallies WHERE key = ?')
  const put = db.prepare('INSERT INTO tallies (key, number, at) VALUES (?, ?, ?)')
  return (key, times, from) => {
    const rows = read.all(key)
    const lacking = without(times, rows).filter((at) => at >= from)
    if (lacking.length === 0) return
    drop.run(key)
    const all = [...rows, ...lacking].toSorted((one, other) => one - other)
    for (const [index, at] of all.entries()) put.run(key, index + 1, at)
  }
}

/** The times of `all` missing in `some`, counting duplicates. */
function without(all: readonly number[], some: readonly number[]): readonly number[] {
  const left = new Map<number, number>()
  for (const at of some) left.set(at, (left.get(at) ?? 0) + 1)
  return all.filter((at) => {
    const count = left.get(at) ?? 0
    left.set(at, count - 1)
    return count <= 0
  })
}
