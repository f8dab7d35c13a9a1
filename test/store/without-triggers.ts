// Edits a file as an attacker would: drops its triggers first and restores them afterwards.

import type Database from 'better-sqlite3'

export function withoutTriggers(db: Database.Database, edit: () => void): void {
  const triggers = db
    .prepare<[], [string, string]>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .raw()
    .all()
  for (const [name] of triggers) db.exec(`DROP TRIGGER ${name}`)
  edit()
  for (const [, sql] of triggers) db.exec(sql)
}
