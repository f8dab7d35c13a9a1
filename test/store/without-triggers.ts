// Somebody who edits the file takes its triggers away first, and puts them back so that nobody sees.

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
