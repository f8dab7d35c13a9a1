// Caches of the single writer. Only the code that writes a row may cache it, and a failed
// transaction clears everything.

import type { Connection } from './file/database.ts'

/** A function to call before cached data is used: calls `forget` if another connection wrote. */
export function onForeignWrite(db: Connection, forget: () => void): () => void {
  const dataVersion = db.prepare('PRAGMA data_version').pluck()
  let seen = dataVersion.get()
  return () => {
    const version = dataVersion.get()
    if (version === seen) return
    seen = version
    forget()
  }
}

/** A map that keeps the newest `most` entries; setting a key again makes it the newest. */
export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
  clear(): void
}

export function boundedCache<Key, Value>(most: number): BoundedCache<Key, Value> {
  const entries = new Map<Key, Value>()
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key)
      const oldest = entries.keys().next()
      if (entries.size >= most && oldest.done !== true) entries.delete(oldest.value)
      entries.set(key, value)
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  }
}

/** Caches the parsed value of a text. Keyed by the whole text, so never out of date. */
export function memoized<T>(read: (value: unknown) => T, most: number): (value: unknown) => T {
  const known = boundedCache<unknown, T>(most)
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = read(text)
    known.set(text, value)
    return value
  }
}
