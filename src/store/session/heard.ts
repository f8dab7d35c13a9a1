// What was heard and is not yet with the engine: noted with the keys that reading it used up.

import type Database from 'better-sqlite3'

/**
 * The type of its rows among the keys, so that `writeKeys` writes both in one piece. Their ids are
 * numbers, in the order of hearing.
 */
export const heardType = 'heard'

export interface HeardStore {
  /** The notes that are left, oldest first. */
  heardNotes(): readonly HeardNote[]
  /** The engine has it: its words go at once, and with the next sweep from the file's log too. */
  heardTaken(id: string): void
}

interface HeardNote {
  readonly id: string
  /** JSON text. */
  readonly value: string
}

/** `sweepHeard` takes away what was taken, and tells whether there was any. */
export function heardOf(
  database: Database.Database,
): HeardStore & { readonly sweepHeard: () => boolean } {
  const left = database.prepare<[], HeardNote>(
    `SELECT id, value FROM keys WHERE type = '${heardType}' AND value <> 'null'
     ORDER BY CAST(id AS INTEGER)`,
  )
  const empty = database.prepare(
    `UPDATE keys SET value = 'null' WHERE type = '${heardType}' AND id = ?`,
  )
  const remove = database.prepare(`DELETE FROM keys WHERE type = '${heardType}' AND value = 'null'`)
  return {
    heardNotes: () => left.all(),
    heardTaken: (id) => void empty.run(id),
    sweepHeard: () => remove.run().changes > 0,
  }
}
