// Edits a file as an attacker would: drops its triggers first and restores them afterwards.

import Database from 'better-sqlite3'

export function withoutTriggers(db: Database.Database, edit: () => void): void {
  const triggers = db
    .prepare<[], [string, string]>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .raw()
    .all()
  for (const [name] of triggers) db.exec(`DROP TRIGGER ${name}`)
  edit()
  for (const [, sql] of triggers) db.exec(sql)
}

/** Runs statements on a file in this way, each of which must change something. */
export function tamperWith(file: string, ...statements: readonly string[]): void {
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  withoutTriggers(db, () => {
    for (const sql of statements)
      if (db.prepare(sql).run().changes === 0) throw new Error(`Nothing to change: ${sql}`)
  })
  db.close()
}
