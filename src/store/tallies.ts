// When the things that have a limit happened, read by key or by the beginning of a key.

import type { Tallied } from '../command/facts.ts'
import { newestMost } from '../command/tallies.ts'
import type { Connection } from './database.ts'
import type { Keys } from './store.ts'

/** Keys that one beginning may bring. */
const prefixMost = 500

export type TalliesReader = (
  keys: Pick<Keys, 'tallies' | 'tallyPrefixes' | 'tallyRanks' | 'since'>,
  own: (key: string) => string,
) => ReadonlyMap<string, Tallied>

/** `own` puts the sender's names into a key. Times come newest first. */
export function talliesReader(db: Connection): TalliesReader {
  const tallied = talliedReader(db)
  const nextKey = db
    .prepare<[string, string], string | null>(
      'SELECT min(key) FROM tallies WHERE key > ? AND key < ?',
    )
    .pluck()

  /** From key to key, so that what many keys have gathered in a day is never read whole. */
  function* keysFrom(start: string): Generator<string> {
    let key = start
    for (let count = 0; count < prefixMost; count += 1) {
      const next = nextKey.get(key, `${start}\uffff`)
      if (typeof next !== 'string') return
      yield next
      key = next
    }
  }

  return ({ tallies, tallyPrefixes = [], tallyRanks = [], since }, own) => {
    const found = new Map<string, Tallied>()
    const add = (key: string, after: number) => found.set(key, tallied(key, after, tallyRanks))
    for (const key of tallies) add(own(key), since)
    for (const prefix of tallyPrefixes)
      for (const key of keysFrom(own(prefix.start))) add(key, prefix.since)
    return found
  }
}

/** The newest times of one key, and those at these ranks: a step in the index each. */
function talliedReader(db: Connection) {
  const newestOf = db.prepare<[string, number], { readonly at: number; readonly number: number }>(
    'SELECT at, number FROM tallies WHERE key = ? ORDER BY number DESC LIMIT ? + 0',
  )
  // What was forgotten in between is older still: then the next one before it says when at most.
  const ranked = db
    .prepare<[string, number], number>(
      'SELECT at FROM tallies WHERE key = ? AND number <= ? ORDER BY number DESC LIMIT 1',
    )
    .pluck()
  return (key: string, after: number, ranks: readonly number[]): Tallied => {
    const newest = newestOf.all(key, newestMost)
    const [first] = newest
    const times = new Map<number, number>()
    if (first !== undefined && newest.length === newestMost)
      for (const rank of ranks) {
        const at = ranked.get(key, first.number - rank + 1)
        if (at !== undefined) times.set(rank, at)
      }
    return { newest: newest.map((one) => one.at).filter((at) => at > after), ranks: times }
  }
}
