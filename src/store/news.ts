// Of which commands somebody is told in a digest: mostly none, and each message would look for it.

import type { Connection } from './file/database.ts'

export interface News {
  wait(person: string, commandId: string): void
  /** It does not wait any more; null for all of this person's. */
  told(person: string, commandId: string | null): void
  /** Somebody else may have written. */
  forget(): void
}

export function newsOf(db: Connection): News {
  const any = db.prepare('SELECT 1 FROM untold LIMIT 1').pluck()
  const put = db.prepare('INSERT OR IGNORE INTO untold (person, command_id) VALUES (?, ?)')
  const drop = db.prepare('DELETE FROM untold WHERE person = ? AND command_id = ?')
  const dropAll = db.prepare('DELETE FROM untold WHERE person = ?')
  /** Null until it is looked for. */
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
