// Opens a file read-only for one use, and closes it whatever happens.

import { type Connection, openReadOnly } from './database.ts'

/** Throws as `openReadOnly` does. */
export function withReadOnly<Result>(
  file: string,
  environment: string,
  use: (db: Connection) => Result,
): Result {
  const db = openReadOnly(file, environment)
  try {
    return use(db)
  } finally {
    db.close()
  }
}
