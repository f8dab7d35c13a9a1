// When the things that have a limit happened, read by key or by the beginning of a key.

import type { Connection } from './database.ts'
import type { Keys } from './store.ts'

/** Enough for every limit that a pack can set; older ones do not count any more. */
const talliesMost = 100
/** Keys that one beginning may bring. */
const prefixMost = 500

export type TalliesReader = (
  keys: Pick<Keys, 'tallies' | 'tallyPrefixes' | 'since'>,
  own: (key: string) => string,
) => ReadonlyMap<string, readonly number[]>

/** `own` puts the sender's names into a key. Times come newest first. */
export function talliesReader(db: Connection): TalliesReader {
  const tally = db
    .prepare<[string, number, number], number>(
      'SELECT at FROM tallies WHERE key = ? AND at > ? ORDER BY at DESC, position DESC LIMIT ? + 0',
    )
    .pluck()
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

  return ({ tallies, tallyPrefixes = [], since }, own) => {
    const found = new Map<string, readonly number[]>()
    const add = (key: string, after: number) => found.set(key, tally.all(key, after, talliesMost))
    for (const key of tallies) add(own(key), since)
    for (const prefix of tallyPrefixes)
      for (const key of keysFrom(own(prefix.start))) add(key, prefix.since)
    return found
  }
}
