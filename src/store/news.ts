// The commands whose news waits for a person's digest. Caches whether there are any, because every
// message asks.

import type { Connection } from './file/database.ts'

export interface News {
  wait(person: string, commandId: string): void
  /** Removes a command's news for this person; null for all of theirs. */
  told(person: string, commandId: string | null): void
  /** Another process may have written. */
  forget(): void
}

export function newsOf(db: Connection): News {
  const any = db.prepare('SELECT 1 FROM untold LIMIT 1').pluck()
  const put = db.prepare('INSERT OR IGNORE INTO untold (person, command_id) VALUES (?, ?)')
  const drop = db.prepare('DELETE FROM untold WHERE person = ? AND command_id = ?')
  const dropAll = db.prepare('DELETE FROM untold WHERE person = ?')
  /** Whether any news waits; null until it was read. */
  let waits: boolean | null = null
  return {
    wait(person, commandId) {
      put.run(person, commandId)
      waits = true
    },
    told(person, commandId) {
      waits ??= any.get() !== undefined
      if (!waits) return
      if (commandId === null) dropAll.run(person)
      else drop.run(person, commandId)
      waits = null
    },
    forget() {
      waits = null
    },
  }
}
