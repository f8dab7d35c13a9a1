// Received messages not yet taken by the engine, stored together with the keys used to decrypt
// them.

import type Database from 'better-sqlite3'

/**
 * The row type among the keys, so that `writeKeys` writes both together. Ids are numbers, in order
 * of receipt.
 */
export const pendingType = 'heard'

export interface PendingStore {
  /** The remaining notes, oldest first. */
  heardNotes(): readonly HeardNote[]
  /** The engine has it: its text is deleted at once, and from the file's log at the next sweep. */
  heardTaken(id: string): void
}

interface HeardNote {
  readonly id: string
  /** JSON text. */
  readonly value: string
}

/** `sweepHeard` deletes taken notes; returns whether there were any. */
export function pendingOf(
  database: Database.Database,
): PendingStore & { readonly sweepHeard: () => boolean } {
  const left = database.prepare<[], HeardNote>(
    `SELECT id, value FROM keys WHERE type = '${pendingType}' AND value <> 'null'
     ORDER BY CAST(id AS INTEGER)`,
  )
  const empty = database.prepare(
    `UPDATE keys SET value = 'null' WHERE type = '${pendingType}' AND id = ?`,
  )
  const remove = database.prepare(
    `DELETE FROM keys WHERE type = '${pendingType}' AND value = 'null'`,
  )
  return {
    heardNotes: () => left.all(),
    heardTaken: (id) => void empty.run(id),
    sweepHeard: () => remove.run().changes > 0,
  }
}
